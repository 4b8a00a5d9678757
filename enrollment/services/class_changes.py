"""A class is postponed, merged or cancelled: what becomes of its seats, offers and people.

The one door. Each act is one transaction: it locks the round, if there is one, then the classes
in the order of their keys, then their seats. How the engine is kept from promoting anybody into
a class that is not held: ``docs/decisions/0045``.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import (
    BEFORE_THE_RESULT,
    ApplicationStatus,
    OfferAnswer,
    OfferClosing,
    RoundStatus,
    SeatRelease,
)
from enrollment.models import Application, Offer, Seat, SelectionRound
from enrollment.services import class_notices
from enrollment.services.eligibility import reasons_against, standing_of
from enrollment.services.offering import LEAST_TIME_TO_ANSWER, close_offer, offer_seat
from enrollment.services.promotion import is_promotion_open
from enrollment.services.reassigning import reassign_by_round, reassign_in_turn
from enrollment.services.rescheduling import reschedule
from enrollment.services.rounds import lock_round
from enrollment.services.seats import lock_classes, release_seat, take_seat
from enrollment.services.standings import current_standings
from enrollment.services.status import change_status
from programs.choices import BatchStatus, ClassChangeKind
from programs.models import Batch
from programs.services.class_changes import change_class

BEGUN = [BatchStatus.RUNNING, BatchStatus.FINISHED]
CALCULATED = [RoundStatus.FROZEN, RoundStatus.APPROVED]


@dataclass
class Effects:
    """What an act did: the change, and the applications it moved, left without, and told."""

    change: object
    moved: list = field(default_factory=list)
    left_without: list = field(default_factory=list)
    told: int = 0


@transaction.atomic
def postpone_class(batch, *, actor, reason, note=""):
    """Put a class off; its people keep their seats, and no offer lapses meanwhile."""
    _selection_round, batch = _lock(batch)
    change = change_class(batch, ClassChangeKind.POSTPONED, actor=actor, reason=reason, note=note)
    people = list(_people_of(batch))
    for application in people:
        class_notices.tell_postponed(application, change)
    return Effects(change, told=len(people))


@transaction.atomic
def resume_class(batch, dates, *, actor, reason, note=""):
    """Hold a postponed class after all, on new ``dates``; open offers get two days at least."""
    _selection_round, batch = _lock(batch)
    if batch.status != BatchStatus.POSTPONED:
        raise DomainError(_("Only a postponed class can be held after all."))
    change = change_class(batch, ClassChangeKind.RESUMED, actor=actor, reason=reason, note=note)
    told = reschedule(batch, dates, actor=actor, reason=reason, note=note).told
    soonest = timezone.now() + LEAST_TIME_TO_ANSWER
    Offer.objects.open().filter(seat__batch=batch, answer="", expires_at__lt=soonest).update(
        expires_at=soonest
    )
    return Effects(change, told=told)


@transaction.atomic
def merge_class(batch, into, *, actor, reason, note=""):
    """Move the people of a class to free seats of another of the same intake; they keep theirs.

    A confirmed seat stays confirmed, an accepted offer accepted; whoever has not answered yet is
    offered the new seat. Raise ``DomainError`` before seats are given, and unless the other
    class is held, has room for all, and is open to each of them by its own rules.
    """
    selection_round, batch, into = _lock(batch, into)
    seats = list(batch.seats.taken().select_related("application__person").order_by("number"))
    if into.intake_id != batch.intake_id or into.pk == batch.pk:
        raise DomainError(_("Classes are merged within one intake."))
    if into.status != batch.status:
        raise DomainError(
            _("“{title}” is “{state}” and takes nobody.").format(
                title=into.program.title, state=into.get_status_display()
            )
        )
    if not seats:
        raise DomainError(_("Nobody has a seat in this class. It can be cancelled."))
    free = into.capacity - into.seats.taken().count()
    if free < len(seats):
        raise DomainError(
            _("{people} people have a seat here, and {free} seats are free there.").format(
                people=len(seats), free=free
            )
        )
    _refuse_whom_the_rules_exclude(into, [seat.application for seat in seats])
    change = change_class(
        batch, ClassChangeKind.MERGED, actor=actor, reason=reason, note=note, into=into
    )
    effects = Effects(change)
    for seat in seats:
        _move_seat(seat, into, change)
        effects.moved.append((seat.application, into))
    _end_waiting(selection_round, batch, change, effects, actor)
    effects.told += len(seats)
    return effects


@transaction.atomic
def cancel_class(batch, *, actor, reason, note=""):
    """Cancel a class and offer its people a free seat of another of their wishes.

    Who gets which is decided by the order of the round, or else by that of sending. Nobody
    loses a seat for it. Whoever gets none is told so, and stays on the waitlist of a class that
    they wanted more. Raise ``DomainError`` once the class has begun, and while a calculated
    outcome waits to be published.
    """
    selection_round, batch = _lock(batch)
    _refuse_while_calculated(selection_round)
    seats = list(batch.seats.taken().select_related("application__person").order_by("number"))
    change = change_class(batch, ClassChangeKind.CANCELLED, actor=actor, reason=reason, note=note)
    confirmed = _confirmed(seats)
    for seat in seats:
        close_offer(seat.application, OfferClosing.CLASS_GONE)
        release_seat(seat, SeatRelease.CANCELLED)
    is_published = selection_round is not None and selection_round.status == RoundStatus.PUBLISHED
    people = [seat.application for seat in seats]
    if is_published:
        places = reassign_by_round(selection_round, change, people)
    else:
        places = reassign_in_turn(change, people)

    effects = Effects(change)
    for application in people:
        into = places.get(application.pk)
        if into:
            _give_other_seat(application, into, change, actor)
            effects.moved.append((application, into))
        else:
            _leave_without(selection_round, application, change, confirmed, actor)
            effects.left_without.append(application)
    effects.told = len(people)
    if is_published:
        _end_waiting(selection_round, batch, change, effects, actor)
    elif selection_round is not None:
        for application in _wishing(batch):
            class_notices.tell_wish_gone(application, change)
            effects.told += 1
    return effects


def preview(act, *arguments, **named):
    """Return the ``Effects`` that ``act`` would have; nothing of it stays."""
    with transaction.atomic():
        effects = act(*arguments, **named)
        transaction.set_rollback(True)
    return effects


def _lock(*batches):
    """Lock the round, then every class of the intake; return the round and ``batches`` anew."""
    intake = batches[0].intake_id
    selection_round = SelectionRound.objects.filter(intake=intake).first()
    if selection_round is not None:
        selection_round = lock_round(selection_round)
    pks = [batch.pk for batch in batches]
    lock_classes(intake)
    rows = Batch.objects.select_related("intake", "program").in_bulk(pks)
    if rows[pks[0]].status in BEGUN:
        raise DomainError(_("This class has begun."))
    return [selection_round, *(rows[pk] for pk in pks)]


def _refuse_while_calculated(selection_round):
    if selection_round is not None and selection_round.status in CALCULATED:
        raise DomainError(
            _("The outcome of the round is calculated with this class. Send it back first.")
        )


def _refuse_whom_the_rules_exclude(into, people):
    """No way into a class passes by its conditions, were it the office that moves somebody."""
    batch = Batch.objects.select_related("program").prefetch_related("gates").get(pk=into.pk)
    prefetch_related_objects(people, "fact_claims")
    excluded = sorted(
        application.registration_number
        for application in people
        if reasons_against(batch, standing_of(application))
    )
    if excluded:
        raise DomainError(
            _("By its rules “{title}” is not open to: {numbers}.").format(
                title=batch.program.title, numbers=", ".join(excluded)
            )
        )


def _people_of(batch):
    """Those who sit in a class, or wish for it and wait for the result."""
    sitting = batch.seats.taken().values("application")
    waiting = _wishing(batch).values("pk")
    return (
        Application.objects.filter(pk__in=sitting.union(waiting))
        .select_related("person")
        .order_by("pk")
    )


def _wishing(batch):
    return Application.objects.filter(
        choices__batch=batch, status__in=BEFORE_THE_RESULT, person__isnull=False
    ).select_related("person")


def _move_seat(seat, into, change):
    """Seat somebody in the other class as they sat here."""
    application = seat.application
    offer = application.offers.open().first()
    release_seat(seat, SeatRelease.MERGED)
    taken = take_seat(into, application)
    if offer is None:
        class_notices.tell_merged(application, change)
        return
    if offer.answer == OfferAnswer.ACCEPT_AND_HOPE:
        close_offer(application, OfferClosing.CLASS_GONE)
        Offer.objects.create(
            application=application,
            seat=taken,
            expires_at=offer.expires_at,
            answer=offer.answer,
            answered_at=offer.answered_at,
            answered_by=offer.answered_by,
        )
        class_notices.tell_merged(application, change)
        return
    close_offer(application, OfferClosing.CLASS_GONE)
    offer_seat(taken, because=change)


def _give_other_seat(application, into, change, actor):
    """Offer a seat by round; where none is held the seat is simply another one."""
    taken = take_seat(into, application)
    if application.status == ApplicationStatus.CONFIRMED:
        change_status(application, ApplicationStatus.SEATED, actor=actor, reason="class_cancelled")
    if hasattr(change, "reassignment"):
        offer_seat(taken, because=change)
    else:
        class_notices.tell_other_seat(application, into, change)


def _leave_without(selection_round, application, change, confirmed, actor):
    """Tell somebody that no other wish has a free seat, and where they stand now."""
    still_waits = application.pk not in confirmed and _still_waits(selection_round, application)
    status = ApplicationStatus.WAITLISTED if still_waits else ApplicationStatus.NOT_SELECTED
    change_status(application, status, actor=actor, reason="class_cancelled")
    class_notices.tell_cancelled(application, change, still_waits=still_waits)


def _still_waits(selection_round, application):
    if selection_round is None or not is_promotion_open(selection_round.intake):
        return False
    if selection_round.status != RoundStatus.PUBLISHED:
        return False
    return any(
        application.draw_code in standing["waitlist"]
        for standing in current_standings(selection_round).values()
    )


def _confirmed(seats):
    """Return the applications that the engine moves no more, as their people said they stay."""
    rows = Seat.objects.filter(pk__in=[seat.pk for seat in seats]).confirmed()
    return set(rows.values_list("application", flat=True))


def _end_waiting(selection_round, batch, change, effects, actor):
    """Tell those who waited for this class alone that they wait for nothing any more."""
    if selection_round is None or selection_round.status != RoundStatus.PUBLISHED:
        return
    waiting = {
        code
        for standing in current_standings(selection_round).values()
        for code in standing["waitlist"]
    }
    stranded = batch.intake.applications.filter(
        status=ApplicationStatus.WAITLISTED, choices__batch=batch
    ).exclude(draw_code__in=waiting)
    for application in stranded.select_related("person"):
        change_status(
            application, ApplicationStatus.NOT_SELECTED, actor=actor, reason="class_cancelled"
        )
        class_notices.tell_cancelled(application, change, still_waits=False)
        effects.left_without.append(application)
        effects.told += 1
