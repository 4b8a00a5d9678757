"""A class from its first day to its certificates: three separate facts for each participant."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save
from enrollment.choices import ApplicationStatus, SeatRelease
from enrollment.models import Application, Participation, Seat
from enrollment.services.seats import lock_batch, release_seat
from enrollment.services.status import change_status, change_statuses
from programs.choices import BY_ROUND, BatchStatus, IntakeStatus
from programs.services.status import change_batch_status, change_intake_status

UNDER_WAY = [BatchStatus.RUNNING, BatchStatus.FINISHED]
OUT_OF_THE_WAY = [BatchStatus.CANCELLED, BatchStatus.MERGED, BatchStatus.POSTPONED]


def sitting_in(batch, *statuses):
    """Return the applications that hold a seat of ``batch``, in the order of their seats."""
    return Application.objects.filter(
        seats__batch=batch, seats__released_at__isnull=True, status__in=statuses
    ).order_by("seats__number")


@transaction.atomic
def start_class(batch, *, actor):
    """Begin the class with everybody who confirmed a seat; return their participations.

    In a class without a round a seat counts as confirmed once the class begins. Raise
    ``DomainError`` while somebody's seat of a round is not confirmed, or if nobody would come.
    """
    batch = lock_batch(batch)
    unconfirmed = sitting_in(batch, ApplicationStatus.SEATED)
    if batch.selection_method in BY_ROUND:
        if unconfirmed.exists():
            raise DomainError(
                _("{count} seats are not confirmed yet.").format(count=unconfirmed.count())
            )
    else:
        change_statuses(
            Application.objects.filter(pk__in=[file.pk for file in unconfirmed]),
            ApplicationStatus.CONFIRMED,
            actor=actor,
            reason="class_started",
        )
    participations = _admit_confirmed(batch)
    if not participations:
        raise DomainError(_("Nobody has confirmed a seat in this class."))
    change_batch_status(batch, BatchStatus.RUNNING, actor=actor)
    _follow_with_intake(batch.intake, UNDER_WAY, IntakeStatus.RUNNING, actor=actor)
    return participations


@transaction.atomic
def record_participation(batch, facts, *, actor, seen=None):
    """Store what is known of the participants: ``{participation pk: {field: value}}``.

    ``seen`` is the same as the page showed it: ``SavedMeanwhile`` where a colleague has stored
    something else since.

    Raise ``DomainError`` before the class begins, for somebody of another class, for somebody to
    whom ``actor`` is too near, and where competence or a certificate is stated of somebody who has
    not finished.
    """
    batch = lock_batch(batch)
    if batch.status not in UNDER_WAY:
        raise DomainError(_("This class has not begun."))
    participations = Participation.objects.filter(batch=batch).in_bulk(facts)
    if len(participations) != len(facts):
        raise DomainError(_("Somebody on the list is not in this class."))
    for pk, values in facts.items():
        for name, value in values.items():
            stands = getattr(participations[pk], name)
            if stands != value:
                refuse_late_save(seen and (seen[pk][name],), (stands,))
    persons = Application.objects.filter(participation__in=facts).values_list("person", flat=True)
    refuse_if_near(*persons, actor=actor)
    days = (batch.ends_on - batch.starts_on).days + 1
    for pk, values in facts.items():
        participation = participations[pk]
        for name, value in values.items():
            setattr(participation, name, value)
        if (participation.days_attended or 0) > days:
            raise DomainError(_("The class lasts {days} days at most.").format(days=days))
        if not participation.has_finished and (
            participation.is_competent is not None or participation.certificate_number
        ):
            raise DomainError(_("Competence and certificate come after finishing."))
    for participation in participations.values():
        participation.save()
    _admit_confirmed(batch)
    return list(participations.values())


@transaction.atomic
def leave_class(participation, *, actor, note=""):
    """Let a participant go before the end: the seat is free and the place in the class is over.

    Raise ``DomainError`` unless the class is under way and the person still in it, or if
    ``actor`` is too near to the person.
    """
    refuse_if_near(participation.application.person_id, actor=actor)
    batch = lock_batch(participation.batch)
    if batch.status != BatchStatus.RUNNING:
        raise DomainError(_("The class is not under way."))
    seat = Seat.objects.taken().filter(batch=batch, application=participation.application).first()
    if seat is None:
        raise DomainError(_("This person has left before."))
    release_seat(seat, SeatRelease.LEFT)
    change_status(
        participation.application, ApplicationStatus.LEFT, actor=actor, reason="left", note=note
    )
    participation.has_finished = False
    participation.save(update_fields=["has_finished", "updated_at"])


@transaction.atomic
def finish_class(batch, *, actor):
    """End the class: every seat is released, so that its people may apply elsewhere later.

    Raise ``DomainError`` until it is known of everybody whether they finished.
    """
    batch = lock_batch(batch)
    unknown = Participation.objects.filter(batch=batch, has_finished__isnull=True).count()
    if unknown:
        raise DomainError(
            _("Say of {count} more people whether they finished.").format(count=unknown)
        )
    change_batch_status(batch, BatchStatus.FINISHED, actor=actor)
    for seat in batch.seats.taken():
        release_seat(seat, SeatRelease.FINISHED)
    _follow_with_intake(batch.intake, [BatchStatus.FINISHED], IntakeStatus.FINISHED, actor=actor)


def _admit_confirmed(batch):
    """Make a participation for whoever confirmed a seat and has none, promoted people included."""
    newcomers = sitting_in(batch, ApplicationStatus.CONFIRMED).filter(participation__isnull=True)
    return Participation.objects.bulk_create(
        [Participation(application=application, batch=batch) for application in newcomers]
    )


def _follow_with_intake(intake, statuses, status, *, actor):
    """Move the intake once all its classes that are held have come so far."""
    others = intake.batches.exclude(status__in=[*statuses, *OUT_OF_THE_WAY])
    if not others.exists() and IntakeStatus(intake.status).may_become(status):
        change_intake_status(intake, status, actor=actor)
