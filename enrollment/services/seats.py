"""The one door to a place in a class: nobody sits anywhere but by ``take_seats``."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.models import Seat
from programs.choices import NOT_HELD
from programs.models import Batch


@transaction.atomic
def take_seat(batch, application, *, label="open", at=None):
    """Give ``application`` the lowest free seat of ``batch``; refuse as ``take_seats`` does."""
    (seat,) = take_seats(batch, [(application, label)], at=at)
    return seat


@transaction.atomic
def take_seats(batch, places, *, at=None):
    """Give the lowest free seats of ``batch``; ``places`` are pairs of application and label.

    Locks the batch, which owns the seats. Raise ``DomainError`` when the class is full or a
    person sits somewhere already; the constraints of ``Seat`` refuse the same to anybody else.
    """
    locked = lock_batch(batch)
    persons = [application.person_id for application, _label in places]
    if Seat.objects.taken().filter(person__in=persons).exists():
        raise DomainError(_("This person already has a seat in a class."))
    if locked.status in NOT_HELD:
        raise DomainError(_("This class is not held."))
    numbers = free_numbers(locked)[: len(places)]
    if len(numbers) < len(places):
        raise DomainError(_("All seats of this class are taken."))
    now = at or timezone.now()
    return Seat.objects.bulk_create(
        Seat(
            batch=batch,
            number=number,
            application=application,
            person_id=application.person_id,
            label=label,
            taken_at=now,
        )
        for number, (application, label) in zip(numbers, places, strict=True)
    )


def lock_batch(batch):
    """Lock the batch until the transaction ends and read it again."""
    return Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)


def lock_classes(intake_pk):
    """Lock every class of an intake until the transaction ends, in the order that all keep."""
    rows = Batch.objects.select_for_update(no_key=True).filter(intake=intake_pk)
    list(rows.order_by("pk").values_list("pk", flat=True))


def renumber_seats(batch, capacity):
    """Let nobody sit on a number above ``capacity`` while a lower one is free."""
    free = free_numbers(batch)
    for seat in batch.seats.taken().filter(number__gt=capacity).order_by("number"):
        if free and free[0] <= capacity:
            seat.number = free.pop(0)
            seat.save(update_fields=["number"])


def free_numbers(batch):
    taken = set(batch.seats.taken().values_list("number", flat=True))
    return [number for number in range(1, batch.capacity + 1) if number not in taken]


@transaction.atomic
def release_seat(seat, release, *, at=None):
    """Free ``seat`` for somebody else; ``release`` is a ``SeatRelease``. The row stays."""
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.released_at:
        raise DomainError(_("This seat was released before."))
    seat.released_at, seat.release = at or timezone.now(), release
    seat.save(update_fields=["released_at", "release"])
    return seat
