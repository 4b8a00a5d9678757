"""When the portal was down, and how much longer registration stays open because of it.

The rule, as the help page tells it: every begun hour of outage within the last 24 hours before
the announced closing moves the closing by one hour, 24 hours at most.
"""

import math
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from programs.choices import IntakeStatus
from programs.models import Intake, Outage, PortalSign

SHORTEST = timedelta(minutes=10)
LOOKING_BACK = timedelta(hours=24)
MOST_HOURS = 24
HOUR = timedelta(hours=1)


@transaction.atomic
def note_that_the_portal_works():
    """Leave a sign; if the one before is too old, record the time between as an outage."""
    now = timezone.now()
    sign, _is_first = PortalSign.objects.select_for_update().get_or_create(
        pk=1, defaults={"seen_at": now}
    )
    seen_before, sign.seen_at = sign.seen_at, now
    sign.save(update_fields=["seen_at"])
    if now - seen_before < SHORTEST:
        return None
    return Outage.objects.create(began_at=seen_before, ended_at=now)


@transaction.atomic
def record_outage(*, began_at, ended_at, reason, actor):
    """Record an outage that the portal did not notice itself.

    Raise ``DomainError`` without a reason, or for a time that is not over.
    """
    if not reason.strip():
        raise DomainError(_("Write what happened."))
    if not began_at < ended_at <= timezone.now():
        raise DomainError(_("An outage begins before it ends, and it is over when it is recorded."))
    record_for_this_transaction(actor=actor)
    return Outage.objects.create(
        began_at=began_at, ended_at=ended_at, reason=reason.strip(), recorded_by=actor
    )


@transaction.atomic
def extend_closing(intake):
    """Move the closing of an open intake by the rule, and return it locked, or ``None``.

    Repeating it changes nothing. History keeps the old time and why it changed.
    """
    intake = Intake.objects.select_for_update().get(pk=intake.pk)
    if intake.status != IntakeStatus.OPEN:
        return None
    announced = intake.announced_closes_at or intake.closes_at
    closes_at = announced + hours_lost(announced, until=intake.closes_at) * HOUR
    if closes_at <= intake.closes_at:
        return None
    intake.announced_closes_at, intake.closes_at = announced, closes_at
    record_for_this_transaction(reason="portal_was_down")
    intake.save(update_fields=["announced_closes_at", "closes_at", "updated_at"])
    return intake


def hours_lost(announced, *, until):
    """Count the begun hours of outage in the day before ``announced``, 24 at most.

    An outage that began before ``until`` counts to its end, so that nobody has less time after
    it than before. What two outages share counts once.
    """
    counted_from = announced - LOOKING_BACK
    lost, reached = timedelta(), counted_from
    outages = Outage.objects.filter(began_at__lt=until, ended_at__gt=counted_from)
    for outage in outages.order_by("began_at"):
        begins = max(outage.began_at, reached)
        if outage.ended_at > begins:
            lost += outage.ended_at - begins
            reached = outage.ended_at
    return min(math.ceil(lost / HOUR), MOST_HOURS)


def dates_overtaken(intake):
    """Say which later dates of ``intake`` no longer lie after its closing."""
    closing_day = timezone.localdate(intake.closes_at)
    days = [("verified_by", closing_day), ("written_test_on", closing_day)]
    days += [("interview_on", closing_day)]
    moments = [("round_runs_at", intake.closes_at), ("announced_at", intake.closes_at)]
    overtaken = [
        str(Intake._meta.get_field(name).verbose_name)
        for name, earliest in [*days, *moments]
        if getattr(intake, name) and getattr(intake, name) <= earliest
    ]
    if not overtaken:
        return ""
    return _("Registration closes {when}. Set a later day for: {names}.").format(
        when=long_datetime(intake.closes_at), names=", ".join(overtaken)
    )
