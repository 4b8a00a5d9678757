"""How many messages ring one person's telephone in one intake: six at most."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from enrollment.models import Offer
from enrollment.services.assessments import invite_to_assessment
from enrollment.services.offering import offer_seat
from enrollment.services.offers import answer_offer
from enrollment.services.reminders import queue_due_reminders
from enrollment.services.reviews import record_review
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from enrollment.services.submission import _tell_received
from notices.kinds import KINDS
from notices.models import Notice
from tests.enrollment.test_services_assessments import assessment_of, scored_batch
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory

pytestmark = pytest.mark.django_db


def judged(application, decision, **found):
    application.refresh_from_db()
    record_review(
        application,
        reviewer=UserFactory(roles=["verifier"]),
        decision=decision,
        items=answers(application, **found),
        version=application.version,
    )
    application.refresh_from_db()


def reminded_twice(offer):
    noon = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=9)
    Offer.objects.filter(pk=offer.pk).update(expires_at=noon)
    for hours in [24, 4]:
        with time_machine.travel(noon - timedelta(hours=hours)):
            queue_due_reminders()


def test_a_whole_life_rings_six_times_and_each_time_for_an_act_or_a_result():
    batch = scored_batch()
    application = case_factory(batch=batch)
    _tell_received(application, application.intake)
    judged(application, "return", document_KTP="unclear")
    change_status(application, "submitted", actor=None)
    application.person.documents.update(status="uploaded", reason="")
    judged(application, "verify")
    manager = UserFactory(roles=["training_manager"])
    invite_to_assessment(assessment_of(batch), people_per_slot=1, minutes_per_slot=1, actor=manager)
    change_status(application, "seated", actor=None)
    offer = offer_seat(take_seat(batch, application))
    reminded_twice(offer)
    answer_offer(offer, "stay", actor=application.user)

    sent = Notice.objects.filter(person=application.person).order_by("pk")
    assert list(sent.values_list("kind", flat=True)) == [
        "application_received",
        "review_return",
        "review_verify",
        "test_invitation",
        "seat_offered",
        "offer_reminder",
        "offer_reminder",
    ]
    assert [notice.kind for notice in sent if not _stays_on_the_page(notice)] == [
        "application_received",
        "review_return",
        "test_invitation",
        "seat_offered",
        "offer_reminder",
        "offer_reminder",
    ]
    assert "Berkas Anda lengkap" in sent.get(kind="test_invitation").text


def _stays_on_the_page(notice):
    """Quiet from the start, not because its answer came: the offer and its reminders had rung."""
    return notice.is_quiet and not KINDS[notice.kind].needs_answer


def test_without_a_test_the_accepted_file_is_told_on_the_telephone():
    application = case_factory()

    judged(application, "verify")

    assert Notice.objects.get(kind="review_verify").is_quiet is False
