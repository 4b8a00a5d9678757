"""Each limit holds for whoever writes a row, and for nobody once its guard is taken out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import ActingHead, DataRequest
from enrollment.models import Choice, Objection, Offer, Score, Seat, Sitting, Slot
from grants.models import Grant, GrantItem, GrantRequest, GrantRound, MonitoringVisit
from notices.models import Notice
from programs.models import Batch
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    ChoiceFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.desk import assessment_of, room_for, scored_batch, sitting_at
from tests.factories.grants import (
    CheckedRequestFactory,
    GrantFactory,
    GrantItemFactory,
    GrantRequestFactory,
    GrantRoundFactory,
    MonitoringVisitFactory,
)
from tests.factories.guards import take_out

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Limit:
    """A guard by table and name, and ``reached``, which returns the one act too many."""

    table: str
    guard: str
    reached: Callable

    def __str__(self):
        return self.guard


def seat(batch, number, application):
    return Seat.objects.create(
        batch=batch,
        number=number,
        application=application,
        person=application.person,
        taken_at=timezone.now(),
    )


def seated(*, capacity=2, number=1):
    batch = BatchFactory(capacity=capacity)
    application = ApplicationFactory(intake=batch.intake)
    return seat(batch, number, application)


def seat_beyond_capacity():
    batch = BatchFactory(capacity=1)
    return lambda: seat(batch, 2, ApplicationFactory(intake=batch.intake))


def capacity_below_a_seat():
    taken = seated(number=2)
    return lambda: Batch.objects.filter(pk=taken.batch_id).update(capacity=1)


def seat_with_two_holders():
    taken = seated()
    return lambda: seat(taken.batch, 1, ApplicationFactory(intake=taken.batch.intake))


def person_with_two_seats():
    person = seated().person
    other = BatchFactory()
    later = ApplicationFactory(intake=other.intake, person=person, user=UserFactory())
    return lambda: seat(other, 1, later)


def application_with_two_seats():
    taken = seated()
    take_out("enrollment_seat", "one_seat_per_person")
    other = BatchFactory(intake=taken.batch.intake)
    return lambda: seat(other, 1, taken.application)


def second_application_in_an_intake():
    first = ApplicationFactory()
    return lambda: ApplicationFactory(
        intake=first.intake, person=first.person, user=UserFactory(), entered_by=UserFactory()
    )


def wish_too_many():
    application = ApplicationFactory(intake__max_choices=1)
    ChoiceFactory(application=application)
    return lambda: ChoiceFactory(application=application, rank=2)


def wish_moved_beyond_the_last():
    wish = ChoiceFactory(application__intake__max_choices=1)
    return lambda: Choice.objects.filter(pk=wish.pk).update(rank=2)


def second_open_offer():
    taken = seated()
    offer = {"application": taken.application, "seat": taken, "expires_at": timezone.now()}
    Offer.objects.create(**offer)
    return lambda: Offer.objects.create(**offer)


def second_open_objection():
    application = ApplicationFactory()
    Objection.objects.create(application=application, text="Saya hadir.")
    return lambda: Objection.objects.create(application=application, text="Saya hadir.")


def test_of_rooms(capacity):
    test = assessment_of(scored_batch())
    (room,) = room_for(test, capacity=capacity)
    first = sitting_at(test)
    Sitting.objects.filter(pk=first.pk).update(slot=room)
    return test, room


test_of_rooms.__test__ = False


def person_too_many_in_a_room():
    test, room = test_of_rooms(1)
    second = sitting_at(test)
    return lambda: Sitting.objects.filter(pk=second.pk).update(slot=room)


def room_smaller_than_its_people():
    test, room = test_of_rooms(2)
    Sitting.objects.filter(pk=sitting_at(test).pk).update(slot=room)
    return lambda: Slot.objects.filter(pk=room.pk).update(capacity=1)


def score_beyond_a_hundred():
    sitting = sitting_at(assessment_of(scored_batch()))
    return lambda: Score.objects.create(
        sitting=sitting, criterion="wawancara", assessor=UserFactory(), value=Decimal("100.01")
    )


def second_score_of_one_assessor():
    given = {
        "sitting": sitting_at(assessment_of(scored_batch())),
        "criterion": "wawancara",
        "assessor": UserFactory(),
        "value": 70,
    }
    Score.objects.create(**given)
    return lambda: Score.objects.create(**given)


def grant_beyond_the_units():
    grant_round = GrantRoundFactory(units=1)
    GrantFactory(request__grant_round=grant_round)
    waiting = CheckedRequestFactory(grant_round=grant_round)
    return lambda: GrantRequest.objects.filter(pk=waiting.pk).update(status="granted")


def units_below_what_is_granted():
    grant_round = GrantRoundFactory(units=2)
    for _one in range(2):
        GrantFactory(request__grant_round=grant_round)
    return lambda: GrantRound.objects.filter(pk=grant_round.pk).update(units=1)


def second_request_in_a_round():
    first = GrantRequestFactory()
    return lambda: GrantRequestFactory(grant_round=first.grant_round, person=first.person)


def second_grant_of_a_request():
    first = GrantFactory()
    return lambda: GrantFactory(request=first.request)


def item_beyond_the_grant():
    item = GrantItemFactory(grant__value=100, value=60)
    return lambda: GrantItemFactory(grant=item.grant, value=Decimal("40.01"))


def item_that_becomes_dearer():
    item = GrantItemFactory(grant__value=100, value=100)
    return lambda: GrantItem.objects.filter(pk=item.pk).update(value=Decimal("100.01"))


def grant_below_its_items():
    item = GrantItemFactory(grant__value=100, value=100)
    return lambda: Grant.objects.filter(pk=item.grant_id).update(value=Decimal("99.99"))


def second_visit_on_a_day():
    visit = MonitoringVisitFactory()
    return lambda: MonitoringVisit.objects.create(grant=visit.grant, due_on=visit.due_on)


def acting_head(first_day):
    return ActingHead.objects.create(
        user=UserFactory(),
        starts_on=first_day,
        ends_on=first_day + timedelta(days=2),
        letter_number="800/1",
        letter_on=date(2026, 1, 1),
        recorded_by=UserFactory(),
    )


def two_acting_heads_on_a_day():
    acting_head(date(2026, 8, 3))
    return lambda: acting_head(date(2026, 8, 5))


def second_open_data_request():
    now = timezone.now()
    asked = {
        "person": PersonFactory(),
        "kind": "erase",
        "received_at": now,
        "due_at": now + timedelta(days=3),
    }
    DataRequest.objects.create(**asked)
    return lambda: DataRequest.objects.create(**asked)


def event_told_twice():
    person = PersonFactory()
    told = {"person": person, "kind": "office_message", "event_key": "k", "subject": "s"}
    Notice.objects.create(**told, text="t")
    return lambda: Notice.objects.create(**told, text="t")


LIMITS = [
    Limit("enrollment_seat", "seat_within_capacity", seat_beyond_capacity),
    Limit("programs_batch", "capacity_covers_taken_seats", capacity_below_a_seat),
    Limit("enrollment_seat", "one_holder_per_seat", seat_with_two_holders),
    Limit("enrollment_seat", "one_seat_per_person", person_with_two_seats),
    Limit("enrollment_seat", "one_seat_per_application", application_with_two_seats),
    Limit(
        "enrollment_application",
        "one_live_application_per_intake",
        second_application_in_an_intake,
    ),
    Limit("enrollment_choice", "no_more_wishes_than_allowed", wish_too_many),
    Limit("enrollment_choice", "no_more_wishes_than_allowed", wish_moved_beyond_the_last),
    Limit("enrollment_offer", "one_open_offer_per_application", second_open_offer),
    Limit("enrollment_objection", "one_open_objection_per_application", second_open_objection),
    Limit("enrollment_sitting", "slot_holds_no_more_than_its_room", person_too_many_in_a_room),
    Limit("enrollment_slot", "room_holds_whom_it_has", room_smaller_than_its_people),
    Limit("enrollment_score", "score_is_between_0_and_100", score_beyond_a_hundred),
    Limit("enrollment_score", "one_score_per_assessor", second_score_of_one_assessor),
    Limit("grants_grantrequest", "no_more_granted_than_units", grant_beyond_the_units),
    Limit("grants_grantround", "units_cover_what_is_granted", units_below_what_is_granted),
    Limit(
        "grants_grantrequest", "one_live_request_per_person_and_round", second_request_in_a_round
    ),
    Limit("grants_grant", "grants_grant_request_id_key", second_grant_of_a_request),
    Limit("grants_grantitem", "items_within_the_grant", item_beyond_the_grant),
    Limit("grants_grantitem", "items_within_the_grant", item_that_becomes_dearer),
    Limit("grants_grant", "grant_covers_its_items", grant_below_its_items),
    Limit("grants_monitoringvisit", "one_visit_per_due_date", second_visit_on_a_day),
    Limit("accounts_actinghead", "one_acting_head_at_a_time", two_acting_heads_on_a_day),
    Limit("accounts_datarequest", "one_open_data_request_per_kind", second_open_data_request),
    Limit("notices_notice", "notices_notice_event_key_key", event_told_twice),
]
ALL = pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.reached.__name__)


@ALL
def test_the_database_refuses_what_is_beyond_a_limit(limit):
    one_too_many = limit.reached()

    with pytest.raises(IntegrityError), transaction.atomic():
        one_too_many()


@ALL
def test_without_its_guard_a_limit_is_passed(limit):
    one_too_many = limit.reached()
    take_out(limit.table, limit.guard)

    one_too_many()
