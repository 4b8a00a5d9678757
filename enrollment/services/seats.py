"""The one door to a place in a class: nobody sits anywhere but by ``take_seat``."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.models import Seat
from programs.models import Batch


@transaction.atomic
def take_seat(batch, application, *, label="open", at=None):
    """Give ``application`` the lowest free seat of ``batch``.

    Locks the batch, which owns the seats. Raise ``DomainError`` when the class is full or the
    person sits somewhere already; the constraints of ``Seat`` refuse the same to anybody else.
    """
    batch = lock_batch(batch)
    if Seat.objects.taken().filter(person_id=application.person_id).exists():
        raise DomainError(_("This person already has a seat in a class."))
    number = lowest_free_number(batch)
    if number is None:
        raise DomainError(_("All seats of this class are taken."))
    return Seat.objects.create(
        batch=batch,
        number=number,
        application=application,
        person_id=application.person_id,
        label=label,
        taken_at=at or timezone.now(),
    )


def lock_batch(batch):
    """Lock the batch until the transaction ends and read it again."""
    return Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)


def lowest_free_number(batch):
    taken = set(batch.seats.taken().values_list("number", flat=True))
    free = (number for number in range(1, batch.capacity + 1) if number not in taken)
    return next(free, None)


@transaction.atomic
def release_seat(seat, release, *, at=None):
    """Free ``seat`` for somebody else; ``release`` is a ``SeatRelease``. The row stays."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.released_at:
        raise DomainError(_("This seat was released before."))
    seat.released_at, seat.release = at or timezone.now(), release
    seat.save(update_fields=["released_at", "release"])
    return seat
