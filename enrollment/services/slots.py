"""Rooms and times of a test, and who sits where: spread evenly, moved one by one."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import mark_of, refuse_late_save
from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment, Sitting, Slot, TestMove
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.invitations import queue_move


@transaction.atomic
def add_room(assessment, *, room, capacity, first_at, minutes, groups, actor):
    """Give the test a room for so many ``groups`` one after the other; return the slots."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    if first_at < assessment.starts_at:
        raise DomainError(_("The first group comes when the test begins, or later."))
    length = timedelta(minutes=minutes)
    room = room.strip()
    last = first_at + length * groups
    if assessment.slots.filter(room__iexact=room, starts_at__lt=last, ends_at__gt=first_at):
        raise DomainError(_("This room has a group at that time already."))
    return Slot.objects.bulk_create(
        Slot(
            assessment=assessment,
            room=room,
            starts_at=first_at + length * number,
            ends_at=first_at + length * (number + 1),
            capacity=capacity,
        )
        for number in range(groups)
    )


@transaction.atomic
def remove_room(assessment, room, *, actor):
    """Take the times of a room back, in which nobody sits."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    slots = assessment.slots.filter(room=room)
    if Sitting.objects.filter(slot__in=slots).exists():
        raise DomainError(_("People are invited to this room. Move them first."))
    slots.delete()


def spread(assessment, applications):
    """Return ``{application pk: slot}`` for ``applications`` (keys), in the order given.

    Each gets the earliest time that does not meet another test of the same person; of its rooms
    the emptiest. The same people and rooms give the same places. Raise ``DomainError`` if the
    rooms do not hold them all.
    """
    free = list(assessment.slots.with_free_places().order_by("starts_at", "room"))
    others = _times_elsewhere(assessment, applications)
    places, left_out = {}, 0
    for application in applications:
        fitting = [slot for slot in free if not _meets(slot, others[application])]
        if not fitting:
            left_out += 1
            continue
        slot = min(fitting, key=lambda one: (one.starts_at, one.taken / one.capacity, one.room))
        places[application] = slot
        slot.taken += 1
        if slot.taken == slot.capacity:
            free.remove(slot)
    if left_out:
        raise DomainError(
            ngettext(
                "{count} person finds no place. Add a room or more times.",
                "{count} people find no place. Add a room or more times.",
                left_out,
            ).format(count=left_out)
        )
    return places


@transaction.atomic
def move_sitting(sitting, slot, *, reason, actor, seen=None):
    """Let one person come to another room or time of the test, and tell him.

    Raise ``DomainError`` for one's own people, for somebody who came or was absent, for a slot that
    is full or over, and where the person has another test at that time, and ``SavedMeanwhile``
    if ``seen``, which the page showed, is not the version of now.
    """
    assessment = Assessment.objects.select_for_update().get(pk=sitting.assessment_id)
    sitting = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    refuse_if_near(sitting.application.person_id, actor=actor)
    refuse_late_save(seen, version_of_sitting(sitting))
    if sitting.attendance != AttendanceStatus.INVITED:
        raise DomainError(_("Only somebody who is still expected can be moved."))
    if not reason.strip():
        raise DomainError(_("Say why the time or place changes."))
    move = seat_at(sitting, slot, reason=reason, actor=actor)
    queue_move([sitting], move)
    return sitting


def version_of_sitting(sitting):
    """Return the mark of when and where somebody is expected, and whether he came."""
    return mark_of(str(sitting.attendance), sitting.slot_id)


def version_of_appointment(assessment):
    """Return the mark of when and where a test is held."""
    return mark_of(str(assessment.starts_at), assessment.place)


def seat_at(sitting, slot, *, reason, actor):
    """Give a locked sitting the place ``slot`` and write the move down; return the move."""
    slot = Slot.objects.select_for_update().filter(pk=slot.pk).first()
    if slot is None or slot.assessment_id != sitting.assessment_id:
        raise DomainError(_("Choose a room and time of this test."))
    if slot.pk == sitting.slot_id:
        raise DomainError(_("The person is expected there already."))
    if slot.starts_at <= timezone.now():
        raise DomainError(_("This time is over."))
    if slot.sittings.count() >= slot.capacity:
        raise DomainError(_("This room is full at that time."))
    elsewhere = _times_elsewhere(sitting.assessment, [sitting.application_id])
    if _meets(slot, elsewhere[sitting.application_id]):
        raise DomainError(_("The person has another test at that time."))
    was_at, was_in = sitting.moment, sitting.where
    sitting.slot = slot
    sitting.times_moved += 1
    sitting.save(update_fields=["slot", "times_moved", "updated_at"])
    return TestMove.objects.create(
        assessment=sitting.assessment,
        sitting=sitting,
        was_at=was_at,
        was_in=was_in,
        now_at=slot.starts_at,
        now_in=sitting.where,
        reason=reason.strip(),
        moved_by=actor,
    )


@transaction.atomic
def move_assessment(assessment, *, starts_at, place, reason, actor, seen=None):
    """Move a test with all its groups to another time or place, and tell whoever is expected.

    Raise ``DomainError`` once somebody came or was absent, and for a time that is over, and
    ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_late_save(seen, version_of_appointment(assessment))
    refuse_if_input_is_frozen(assessment.intake_id)
    place = place.strip()
    if (starts_at, place) == (assessment.starts_at, assessment.place):
        raise DomainError(_("Time and place are the same as before."))
    if not reason.strip():
        raise DomainError(_("Say why the time or place changes."))
    if starts_at <= timezone.now():
        raise DomainError(_("This time is over."))
    sittings = assessment.sittings.select_for_update(of=("self",))
    if sittings.exclude(attendance=AttendanceStatus.INVITED).exists():
        raise DomainError(_("The test has begun. Move people one by one."))
    closes_at = assessment.scoring_closes_at
    if closes_at and closes_at <= max(starts_at, assessment.scoring_opens_at or starts_at):
        raise DomainError(_("Scoring closes before that time. Let it close later first."))
    move = TestMove.objects.create(
        assessment=assessment,
        was_at=assessment.starts_at,
        was_in=assessment.place,
        now_at=starts_at,
        now_in=place,
        reason=reason.strip(),
        moved_by=actor,
    )
    distance = starts_at - assessment.starts_at
    assessment.starts_at, assessment.place = starts_at, place
    assessment.save(update_fields=["starts_at", "place", "updated_at"])
    slots = list(assessment.slots.all())
    for slot in slots:
        slot.starts_at += distance
        slot.ends_at += distance
    Slot.objects.bulk_update(slots, ["starts_at", "ends_at"])
    moved = list(sittings.select_related("application__person").order_by("pk"))
    for sitting in moved:
        sitting.times_moved += 1
    Sitting.objects.bulk_update(moved, ["times_moved"])
    queue_move(moved, move)
    return move


def _times_elsewhere(assessment, applications):
    """Return ``{application pk: [(begin, end)]}`` of the other tests to which they are to come."""
    times = defaultdict(list)
    for application, begin, end in (
        Sitting.objects.filter(application__in=applications, attendance=AttendanceStatus.INVITED)
        .exclude(assessment=assessment)
        .filter(slot__isnull=False)
        .values_list("application", "slot__starts_at", "slot__ends_at")
    ):
        times[application].append((begin, end))
    return times


def _meets(slot, times):
    return any(begin < slot.ends_at and end > slot.starts_at for begin, end in times)
