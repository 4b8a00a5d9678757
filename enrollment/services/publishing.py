"""An approved round becomes seats, offers, statuses and notices, all at once."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import GONE, ApplicationStatus, AttemptPhase, EventType, RoundStatus
from enrollment.models import Application, Placement, Seat, SelectionRound
from enrollment.services.attempts import (
    barrier,
    begun_attempt,
    end_attempt,
    end_refused_attempt,
    is_left_alone,
    refuse_if_overtaken,
)
from enrollment.services.locks import intake_lock
from enrollment.services.offering import offer_seats
from enrollment.services.result_notices import tell_results
from enrollment.services.rounds import change_round_status, lock_round
from enrollment.services.standings import settle_seats
from enrollment.services.status import change_statuses
from enrollment.services.steps import record_steps
from notices.choices import Occasion
from notices.services.dispatches import complete_dispatch, hold_together
from programs.choices import IntakeStatus
from programs.services.status import change_intake_status


@transaction.atomic
def publish_round(selection_round, *, actor):
    """Give the seats of the approved run, offer them, and write to everybody their result.

    The page of each application shows it at once; the messages are held until somebody has
    looked at them and lets them go.

    Somebody who withdrew or was excluded since the run, or sits in another intake by now, is the
    first to lapse: the waitlist moves before anybody is told. ``actor`` is ``None`` when the portal
    publishes at the announced time. Raise ``DomainError`` before it.
    """
    selection_round = lock_round(selection_round)
    _refuse_unless_due(selection_round)
    intake, now = selection_round.intake, timezone.now()

    standings = _without_those_who_are_gone(selection_round)
    results = results_of(selection_round, standings)
    _refuse_if_a_file_is_open_again(selection_round, results)
    change_intake_status(intake, IntakeStatus.PUBLISHED, actor=actor)
    change_round_status(
        selection_round,
        RoundStatus.PUBLISHED,
        actor=actor,
        published_at=now,
        published_by=actor,
    )
    seats = settle_seats(selection_round, standings)
    for status, pks in _by_result(selection_round, results).items():
        change_statuses(
            Application.objects.filter(pk__in=pks).exclude(status__in=[status, *GONE]),
            status,
            actor=None,
            reason="round_published",
        )
    dispatch = hold_together(
        dispatch_key(selection_round),
        Occasion.RESULT,
        about=intake.title,
        link=reverse("enrollment:round", kwargs={"code": intake.code}),
        made_by=actor,
    )
    offer_seats(seats, dispatch=dispatch)
    tell_results(_applications(selection_round), dispatch=dispatch)
    complete_dispatch(dispatch)
    barrier("publishing")
    return selection_round


def _refuse_unless_due(selection_round):
    announced_at = selection_round.intake.announced_at
    if selection_round.status != RoundStatus.APPROVED:
        raise DomainError(_("Only an approved round can be published."))
    if announced_at and timezone.now() < announced_at:
        raise DomainError(_("The announced time has not come yet."))


def dispatch_key(selection_round):
    return f"round:{selection_round.pk}"


@transaction.atomic
def request_publication(selection_round, *, actor):
    """Ask for publication now; a worker does it. Asking twice publishes once.

    Raise ``DomainError`` unless the round is approved and its announced time has come.
    """
    selection_round = lock_round(selection_round)
    if selection_round.publication_requested_at:
        return
    _refuse_unless_due(selection_round)
    selection_round.publication_requested_at = timezone.now()
    selection_round.publication_requested_by = actor
    selection_round.save(update_fields=["publication_requested_at", "publication_requested_by"])


def publish_due_round(selection_round):
    """Publish a round that is due or asked for, with a row that shows the progress.

    Return whether this worker did it; another one may be at it, or was. Raise ``DomainError`` if
    something stands in the way, and forget the request, so that somebody can ask again.
    """
    with intake_lock(selection_round.intake_id) as is_held:
        selection_round = SelectionRound.objects.without_documents().get(pk=selection_round.pk)
        if not is_held or selection_round.status != RoundStatus.APPROVED:
            return False
        with begun_attempt(selection_round) as progress:
            progress.says(AttemptPhase.PUBLISHING)
            try:
                _publish_as_attempted(selection_round, progress.attempt)
            except DomainError as refusal:
                _give_up(selection_round, progress.attempt, str(refusal))
                raise
    return True


@transaction.atomic
def _publish_as_attempted(selection_round, attempt):
    selection_round = lock_round(selection_round)
    refuse_if_overtaken(attempt)
    publish_round(selection_round, actor=selection_round.publication_requested_by)
    end_attempt(attempt, AttemptPhase.DONE)


@transaction.atomic
def _give_up(selection_round, attempt, message):
    selection_round = lock_round(selection_round)
    refuse_if_overtaken(attempt)
    by_the_clock = selection_round.publication_requested_at is None
    end_refused_attempt(attempt, message, is_repeated=by_the_clock)
    selection_round.publication_requested_at = None
    selection_round.publication_requested_by = None
    selection_round.save(update_fields=["publication_requested_at", "publication_requested_by"])


def rounds_to_publish():
    is_due = Q(intake__announced_at__lte=timezone.now())
    return SelectionRound.objects.without_documents().filter(
        is_due | Q(publication_requested_at__isnull=False), status=RoundStatus.APPROVED
    )


def interrupted_publications():
    """Return the rounds whose publication was asked for or begun, and at which nobody works."""
    return [
        each
        for each in rounds_to_publish()
        if (since := publication_since(each)) and is_left_alone(each, since)
    ]


def publication_since(selection_round):
    """Return when the publication under way was asked for or begun, or ``None``."""
    if selection_round.status != RoundStatus.APPROVED:
        return None
    if selection_round.publication_requested_at:
        return selection_round.publication_requested_at
    begun = selection_round.attempts.filter(
        started_at__gte=selection_round.approved_at, ended_at=None
    )
    return begun.values_list("started_at", flat=True).first()


def _applications(selection_round):
    applications = Application.objects.filter(intake=selection_round.intake_id)
    return applications.exclude(draw_code="").order_by()


def _without_those_who_are_gone(selection_round):
    """Let lapse, in order of their numbers, whoever cannot take a seat any more.

    Return the standings that are left.
    """
    gone = _applications(selection_round).filter(status__in=GONE)
    seated = Seat.objects.taken().exclude(batch__intake=selection_round.intake_id)
    reasons = {
        **{
            application: "holds_seat"
            for application in _applications(selection_round).filter(
                person__in=seated.values("person")
            )
        },
        **{application: application.status for application in gone},
    }
    eligible = _eligible(selection_round)
    return record_steps(
        selection_round,
        EventType.LAPSE,
        {
            application: reason
            for application, reason in reasons.items()
            if application.draw_code in eligible
        },
    )


def _eligible(selection_round):
    """Return the draw codes of those for whom a wish took part in the approved run."""
    took_part = Placement.objects.filter(run=selection_round.approved_run_id, reasons=[])
    return set(
        _applications(selection_round)
        .filter(pk__in=took_part.order_by().values("application"))
        .values_list("draw_code", flat=True)
    )


def results_of(selection_round, standings):
    """Return the status of each application by its draw code."""
    listed = _applications(selection_round).values_list("draw_code", flat=True)
    results = dict.fromkeys(listed, ApplicationStatus.INELIGIBLE)
    results.update(dict.fromkeys(_eligible(selection_round), ApplicationStatus.NOT_SELECTED))
    for standing in standings.values():
        results.update(dict.fromkeys(standing["waitlist"], ApplicationStatus.WAITLISTED))
    for standing in standings.values():
        seated = [place["application"] for place in standing["seats"]]
        results.update(dict.fromkeys(seated, ApplicationStatus.SEATED))
    return results


def _by_result(selection_round, results):
    """Return the keys of the applications by the status that they get."""
    keys = defaultdict(list)
    for draw_code, pk in _applications(selection_round).values_list("draw_code", "pk"):
        keys[results[draw_code]].append(pk)
    return keys


def _refuse_if_a_file_is_open_again(selection_round, results):
    """Nobody whose file is no longer accepted gets a seat, and none is passed over in silence."""
    not_verified = (
        _applications(selection_round)
        .exclude(status__in=[ApplicationStatus.VERIFIED, *GONE])
        .values_list("draw_code", "registration_number")
    )
    numbers = [
        number for code, number in not_verified if results[code] != ApplicationStatus.INELIGIBLE
    ]
    if numbers:
        raise DomainError(
            _("Files were opened again after approval: {numbers}.").format(
                numbers=", ".join(sorted(numbers))
            )
        )
