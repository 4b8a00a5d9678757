from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Document
from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.models import Application, FactClaim, Participation, Review
from enrollment.services.claiming import claim
from enrollment.services.facts import stated_facts, verified_facts
from enrollment.services.reviews import StaleCase, record_review
from enrollment.services.seats import take_seat
from enrollment.verdicts import judge_wishes
from notices.models import Notice
from tests.factories import BatchFactory, UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def review(application, verifier, decision, *, items=None, **kwargs):
    return record_review(
        application,
        reviewer=verifier,
        decision=decision,
        items=answers(application) if items is None else items,
        version=kwargs.pop("version", application.version),
        **kwargs,
    )


def refuse(application, verifier, *, items=None):
    """Let a colleague propose the refusal and ``verifier`` decide the same."""
    review(application, UserFactory(), "refuse", items=items)
    return review(fresh(application), verifier, "refuse", items=items)


def assert_nothing_changed(application):
    assert fresh(application).status == "submitted"
    assert Review.objects.count() == 0
    assert FactClaim.objects.exclude(status="claimed").count() == 0
    assert Document.objects.exclude(status="uploaded").count() == 0
    assert Notice.objects.count() == 0


def test_accepting_verifies_claims_papers_identity_and_tells_the_applicant(verifier):
    application = case_factory(claims=["not_in_school", "poor"])

    review(application, verifier, "verify", note="Cocok dengan DTSEN")

    stored = fresh(application)
    assert stored.status == "verified"
    assert stored.version == 1
    assert stored.claimed_by is None
    assert stored.person.identity_verified_by == verifier
    assert verified_facts(stored) == {
        "city_resident",
        "woman",
        "education:sma",
        "not_in_school",
        "poor",
    }
    assert set(Document.objects.values_list("status", "checked_by")) == {("verified", verifier.pk)}
    notice = Notice.objects.get()
    assert (notice.kind, notice.needs_answer) == ("review_verify", False)
    move = StatusChange.objects.of(application).last()
    assert (move.actor, move.reason, move.note) == (verifier, "verify", "Cocok dengan DTSEN")


def test_returning_stores_the_reasons_and_says_what_to_do_until_when(verifier):
    application = case_factory()
    application.intake.verified_by = date(2099, 7, 29)
    application.intake.save()

    review(
        application,
        verifier,
        "return",
        items=answers(application, document_KTP="unclear"),
        message="Datang saja ke BLK bila sulit.",
    )

    assert fresh(application).status == "needs_fix"
    assert list(Document.objects.order_by("kind").values_list("kind", "status", "reason")) == [
        ("KK", "verified", ""),
        ("KTP", "refused", "unclear"),
    ]
    assert FactClaim.objects.get().status == "verified"
    notice = Notice.objects.get()
    assert notice.needs_answer is True
    assert notice.text.splitlines() == [
        "Ada bagian lamaran yang perlu diperbaiki:",
        "- Foto KTP belum jelas. Ambil ulang di tempat terang, lalu unggah lagi.",
        "Perbaiki paling lambat Rabu, 29 Juli 2099, lalu kirim lagi lamaran Anda.",
        "Datang saja ke BLK bila sulit.",
    ]


def test_a_refused_priority_claim_costs_no_open_seat(verifier):
    application = case_factory(claims=["not_in_school", "disability"])

    review(
        application,
        verifier,
        "verify",
        items=answers(application, fact_disability="proof_does_not_show"),
    )

    assert fresh(application).status == "verified"
    claim_ = FactClaim.objects.get(fact_type="disability")
    assert (claim_.status, claim_.reason) == ("refused", "proof_does_not_show")
    assert "disability" not in verified_facts(application)


def test_no_wish_is_left_when_the_address_is_found_outside_the_city(verifier):
    application = case_factory()
    items = answers(application, address="lives_outside")

    with pytest.raises(DomainError) as refusal:
        review(application, verifier, "verify", items=items)

    assert (
        str(refusal.value)
        == "Tidak ada pilihan yang tersisa, jadi berkas ini tidak bisa diloloskan."
    )
    assert_nothing_changed(application)

    refused = refuse(application, verifier, items=items)

    assert fresh(application).status == "ineligible"
    wish = refused.items.get(requirement__startswith="wish:")
    assert (wish.result, wish.reason) == ("refused", "gate:domisili")
    assert "city_resident" not in verified_facts(fresh(application))


