"""A class is merged into another, or comes later; people keep their seats and answers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from blk_portal.shared.errors import DomainError
from enrollment.models import Offer, Seat
from enrollment.services.class_changes import (
    cancel_class,
    merge_class,
    postpone_class,
    resume_class,
)
from enrollment.services.offers import answer_offer, due_offers
from enrollment.services.promotion import confirm_registration
from enrollment.services.seats import take_seat
from programs.models import Batch, ClassChange
from tests.enrollment.test_services_class_changes import seats, told, with_free_seats
from tests.factories import ApplicationFactory, ChoiceFactory, UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    statuses,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = {"reason": "too_few"}


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


def two_small_classes(capacity=4):
    selection_round = open_round(capacity, capacity)
    first, second = batches_of(selection_round)
    small = [apply_for(selection_round, first, score=score) for score in (90, 80)]
    large = [apply_for(selection_round, second, score=score) for score in (90, 80)]
    return published(selection_round), first, second, small, large


def test_people_of_a_merged_class_keep_a_seat_and_what_they_answered(manager):
    selection_round, first, second, (confirmed, unanswered), large = two_small_classes()
    confirm_registration(confirmed, actor=manager)

    effects = merge_class(first, second, actor=manager, **WHY)

    first.refresh_from_db()
    assert first.status == "merged"
    assert seats() == {row.pk: second.pk for row in [confirmed, unanswered, *large]}
    assert statuses(confirmed, unanswered) == ["confirmed", "seated"]
    assert (told(confirmed), told(unanswered)) == (["class_merged"], ["seat_instead"])
    assert effects.told == 2
    assert list(
        Offer.objects.open().filter(application=unanswered).values_list("seat__batch", "answer")
    ) == [(second.pk, "")]

    answer_offer(Offer.objects.open().get(application=unanswered), "decline", actor=None)
    answer_offer(Offer.objects.open().get(application=large[0]), "decline", actor=None)
    assert seats() == {confirmed.pk: second.pk, large[1].pk: second.pk}


def test_a_class_without_room_takes_nobody(manager):
    _round, first, second, _small, _large = two_small_classes(capacity=3)
    before = seats()

    with pytest.raises(DomainError) as refusal:
        merge_class(first, second, actor=manager, **WHY)

    assert str(refusal.value) == "Di sini 2 orang punya kursi, di sana 1 kursi kosong."
    assert seats() == before
    assert ClassChange.objects.count() == 0


def test_an_offer_of_a_postponed_class_does_not_lapse_and_gets_time_afterwards(manager):
    selection_round, first, _second, _people = with_free_seats()
    Offer.objects.update(expires_at=timezone.now() - DAY)
    assert due_offers().count() == 3

    postponed = postpone_class(first, actor=manager, **WHY)
    assert (postponed.told, due_offers().count()) == (3, 0)
    first.refresh_from_db()
    days = {"starts_on": first.starts_on + 30 * DAY, "ends_on": first.ends_on + 30 * DAY}
    resumed = resume_class(first, days, actor=manager, **WHY)

    first.refresh_from_db()
    assert (first.status, first.starts_on, resumed.told) == ("published", days["starts_on"], 3)
    assert min(Offer.objects.values_list("expires_at", flat=True)) > timezone.now() + 47 * DAY / 24
    assert list(ClassChange.objects.values_list("kind", flat=True)) == ["resumed", "postponed"]


def test_the_database_refuses_a_class_not_held_with_people_on_its_seats(manager):
    _round, first, _second, people = with_free_seats()

    with pytest.raises(DatabaseError, match="still has people"), transaction.atomic():
        Batch.objects.filter(pk=first.pk).update(status="cancelled")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cancel_class(first, actor=manager, **WHY)
    with pytest.raises(DatabaseError, match="is not held"), transaction.atomic():
        Seat.objects.create(
            batch=first,
            number=1,
            application=people[2],
            person=people[2].person,
            taken_at=timezone.now(),
        )


def test_people_of_a_first_come_class_choose_in_the_order_of_sending(manager):
    selection_round = open_round(2, 1, method="first_come")
    assert selection_round is None
    first, second = Batch.objects.order_by("code")
    people = []
    for minute in (2, 1):
        application = ApplicationFactory(
            intake=first.intake, submitted_at=timezone.now() - minute * DAY, status="verified"
        )
        for rank, batch in enumerate([first, second], start=1):
            ChoiceFactory(application=application, batch=batch, rank=rank)
        take_seat(first, application)
        people.append(application)

    cancel_class(first, actor=manager, **WHY)

    assert seats() == {people[0].pk: second.pk}
    assert statuses(*people) == ["verified", "not_selected"]
    assert (told(people[0]), told(people[1])) == (["class_other_seat"], ["class_cancelled"])
