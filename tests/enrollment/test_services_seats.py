"""A class of 20 seats takes 20 people, however many ask at once."""

from functools import partial

import pytest
from django.db import connection

from blk_portal.shared.errors import DomainError
from enrollment.choices import SeatRelease
from enrollment.models import Seat
from enrollment.services import seats
from enrollment.services.seats import release_seat, take_seat
from tests.atonce import all_at_once, meeting_of
from tests.factories import ApplicationFactory, BatchFactory, IntakeFactory, UserFactory

SEATS, PEOPLE = 20, 40


@pytest.mark.django_db
def test_the_lowest_free_seat_is_given():
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, capacity=3)
    first, second, third, fourth = ApplicationFactory.create_batch(4, intake=intake)
    take_seat(batch, first)
    freed = take_seat(batch, second, label="reserve:disability")
    take_seat(batch, third)
    release_seat(freed, SeatRelease.DECLINED)

    take_seat(batch, fourth)

    assert list(
        batch.seats.order_by("pk").values_list("application", "number", "label", "release")
    ) == [
        (first.pk, 1, "open", ""),
        (second.pk, 2, "reserve:disability", "declined"),
        (third.pk, 3, "open", ""),
        (fourth.pk, 2, "open", ""),
    ]


@pytest.mark.django_db
def test_a_full_class_refuses():
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, capacity=1)
    first, second = ApplicationFactory.create_batch(2, intake=intake)
    take_seat(batch, first)

    with pytest.raises(DomainError, match="^Semua kursi kelas ini sudah terisi"):
        take_seat(batch, second)

    assert list(Seat.objects.values_list("application", flat=True)) == [first.pk]


@pytest.mark.django_db
def test_a_person_with_a_seat_in_another_intake_is_refused():
    first = ApplicationFactory()
    take_seat(BatchFactory(intake=first.intake), first)
    later = ApplicationFactory(person=first.person, user=UserFactory())

    with pytest.raises(DomainError, match="^Orang ini sudah punya kursi"):
        take_seat(BatchFactory(intake=later.intake), later)

    assert list(Seat.objects.values_list("application", flat=True)) == [first.pk]


@pytest.mark.django_db
def test_a_seat_is_released_once():
    application = ApplicationFactory()
    seat = take_seat(BatchFactory(intake=application.intake), application)
    release_seat(seat, SeatRelease.DECLINED)

    with pytest.raises(DomainError, match="^Kursi ini sudah dilepas"):
        release_seat(seat, SeatRelease.LEFT)

    seat.refresh_from_db()
    assert seat.release == SeatRelease.DECLINED


def everybody_asks_at_once():
    """Let 40 people ask for 20 seats in threads of their own; return what each was told."""
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, capacity=SEATS)
    applications = ApplicationFactory.create_batch(PEOPLE, intake=intake)
    return all_at_once([partial(take_seat, batch, application) for application in applications])


@pytest.fixture
def without_lock(monkeypatch):
    """Let everybody see the same free seat before anybody takes it, as without a lock one can."""
    everybody_looked = meeting_of(PEOPLE)
    look = seats.free_numbers

    def look_and_wait(batch):
        numbers = look(batch)
        everybody_looked.wait()
        return numbers

    monkeypatch.setattr(seats, "lock_batch", lambda batch: batch)
    monkeypatch.setattr(seats, "free_numbers", look_and_wait)


@pytest.fixture
def without_constraint(transactional_db):
    """Take out the constraint that a seat has one holder, and bring it back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; DROP INDEX one_holder_per_seat; SET ROLE blk_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "RESET ROLE; TRUNCATE enrollment_seat CASCADE; "
            "CREATE UNIQUE INDEX one_holder_per_seat ON enrollment_seat (batch_id, number) "
            "WHERE released_at IS NULL; SET ROLE blk_app"
        )


@pytest.mark.django_db(transaction=True)
def test_twenty_of_forty_people_asking_at_once_get_a_seat():
    told = everybody_asks_at_once()

    assert sorted(told) == ["Semua kursi kelas ini sudah terisi."] * SEATS + ["done"] * SEATS
    assert sorted(Seat.objects.taken().values_list("number", flat=True)) == list(
        range(1, SEATS + 1)
    )


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_lets_nobody_share_a_seat(without_lock):
    told = everybody_asks_at_once()

    refused = [words for words in told if "one_holder_per_seat" in words]
    assert (told.count("done"), len(refused)) == (1, PEOPLE - 1)
    assert list(Seat.objects.taken().values_list("number", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_the_class_would_be_oversold(without_lock, without_constraint):
    told = everybody_asks_at_once()

    assert told == ["done"] * PEOPLE
    assert Seat.objects.taken().count() == PEOPLE