@pytest.mark.parametrize(
    ("decision", "reasons", "message"),
    [
        ("return", {}, "Pilih paling sedikit satu hal yang bisa diperbaiki pendaftar."),
        (
            "verify",
            {"identity": "name_differs"},
            "Ada yang harus diperbaiki, jadi berkas ini hanya bisa dikembalikan.",
        ),
        ("refuse", {}, "Masih ada pilihan yang tersisa, jadi pendaftar tetap ikut."),
        ("verify", {"identity": "too_dark"}, "Pilih alasan yang sesuai dengan pemeriksaannya."),
    ],
)
def test_a_decision_that_does_not_follow_from_the_checks_is_refused(
    verifier, decision, reasons, message
):
    application = case_factory()

    with pytest.raises(DomainError) as refusal:
        review(application, verifier, decision, items=answers(application, **reasons))

    assert str(refusal.value) == message
    assert_nothing_changed(application)


def test_every_check_needs_an_answer(verifier):
    application = case_factory()

    with pytest.raises(DomainError) as refusal:
        review(application, verifier, "verify", items=answers(application)[:-1])

    assert str(refusal.value) == "Jawab dahulu setiap pemeriksaan."
    assert_nothing_changed(application)


def test_nobody_decides_on_a_file_of_their_own_family_card(verifier):
    application = case_factory()
    own = case_factory(user=verifier, person__kk=application.person.kk)

    for file in (application, own):
        with pytest.raises(DomainError) as refusal:
            review(file, verifier, "verify")
        assert str(refusal.value) == (
            "Berkas sendiri, sekartu keluarga, orang yang Anda nyatakan punya hubungan, dan yang "
            "Anda bantu isi diperiksa rekan Anda."
        )

    assert_nothing_changed(application)


def test_a_file_in_a_colleagues_hand_is_not_decided(verifier):
    application = case_factory()
    claim(application, reviewer=UserFactory(display_name="Bayu", roles=["verifier"]))

    with pytest.raises(DomainError) as refusal:
        review(application, verifier, "verify")

    assert str(refusal.value) == "Berkas ini sedang dipegang Bayu."
    assert_nothing_changed(application)


def test_a_late_save_is_noticed(verifier):
    application = case_factory()
    Application.objects.filter(pk=application.pk).update(version=3)

    with pytest.raises(StaleCase):
        review(application, verifier, "verify", version=2)

    assert_nothing_changed(application)


def test_a_first_come_seat_is_kept_by_an_accepted_file_and_freed_by_a_refused_one(verifier):
    batch = batch_with_gates(selection_method="first_come", capacity=2)
    kept, freed = case_factory(batch=batch), case_factory(batch=batch)
    for application in (kept, freed):
        take_seat(batch, application)

    review(kept, verifier, "verify")
    refuse(freed, verifier, items=answers(freed, fact_not_in_school="not_true"))

    assert fresh(kept).status == "seated"
    assert fresh(freed).status == "ineligible"
    assert [(seat.application, seat.release) for seat in batch.seats.order_by("number")] == [
        (kept, ""),
        (freed, "failed"),
    ]


def test_too_young_on_the_reference_day_is_told_in_numbers(verifier):
    batch = batch_with_gates(reference_date=date(2026, 7, 26))
    application = case_factory(batch=batch, person__birth_date=date(2009, 1, 1))

    refuse(application, verifier)

    assert Notice.objects.get().text.splitlines()[1] == (
        f"- {batch.program.title}: Usia 17 tahun pada 26 Juli 2026. Minimal 18."
    )


def test_an_application_that_was_returned_in_time_is_not_asked_for_yesterday(verifier):
    application = case_factory()
    application.intake.verified_by = timezone.localdate() - timedelta(days=9)
    application.intake.save()

    review(application, verifier, "return", items=answers(application, identity="nik_differs"))

    assert "Perbaiki paling lambat" in Notice.objects.get().text


def test_desk_and_round_count_an_earlier_training_from_the_same_day(verifier):
    batch = batch_with_gates(reference_date=date(2026, 7, 26), retrain_years=1)
    application = case_factory(batch=batch)
    earlier = case_factory(
        person=application.person, user=application.user, status="confirmed", papers=()
    )
    Participation.objects.create(
        application=earlier,
        batch=BatchFactory(starts_on=date(2025, 5, 1), ends_on=date(2025, 6, 1)),
        has_finished=True,
        certificate_on=date(2025, 8, 1),
    )

    assert [
        verdict.reasons for verdict in judge_wishes(application, stated_facts(application))
    ] == [["trained_recently"]]
