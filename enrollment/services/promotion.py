"""What happens to seats and waitlists after publication: one engine step for each event."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from enrollment.choices import (
    ApplicationStatus,
    EventType,
    OfferClosing,
    RoundStatus,
    SeatRelease,
)
from enrollment.models import Application, PromotionStep, SelectionRound
from enrollment.services.offering import close_offer, offer_seats
from enrollment.services.put_right import fill_vacated_seat
from enrollment.services.result_notices import tell_waitlist_closed
from enrollment.services.rounds import is_promotion_open, lock_round
from enrollment.services.seats import release_seat
from enrollment.services.standings import (
    decide_with_steps,
    kept_seats,
    settle_seats,
    standings_of,
)
from enrollment.services.status import change_status, change_statuses


@transaction.atomic
def record_confirm(application, *, reason, actor):
    """Record that the holder of a seat stays; from here on nothing moves them.

    Once for a seat is enough, and once promotion has stopped there is nothing left to move.
    """
    selection_round = lock_published_round(application)
    if selection_round is None or not is_promotion_open(selection_round.intake):
        return
    if not application.seats.taken().confirmed().exists():
        _record(selection_round, EventType.CONFIRM, application, reason=reason, actor=actor)


@transaction.atomic
def record_lapse(
    application,
    reason,
    actor,
    *,
    release=SeatRelease.WITHDRAWN,
    closing=OfferClosing.WITHDRAWN,
):
    """Take somebody out of every class of the intake for good and let the waitlists move.

    Closes the open offer and frees the seat, if there are any; leaves the status to the caller.
    Once promotion has stopped, or where no round was held, the seat stays free. Locks the round
    and then the classes.
    """
    selection_round = lock_published_round(application)
    close_offer(application, closing)
    if selection_round is not None and is_promotion_open(selection_round.intake):
        _record(
            selection_round,
            EventType.LAPSE,
            application,
            reason=reason,
            actor=actor,
            released_as=release,
        )
        return
    for seat in application.seats.taken():
        release_seat(seat, release)


@transaction.atomic
def leave_class(application, *, actor, reason="left"):
    """Record that a participant left; the seat goes to the waitlist while that still moves.

    Raise ``DomainError`` if ``actor`` is too near to the person.
    """
    refuse_if_near(application.person_id, actor=actor)
    record_lapse(application, reason, actor, release=SeatRelease.LEFT)
    change_status(application, ApplicationStatus.LEFT, actor=actor, reason=reason)


@transaction.atomic
def confirm_registration(application, *, actor):
    """Record that the holder of a seat registered again with the originals of the papers.

    It is a confirmation as well, unless the person confirmed before. Raise ``DomainError``
    unless the application has a seat, or if ``actor`` is too near to the person.
    """
    refuse_if_near(application.person_id, actor=actor)
    record_confirm(application, reason="registered_again", actor=actor)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.status != ApplicationStatus.SEATED:
        raise DomainError(_("Only somebody with a seat can register again."))
    close_offer(application, OfferClosing.ANSWERED)
    change_status(application, ApplicationStatus.CONFIRMED, actor=actor, reason="registered_again")
    return application


@transaction.atomic
def give_up_unregistered_seat(application, *, actor):
    """Take the seat of somebody who accepted it and did not register again in time.

    The office decides this person by person; nothing lapses by itself here. Raise
    ``DomainError`` while re-registration lasts, if there is no such seat, or if ``actor`` is too
    near to the person.
    """
    refuse_if_near(application.person_id, actor=actor)
    ends_at = application.intake.reregistration_until
    if ends_at is not None and timezone.now() < ends_at:
        raise DomainError(
            _("Re-registration lasts until {when}.").format(when=long_datetime(ends_at))
        )
    if application.status != ApplicationStatus.SEATED:
        raise DomainError(_("This person has no seat that waits for re-registration."))
    record_lapse(
        application,
        "not_registered",
        actor,
        release=SeatRelease.LAPSED,
        closing=OfferClosing.LAPSED,
    )
    change_status(application, ApplicationStatus.LAPSED, actor=actor, reason="not_registered")


@transaction.atomic
def close_waitlist(selection_round):
    """End promotion at its announced time; whoever still waits was not selected this time."""
    selection_round = lock_round(selection_round)
    if is_promotion_open(selection_round.intake):
        raise DomainError(_("The waitlist still moves."))
    waiting = selection_round.intake.applications.filter(status=ApplicationStatus.WAITLISTED)
    tell_waitlist_closed(selection_round.intake)
    return change_statuses(
        waiting, ApplicationStatus.NOT_SELECTED, actor=None, reason="waitlist_closed"
    )


def open_waitlists_past_their_time():
    """Return the published rounds in which somebody still waits though promotion has stopped."""
    return SelectionRound.objects.filter(
        status=RoundStatus.PUBLISHED,
        intake__promotion_until__lte=timezone.now(),
        intake__applications__status=ApplicationStatus.WAITLISTED,
    ).distinct()


def lock_published_round(application):
    """Lock and return the published round of an application, or ``None``."""
    selection_round = SelectionRound.objects.filter(
        intake=application.intake_id, status=RoundStatus.PUBLISHED
    ).first()
    return selection_round and lock_round(selection_round)


def _record(selection_round, event_type, application, *, reason, actor, released_as=""):
    """Add one event to the steps of a locked round and carry out what the engine makes of it."""
    outcome = decide_with_steps(selection_round, [(event_type, application.draw_code)])
    was_kept = application.draw_code in kept_seats(selection_round)
    PromotionStep.objects.create(
        selection_round=selection_round,
        run_id=selection_round.approved_run_id,
        number=len(outcome["steps"]),
        type=event_type,
        application=application,
        reason=reason,
        entry=outcome["steps"][-1],
        recorded_by=actor,
    )
    standings = standings_of(outcome, kept_seats(selection_round))
    taken = settle_seats(selection_round, standings, released_as=released_as)
    change_statuses(
        Application.objects.filter(
            pk__in=[seat.application_id for seat in taken], status=ApplicationStatus.WAITLISTED
        ),
        ApplicationStatus.SEATED,
        actor=None,
        reason="promoted",
    )
    offer_seats(taken, occasion="promotion")
    if was_kept and event_type == EventType.LAPSE:
        fill_vacated_seat(selection_round)
