"""Whoever approves had no hand in the round, and what they approve is what was frozen."""

import io
import re
from datetime import date
from decimal import Decimal

import pghistory
import pytest
from django.core.files.base import ContentFile
from PIL import Image

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.models import Application
from enrollment.services.approval import approve_round, parts_taken, refuse_outcome
from enrollment.services.running import request_run
from programs.models import Criterion, Gate
from programs.services.opening import open_intake
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    read_again,
    run,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    for score in (90, 80):
        apply_for(selection_round, batch, score=score)
    closed = close(selection_round)
    run(closed, actor=UserFactory(roles=["training_manager"]))
    return read_again(closed)


def scan():
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "PNG")
    return ContentFile(picture.getvalue(), name="SK Kepala Dinas.png")


def refused(selection_round, actor, **fields):
    decree = {
        "decree_number": "1",
        "decree_on": date(2026, 8, 5),
        "decree_signer": "Kepala UPTD",
        **fields,
    }
    with pytest.raises(DomainError) as refusal:
        approve_round(selection_round, actor=actor, **decree)
    assert read_again(selection_round).status == "decided"
    return str(refusal.value)


def test_approval_locks_the_last_run_with_its_decree(decided):
    approver = UserFactory(roles=["approver"])

    approve_round(
        decided,
        actor=approver,
        decree_number=" 800/123/2026 ",
        decree_on=date(2026, 8, 5),
        decree_signer="Kepala UPTD",
        decree_scan=scan(),
    )

    approved = read_again(decided)
    assert (approved.approved_run, approved.approved_by) == (approved.runs.get(), approver)
    assert (approved.decree_number, approved.decree_signer) == ("800/123/2026", "Kepala UPTD")
    assert re.fullmatch(r"decrees/[0-9a-f]{32}\.jpg", approved.decree_scan.name)
    move = StatusChange.objects.of(approved).last()
    assert (move.from_status, move.to_status, move.actor) == ("decided", "approved", approver)


def test_whoever_asked_for_the_run_does_not_approve_it(decided):
    assert refused(decided, decided.frozen_by) == (
        "Persetujuan harus oleh orang lain, karena Anda meminta hitungan."
    )


def test_whoever_asked_for_an_earlier_run_does_not_approve_a_later_one(decided):
    first = decided.frozen_by
    run(decided, actor=UserFactory(), reason="Salah ketik")

    assert refused(read_again(decided), first) == (
        "Persetujuan harus oleh orang lain, karena Anda meminta hitungan."
    )


def test_whoever_scored_does_not_approve(decided):
    assessor = Application.objects.first().sittings.get().scores.get().assessor

    assert refused(decided, assessor) == (
        "Persetujuan harus oleh orang lain, karena Anda ikut memberi nilai."
    )


def test_whoever_opened_the_intake_does_not_approve(decided):
    assert refused(decided, decided.rule_set.frozen_by) == (
        "Persetujuan harus oleh orang lain, karena Anda ikut menyusun aturan."
    )


def test_whoever_edited_a_rule_before_opening_took_part():
    editor = UserFactory()
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, selection_method="merit")
    Gate.objects.create(batch=batch, code="residency", type="has_any", facts=["city_resident"])
    with pghistory.context(user=editor.pk, url="/petugas/"):
        Criterion.objects.create(
            batch=batch, code="written", name="Tes", assessed_by="written", weight=Decimal(100)
        )
    selection_round = open_round(1)
    selection_round.intake = intake
    selection_round.rule_set = open_intake(intake, actor=UserFactory())

    assert parts_taken(selection_round, editor) == ["ikut menyusun aturan"]
    assert parts_taken(selection_round, UserFactory()) == []


def test_changed_inputs_are_named_and_refuse_approval(decided):
    application = Application.objects.order_by("pk").first()
    score = application.sittings.get().scores.get()
    score.value = 10
    score.save()

    assert refused(decided, UserFactory(roles=["approver"])) == (
        "Data berubah sejak dibekukan. "
        f"Lamaran: {application.registration_number} (nilai). "
        "Hitung ulang dan tulis alasannya."
    )


def test_a_decree_without_number_or_signer_is_refused(decided):
    for missing in ({"decree_number": " "}, {"decree_signer": ""}):
        assert refused(decided, UserFactory(roles=["approver"]), **missing) == (
            "Isi nomor SK dan nama penanda tangannya."
        )


def test_a_scan_that_is_no_scan_is_refused(decided):
    script = ContentFile(b"<?php echo 1;", name="sk.pdf")

    assert refused(decided, UserFactory(roles=["approver"]), decree_scan=script).startswith(
        "Berkas ini bukan foto"
    )


def test_an_approved_round_is_neither_run_nor_approved_again(decided):
    approve(decided)
    approved = read_again(decided)

    with pytest.raises(DomainError, match="^Hanya hasil yang sudah dihitung"):
        approve(decided)
    with pytest.raises(DomainError, match="^Seleksi dihitung sesudah"):
        request_run(approved, actor=None, reason="Sekali lagi")


def test_a_refused_outcome_takes_a_new_run_with_a_reason(decided):
    with pytest.raises(DomainError, match="^Tulis mengapa hasil ditolak"):
        refuse_outcome(decided, actor=UserFactory(roles=["approver"]), reason=" ")
    refuse_outcome(decided, actor=UserFactory(roles=["approver"]), reason="Nilai keliru")

    refused_round = read_again(decided)
    assert refused_round.status == "closed"
    with pytest.raises(DomainError, match="^Tulis mengapa seleksi"):
        request_run(refused_round, actor=None)
    assert run(refused_round, reason="Nilai diperbaiki").number == 2
