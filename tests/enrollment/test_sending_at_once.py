"""Residents send at the same moment for several first-come classes, each in an order of his own."""

from functools import partial
from random import Random

import pytest

from enrollment.models import Application, Choice, Seat
from enrollment.services import submission
from enrollment.services.submission import submit_application
from enrollment.services.wishes import add_wish
from tests.atonce import all_at_once
from tests.enrollment.residents import complete_draft, open_intake

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "Semua kursi kelas ini sudah terisi."
CHANGED = "Daftar kelas Anda baru saja berubah. Periksa dulu daftarnya, lalu kirim lagi."
PEOPLE, CLASSES, SEATS = 16, 4, 3


def with_wishes(application, batches):
    application.choices.all().delete()
    for rank, batch in enumerate(batches, start=1):
        Choice.objects.create(application=application, batch=batch, rank=rank)
    return application


def drafts_with_random_wishes(intake):
    random, batches = Random(11), list(intake.batches.all())
    return [
        with_wishes(complete_draft(intake), random.sample(batches, CLASSES))
        for _one in range(PEOPLE)
    ]


def send(application):
    return partial(submit_application, application, actor=application.user)


def test_sixteen_people_with_wishes_in_any_order_fill_every_class_and_none_too_much():
    titles = ["Roti", "Menjahit", "Las", "Barista"]
    intake = open_intake(titles=titles, max_choices=4, method="first_come", capacity=SEATS)

    told = all_at_once([send(draft) for draft in drafts_with_random_wishes(intake)])

    seats = CLASSES * SEATS
    assert sorted(told) == sorted(["done"] * seats + [FULL] * (PEOPLE - seats))
    assert sorted(Seat.objects.taken().values_list("batch", "number")) == sorted(
        (batch.pk, number) for batch in intake.batches.all() for number in range(1, SEATS + 1)
    )
    assert Application.objects.submitted().count() == seats


def test_without_locking_the_classes_first_people_are_told_to_send_again(monkeypatch):
    """The guard of the order is seen at work: no lock was taken, so no seat is given."""
    monkeypatch.setattr(submission, "_lock_first_come_batches", lambda application: set())
    draft = complete_draft(open_intake(method="first_come"))

    assert all_at_once([send(draft)]) == [CHANGED]
    assert Seat.objects.count() == 0


def test_a_wish_added_while_the_application_is_sent_is_not_sent_unlocked(monkeypatch):
    intake = open_intake(method="first_come")
    first, second = intake.batches.order_by("pk")
    draft = with_wishes(complete_draft(intake), [first])
    lock = submission._lock_first_come_batches

    def lock_and_let_the_other_tab_add(application):
        locked = lock(application)
        told = all_at_once([partial(add_wish, application, second, actor=draft.user)])
        assert told == ["done"]
        return locked

    monkeypatch.setattr(submission, "_lock_first_come_batches", lock_and_let_the_other_tab_add)
    assert all_at_once([send(draft)]) == [CHANGED]
    monkeypatch.undo()
    assert all_at_once([send(draft)]) == ["done"]
    assert list(Seat.objects.values_list("batch", flat=True)) == [first.pk]
