"""People are reminded in time, by day, once, and only while they have not answered."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from enrollment.choices import OfferAnswer
from enrollment.models import Offer
from enrollment.reminder_times import STAGES, reminder_moment, stage_due
from enrollment.services.offers import answer_offer, lapse_offer
from enrollment.services.reminders import queue_due_reminders
from enrollment.services.reviews import record_review
from enrollment.services.submission import withdraw_application
from enrollment.tasks import queue_reminders
from notices.models import Notice
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory
from tests.factories.rounds import apply_for, batches_of, open_round, published

WIB = ZoneInfo("Asia/Jakarta")


def at(text):
    return datetime.fromisoformat(f"2026-07-{text}").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("deadline", "stage", "moment"),
    [
        ("22T16:00", "24h", "21T16:00"),
        ("22T16:00", "4h", "22T12:00"),
        ("22T23:59", "24h", "21T19:00"),
        ("22T23:59", "4h", "22T19:59"),
        ("22T09:00", "4h", "21T19:00"),
        ("22T11:00", "4h", "22T07:00"),
        ("23T00:00", "4h", "22T19:00"),
    ],
)
def test_a_reminder_at_night_is_sent_the_evening_before(deadline, stage, moment):
    assert reminder_moment(at(deadline), STAGES[stage]) == at(moment)


@pytest.mark.parametrize(
    ("now", "stage"),
    [
        ("21T15:59", ""),
        ("21T16:00", "24h"),
        ("21T20:00", ""),
        ("22T06:59", ""),
        ("22T07:00", "24h"),
        ("22T12:00", "4h"),
        ("22T16:00", ""),
    ],
)
def test_the_nearest_stage_is_due_by_day_alone(now, stage):
    assert stage_due(at("22T16:00"), at(now)) == stage


@pytest.fixture
def offer():
    selection_round = open_round(1)
    holder = apply_for(selection_round, *batches_of(selection_round), score=90)
    published(selection_round)
    offer = holder.offers.get()
    noon = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=9)
    Offer.objects.filter(pk=offer.pk).update(expires_at=noon)
    offer.refresh_from_db()
    return offer


def reminded(kind="offer_reminder"):
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("event_key", flat=True))


@pytest.mark.django_db
def test_whoever_has_not_answered_is_reminded_twice(offer):
    for hours in [25, 24, 23, 4, 3]:
        with time_machine.travel(offer.expires_at - timedelta(hours=hours), tick=False):
            queue_reminders()
            queue_reminders()

    assert reminded() == [f"offer_reminder:{offer.pk}:24h", f"offer_reminder:{offer.pk}:4h"]
    reminder = Notice.objects.filter(kind="offer_reminder").last()
    assert reminder.subject.startswith("BELUM DIKONFIRMASI: kursi Anda di")
    assert (reminder.needs_answer, reminder.answer_by) == (True, offer.expires_at)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [OfferAnswer.STAY, OfferAnswer.DECLINE])
def test_an_answer_ends_reminders_and_calls(offer, answer):
    with time_machine.travel(offer.expires_at - timedelta(hours=23)):
        queue_due_reminders()
    assert set(Notice.objects.to_be_called().values_list("kind", flat=True)) == {
        "seat_offered",
        "offer_reminder",
    }

    answer_offer(offer, answer, actor=offer.application.user)

    with time_machine.travel(offer.expires_at - timedelta(hours=3)):
        assert queue_due_reminders() == 0
    assert list(Notice.objects.to_be_called()) == []
    assert list(Notice.objects.to_be_sent().filter(kind="offer_reminder")) == []
    assert set(Notice.objects.values_list("status", flat=True)) == {"queued"}


@pytest.mark.django_db
def test_no_reminder_makes_a_seat_lapse_of_somebody_who_was_never_told(offer):
    with time_machine.travel(offer.expires_at - timedelta(hours=23)):
        queue_due_reminders()
    with time_machine.travel(offer.expires_at + timedelta(days=3)):
        assert lapse_offer(offer) is False
        Notice.objects.filter(event_key=f"seat_offered:{offer.pk}").update(
            status="seen", seen_at=offer.expires_at
        )
        assert lapse_offer(offer) is True

    assert reminded("seat_lapsed") == [f"seat_lapsed:{offer.pk}"]


@pytest.mark.django_db
def test_a_returned_file_is_reminded_of_until_it_is_sent_again_or_withdrawn():
    application = case_factory()
    verifier = UserFactory(roles=["verifier"])
    review = record_review(
        application,
        reviewer=verifier,
        decision="return",
        items=answers(application, document_KTP="unclear"),
        version=application.version,
    )
    deadline = Notice.objects.get(kind="review_return").answer_by

    for hours in [29, 5]:
        with time_machine.travel(deadline - timedelta(hours=hours)):
            queue_due_reminders()

    assert reminded("correction_reminder") == [
        f"correction_reminder:{review.pk}:24h",
        f"correction_reminder:{review.pk}:4h",
    ]
    application.refresh_from_db()
    withdraw_application(application, actor=application.user)
    assert list(Notice.objects.to_be_called()) == []
