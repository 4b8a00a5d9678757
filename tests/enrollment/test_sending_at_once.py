"""Residents send at the same moment for first-come classes, each in an order of his own."""

from collections import Counter
from functools import partial
from random import Random

import pytest

from enrollment.models import Application, Choice, Seat
from enrollment.services import seats, submission
from enrollment.services.submission import submit_application
from enrollment.services.wishes import add_wish
from notices.models import Notice
from programs.models import Batch
from tests.atonce import all_at_once, meeting_of
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


def race_for_one_class():
    """Sixteen people send at once for three seats of one class; return what each came to."""
    intake = open_intake(titles=["Las"], max_choices=1, method="first_come", capacity=SEATS)
    return all_at_once([send(complete_draft(intake)) for _one in range(PEOPLE)])


def held():
    """Return who holds a seat, who is sent and who was told so: each must be the same people."""
    return (
        set(Seat.objects.taken().values_list("application", flat=True)),
        set(Application.objects.submitted().values_list("pk", flat=True)),
        {int(key.split(":")[1]) for key in Notice.objects.values_list("event_key", flat=True)},
    )


def test_sixteen_people_race_for_three_seats_without_an_error_or_a_fourth():
    told = race_for_one_class()

    assert Counter(told) == {"done": SEATS, FULL: PEOPLE - SEATS}
    assert sorted(Seat.objects.taken().values_list("number", flat=True)) == [1, 2, 3]
    seated, sent, notified = held()
    assert (len(seated), sent, notified) == (SEATS, seated, seated)


def test_without_the_lock_all_take_the_first_seat_and_the_database_refuses_all_but_one(
    monkeypatch,
):
    """Everybody looks before anybody sits down: the race that the lock exists for."""
    everybody_looked, look = meeting_of(PEOPLE), seats.free_numbers

    def look_and_wait(batch):
        seen = look(batch)
        everybody_looked.wait()
        return seen

    monkeypatch.setattr(
        submission,
        "_lock_batches_without_round",
        lambda application: set(application.choices.values_list("batch", flat=True)),
    )
    monkeypatch.setattr(seats, "lock_batch", lambda batch: Batch.objects.get(pk=batch.pk))
    monkeypatch.setattr(seats, "free_numbers", look_and_wait)

    told = race_for_one_class()

    refused = [words for words in told if "one_holder_per_seat" in words]
    assert (told.count("done"), len(refused)) == (1, PEOPLE - 1)
    assert list(Seat.objects.taken().values_list("number", flat=True)) == [1]
    seated, sent, notified = held()
    assert (len(seated), sent, notified) == (1, seated, seated)


def test_without_locking_the_classes_first_people_are_told_to_send_again(monkeypatch):
    """The guard of the order is seen at work: no lock was taken, so no seat is given."""
    monkeypatch.setattr(submission, "_lock_batches_without_round", lambda application: set())
    draft = complete_draft(open_intake(method="first_come"))

    assert all_at_once([send(draft)]) == [CHANGED]
    assert Seat.objects.count() == 0


def test_a_wish_added_while_the_application_is_sent_is_not_sent_unlocked(monkeypatch):
    intake = open_intake(method="first_come")
    first, second = intake.batches.order_by("pk")
    draft = with_wishes(complete_draft(intake), [first])
    lock = submission._lock_batches_without_round

    def lock_and_let_the_other_tab_add(application):
        locked = lock(application)
        told = all_at_once([partial(add_wish, application, second, actor=draft.user)])
        assert told == ["done"]
        return locked

    monkeypatch.setattr(submission, "_lock_batches_without_round", lock_and_let_the_other_tab_add)
    assert all_at_once([send(draft)]) == [CHANGED]
    monkeypatch.undo()
    assert all_at_once([send(draft)]) == ["done"]
    assert list(Seat.objects.values_list("batch", flat=True)) == [first.pk]
