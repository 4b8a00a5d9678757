"""The people whom a helper served today: no more than their masked names and numbers."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import HelpSession
from blk_portal.shared.formats import masked_name
from enrollment.models import Application


@dataclass(frozen=True)
class Served:
    name: str
    numbers: str


def served_today(helper):
    """Return one row for each client of today, the latest first."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    names = {}
    for session in (
        HelpSession.objects.by(helper).filter(started_at__gte=midnight).select_related("client")
    ):
        names.setdefault(session.client_id, masked_name(session.client.full_name))
    numbers = {}
    sent = Application.objects.filter(
        entered_by=helper, person__in=names, submitted_at__gte=midnight
    ).order_by("submitted_at")
    for person, number in sent.values_list("person", "registration_number"):
        numbers.setdefault(person, []).append(number)
    return [Served(name, ", ".join(numbers.get(pk, []))) for pk, name in names.items()]
