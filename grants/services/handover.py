import secrets

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from grants.models import Grant, GrantItem, Handover
from grants.services.photos import store_photos
from grants.services.visits import schedule_visits

PLATE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def add_item(grant, *, name, serial, value, actor):
    """Enter a thing of the grant and give it the code of its plate.

    Refused after the handover, for a serial number that another thing has, and when the
    things together would be worth more than the grant.
    """
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if Handover.objects.filter(grant=grant).exists():
        raise DomainError(_("The items were handed over; nothing can be added any more."))
    if GrantItem.objects.filter(serial=serial).exists():
        raise DomainError(_("Another item has this serial number."))
    if value > value_left(grant):
        raise DomainError(_("The items would be worth more than the grant."))

    record_for_this_transaction(actor=actor)
    return grant.items.create(name=name, serial=serial, value=value, plate_code=_plate_code())


@transaction.atomic
def record_handover(grant, *, handed_over_on, actor, photos=(), **fields):
    """Enter the signed handover (BAST) with its ``photos``, and set the dates of the visits."""
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if Handover.objects.filter(grant=grant).exists():
        raise DomainError(_("The handover is recorded already."))
    if not grant.items.exists():
        raise DomainError(_("Enter the items first: the BAST names them."))
    if not grant.decided_on <= handed_over_on <= timezone.localdate():
        raise DomainError(_("The handover must lie between the decision and today."))
    if Handover.objects.filter(number=fields["number"]).exists():
        raise DomainError(_("Another handover has this BAST number."))

    record_for_this_transaction(actor=actor)
    handover = Handover.objects.create(
        grant=grant, handed_over_on=handed_over_on, recorded_by=actor, **fields
    )
    store_photos(handover.photos, photos, actor=actor)
    schedule_visits(grant, counted_from=handed_over_on)
    return handover


def value_left(grant):
    """Return what of the grant's value its items do not have yet."""
    return grant.value - (grant.items.aggregate(total=Sum("value"))["total"] or 0)


def _plate_code():
    letters = [secrets.choice(PLATE_ALPHABET) for _position in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])
