from calendar import monthrange

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from grants.models import MonitoringVisit
from grants.services.photos import store_photos

MONTHS_AFTER_HANDOVER = (3, 6, 12)


def schedule_visits(grant, *, counted_from):
    """Set the monitoring visits of a grant 3, 6 and 12 months after its handover."""
    return MonitoringVisit.objects.bulk_create(
        MonitoringVisit(grant=grant, due_on=months_later(counted_from, months))
        for months in MONTHS_AFTER_HANDOVER
    )


@transaction.atomic
def record_visit(visit, *, visited_on, actor, photos=(), **seen):
    """Enter what was seen at a monitoring visit, once."""
    visit = MonitoringVisit.objects.select_for_update().get(pk=visit.pk)
    if visit.visited_on:
        raise DomainError(_("This visit is recorded already."))
    if not visit.grant.handover.handed_over_on <= visited_on <= timezone.localdate():
        raise DomainError(_("The visit must lie between the handover and today."))

    record_for_this_transaction(actor=actor)
    visit.visited_on, visit.visited_by = visited_on, actor
    for name, value in seen.items():
        setattr(visit, name, value)
    visit.save()
    store_photos(visit.photos, photos, actor=actor)
    return visit


def months_later(day, months):
    """Return the same day ``months`` later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
