"""Fifty seats while people decline and withdraw and the office takes seats back, all at once."""

import threading
from functools import partial

import pytest
from django.db import connection

from enrollment.choices import OfferAnswer
from enrollment.models import Application, PromotionStep, SelectionRound
from enrollment.services import promotion
from enrollment.services.offers import answer_offer
from enrollment.services.promotion import confirm_registration, leave_class
from enrollment.services.submission import withdraw_application
from tests.atonce import all_at_once
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published

pytestmark = pytest.mark.django_db(transaction=True)
SEATS, PEOPLE = 50, 80
WITHOUT_END = "60s"


def a_full_class(seats, people):
    """Publish a round; return its class and its people, best first."""
    selection_round = open_round(seats)
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch, score=95 - place) for place in range(people)]
    published(selection_round)
    return batch, [Application.objects.get(pk=person.pk) for person in people]


def decline(application):
    answer_offer(application.offers.get(), OfferAnswer.DECLINE, actor=application.user)


def withdraw(application):
    withdraw_application(application, actor=application.user)


def patiently(act, application):
    """Act, however long the others take: the suite may share its processors with anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WITHOUT_END])
    act(application)


def seats_by_sql(batch):
    """Return how many seats the class has, how many are taken, and by whom."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT batch.capacity, count(seat.id), array_agg(seat.application_id) "
            "FROM programs_batch batch JOIN enrollment_seat seat ON seat.batch_id = batch.id "
            "WHERE seat.released_at IS NULL AND batch.id = %s GROUP BY batch.id",
            [batch.pk],
        )
        capacity, taken, holders = cursor.fetchone()
    return capacity, taken, set(holders)


def test_fifty_seats_stay_fifty_and_none_is_free_while_somebody_waits():
    batch, people = a_full_class(SEATS, PEOPLE)
    officer = UserFactory(roles=["training_manager"])
    registered = people[:6]
    for person in registered:
        confirm_registration(person, actor=officer)
    taken_back = [partial(patiently, partial(leave_class, actor=officer)) for _one in registered]
    acts = [
        *(partial(act, person) for act, person in zip(taken_back, registered, strict=True)),
        *(partial(patiently, decline, person) for person in people[6:12]),
        *(partial(patiently, withdraw, person) for person in people[12:16]),
        *(partial(patiently, withdraw, person) for person in people[SEATS : SEATS + 4]),
    ]

    told = all_at_once(acts)

    staying = people[16:SEATS] + people[SEATS + 4 :]
    assert told == ["done"] * len(acts)
    assert seats_by_sql(batch) == (SEATS, SEATS, {person.pk for person in staying[:SEATS]})
    waiting = Application.objects.filter(status="waitlisted")
    assert set(waiting) == set(staying[SEATS:])
    numbers = PromotionStep.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers)[-len(acts) :] == list(range(len(registered) + 1, len(numbers) + 1))


def test_without_the_lock_of_the_round_all_but_one_are_turned_away(monkeypatch):
    """Everybody reads the same list before anybody leaves it: what the lock exists for."""
    batch, people = a_full_class(4, 8)
    everybody_looked, look = threading.Barrier(4, timeout=30), promotion.decide_with_steps

    def look_and_wait(selection_round, events):
        outcome = look(selection_round, events)
        everybody_looked.wait()
        return outcome

    read = SelectionRound.objects.select_related("intake", "rule_set")
    monkeypatch.setattr(promotion, "lock_round", lambda each: read.get(pk=each.pk))
    monkeypatch.setattr(promotion, "decide_with_steps", look_and_wait)

    told = all_at_once([partial(patiently, withdraw, person) for person in people[:4]])

    refused = [words for words in told if "one_event_per_run_and_number" in words]
    assert (told.count("done"), len(refused)) == (1, 3)
    assert seats_by_sql(batch)[:2] == (4, 4)
