"""Registration stays open longer after an outage, and those in the middle of applying are told."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation

from blk_portal.shared.formats import long_datetime
from enrollment.choices import ApplicationStatus
from notices.services.outbox import queue_notice
from programs.models import Intake
from programs.services.outages import LOOKING_BACK, extend_closing


def intakes_near_closing():
    """Open intakes whose closing an outage could move."""
    return Intake.objects.open().filter(
        closes_at__lte=timezone.now() + LOOKING_BACK + timedelta(minutes=1)
    )


@transaction.atomic
def extend_for_outages(intake):
    """Move the closing by the rule and tell everybody whose draft is not sent; say whether."""
    extended = extend_closing(intake)
    if extended is None:
        return False
    drafts = extended.applications.filter(
        status=ApplicationStatus.DRAFT, person__isnull=False
    ).select_related("person")
    for draft in drafts:
        with translation.override(draft.person.language):
            closes = long_datetime(extended.closes_at)
        queue_notice(
            draft.person,
            "closing_extended",
            context={"intake": extended.title, "closes": closes},
            about=draft,
            link=draft.get_absolute_url(),
            event_key=f"closing_extended:{draft.pk}:{extended.closes_at.isoformat()}",
        )
    return True
