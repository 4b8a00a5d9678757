"""Reminding those who have not answered an offer, or not mended their file, before it is late."""

from django.utils import timezone, translation

from blk_portal.shared.formats import weekday_date
from enrollment.choices import ApplicationStatus, ReviewDecision
from enrollment.models import Offer, Review
from enrollment.reminder_times import last_moment_of, stage_due
from enrollment.services.offering import notice_key, offer_facts, reminder_key
from enrollment.services.review_notices import correction_deadline, correction_key
from notices.models import Notice
from notices.services.outbox import queue_notice
from programs.choices import BatchStatus


def queue_due_reminders():
    """Queue each reminder that is due, once; return how many were new."""
    now = timezone.now()
    due = [*_of_offers(now), *_of_corrections(now)]
    keys = [reminder["event_key"] for reminder in due]
    known = set(Notice.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
    new = [reminder for reminder in due if reminder["event_key"] not in known]
    for reminder in new:
        queue_notice(**reminder)
    return len(new)


def _of_offers(now):
    waiting = (
        Offer.objects.open()
        .exclude(seat__batch__status=BatchStatus.POSTPONED)
        .filter(answer="", expires_at__gt=now)
        .select_related("application__person", "seat__batch__program")
    )
    held = set(Notice.objects.held().values_list("event_key", flat=True))
    for offer in waiting:
        # Nobody is reminded of what he has not been told yet.
        if notice_key(offer) in held:
            continue
        if stage := stage_due(offer.expires_at, now):
            facts = offer_facts(offer)
            yield {
                "person": offer.application.person,
                "kind": "offer_reminder",
                "context": {"title": facts["title"], "deadline": facts["deadline"]},
                "event_key": reminder_key(offer, stage),
                "about": offer.application,
                "link": offer.application.get_absolute_url(),
                "answer_by": offer.expires_at,
            }


def _of_corrections(now):
    returned = (
        Review.objects.filter(
            decision=ReviewDecision.RETURN,
            undone_at=None,
            application__status=ApplicationStatus.NEEDS_FIX,
        )
        .select_related("application__person", "application__intake")
        .order_by("application_id", "-created_at")
        .distinct("application_id")
    )
    for review in returned:
        application = review.application
        day = correction_deadline(application.intake, today=timezone.localdate(review.created_at))
        if stage := stage_due(last_moment_of(day), now):
            with translation.override(application.person.language):
                deadline = weekday_date(day)
            yield {
                "person": application.person,
                "kind": "correction_reminder",
                "context": {"deadline": deadline},
                "event_key": correction_key(review, stage),
                "about": application,
                "link": application.get_absolute_url(),
                "answer_by": last_moment_of(day),
            }
