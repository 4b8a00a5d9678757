"""Opening seals the draw, closing fixes the list."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import SelectionRound
from enrollment.services.rounds import close_intake, enter_entropy, pseudonym
from enrollment.services.running import request_run
from programs.models import RuleSet
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    open_round,
    read_again,
    read_entropy,
    set_dates,
)

pytestmark = pytest.mark.django_db


def test_opening_publishes_what_the_sealed_seed_was_committed_to():
    selection_round = open_round(2)

    rule_set = RuleSet.objects.get()
    assert selection_round.rule_set == rule_set
    assert selection_round.status == "prepared"
    assert (
        rule_set.commitment
        == selection_round.commitment
        == hashlib.sha256(bytes.fromhex(selection_round.seed)).hexdigest()
    )


def test_two_rounds_have_different_seeds():
    assert open_round(1).seed != open_round(1).seed


def test_seed_is_not_readable_in_the_database():
    selection_round = open_round(1)

    stored = SelectionRound.objects.extra(select={"raw": "seed::text"}).get().raw

    assert selection_round.seed not in stored


def test_first_come_classes_hold_no_round():
    assert open_round(5, method="first_come") is None
    assert RuleSet.objects.get().commitment == ""


def test_registration_ends_at_its_time_and_not_before():
    selection_round = open_round(2)

    with pytest.raises(DomainError, match="^Waktu pendaftaran belum habis"):
        close_intake(selection_round.intake)

    assert read_again(selection_round).intake.status == "open"


def test_closing_lists_who_wished_what_under_pseudonyms():
    selection_round = open_round(2, 2)
    first, second = batches_of(selection_round)
    one = apply_for(selection_round, second, first)
    other = apply_for(selection_round, first, status="submitted")
    gone = apply_for(selection_round, first, status="withdrawn")
    apply_for(selection_round, first, status="draft", draw_code="", registration_number="")

    set_dates(selection_round, closes_at=timezone.now() - timedelta(seconds=1))
    close_intake(selection_round.intake)

    closed = read_again(selection_round)
    assert json.loads(closed.list_at_closing) == sorted(
        [
            application.draw_code,
            pseudonym(closed, application.person_id),
            [choice.batch.code for choice in application.choices.order_by("rank")],
        ]
        for application in (one, other, gone)
    )
    assert closed.list_sha256 == hashlib.sha256(closed.list_at_closing.encode()).hexdigest()
    assert (closed.status, closed.intake.status) == ("closed", "closed")
    assert set(closed.intake.batches.values_list("status", flat=True)) == {"closed"}


def test_a_pseudonym_tells_nothing_about_the_same_person_in_another_round():
    first, second = open_round(1), open_round(1)

    assert pseudonym(first, 7) == pseudonym(first, 7) != pseudonym(second, 7)


def test_the_list_at_closing_cannot_be_changed():
    selection_round = close(open_round(2))

    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        SelectionRound.objects.filter(pk=selection_round.pk).update(list_at_closing="[1]")


def test_the_public_value_is_corrected_only_before_a_run_is_asked_for():
    selection_round = close(open_round(2, method="lottery"))
    reader = UserFactory()
    read_entropy(selection_round, " dice:123456 ", actor=reader)
    request_run(selection_round, actor=None)

    with pytest.raises(DomainError, match="^Angka publik tidak bisa diubah"):
        read_entropy(selection_round, "dice:654321", actor=UserFactory())

    selection_round.refresh_from_db()
    assert (selection_round.entropy, selection_round.entropy_read_by) == ("dice:123456", reader)


def test_the_public_value_is_not_entered_while_registration_is_open():
    selection_round = open_round(2)

    with pytest.raises(DomainError, match="^Angka publik diisi sesudah"):
        read_entropy(selection_round, "dice:1", actor=UserFactory())


@pytest.mark.parametrize(
    "again, occasion, words",
    [
        ("dice:12", "Aula BLK", "Kedua isian tidak sama. Baca lagi sumbernya."),
        ("dice:1", " ", "Tulis di mana dan di hadapan siapa angka publik dibaca."),
    ],
)
def test_the_public_value_is_read_twice_at_a_public_moment(again, occasion, words):
    selection_round = close(open_round(2, method="lottery"))
    before = SelectionRound.objects.values().get()

    with pytest.raises(DomainError) as refusal:
        enter_entropy(
            selection_round, "dice:1", again=again, occasion=occasion, actor=UserFactory()
        )

    assert str(refusal.value) == words
    assert SelectionRound.objects.values().get() == before


def test_source_and_occasion_of_the_public_value_are_kept():
    selection_round = close(open_round(2, method="lottery"))

    stored = read_again(selection_round)
    assert (stored.entropy_again, stored.entropy_source, stored.entropy_occasion) == (
        stored.entropy,
        stored.intake.entropy_source,
        "Aula BLK",
    )


@pytest.mark.parametrize("other", [{"entropy_again": "dice:2"}, {"entropy_source": ""}])
def test_the_database_refuses_a_public_value_that_was_not_read_twice(other):
    selection_round = close(open_round(2, method="lottery"))

    with pytest.raises(IntegrityError, match="read_twice"), transaction.atomic():
        SelectionRound.objects.filter(pk=selection_round.pk).update(**other)


def test_the_database_keeps_the_public_value_once_a_run_was_asked_for():
    selection_round = close(open_round(2, method="lottery"))
    request_run(selection_round, actor=None)

    with pytest.raises(IntegrityError, match="settled"), transaction.atomic():
        SelectionRound.objects.filter(pk=selection_round.pk).update(
            entropy="dice:2", entropy_again="dice:2"
        )


def test_every_reading_of_the_public_value_stays_on_record():
    selection_round = close(open_round(2, method="lottery"))
    readers = UserFactory.create_batch(2)
    for reader, value in zip(readers, ["dice:111111", "dice:111112"], strict=True):
        read_entropy(selection_round, value, actor=reader)

    history = apps.get_model("enrollment", "entropyevent").objects
    events = history.exclude(entropy="").order_by("pgh_id")
    assert list(events.values_list("entropy", "entropy_read_by"))[-2:] == [
        ("dice:111111", readers[0].pk),
        ("dice:111112", readers[1].pk),
    ]
