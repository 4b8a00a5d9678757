"""An approved round becomes seats, offers, statuses and notices, all at once."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus, EventType, RoundStatus
from enrollment.models import Application, PromotionStep, Seat, SelectionRound
from enrollment.services.offering import offer_seat
from enrollment.services.result_notices import tell_result
from enrollment.services.rounds import change_round_status, lock_round
from enrollment.services.standings import decide_with_steps, settle_seats, standings_of
from enrollment.services.status import change_statuses
from programs.choices import IntakeStatus
from programs.services.status import change_intake_status


@transaction.atomic
def publish_round(selection_round, *, actor):
    """Give the seats of the approved run, offer them, and tell everybody their result.

    Somebody who withdrew since the run, or sits in another intake by now, is the first to
    lapse: the waitlist moves before anybody is told. ``actor`` is ``None`` when the portal
    publishes at the announced time. Raise ``DomainError`` before it.
    """
    selection_round = lock_round(selection_round)
    intake = selection_round.intake
    now = timezone.now()
    if selection_round.status != RoundStatus.APPROVED:
        raise DomainError(_("Only an approved round can be published."))
    if intake.announced_at and now < intake.announced_at:
        raise DomainError(_("The announced time has not come yet."))

    outcome = _without_those_who_are_gone(selection_round)
    standings = standings_of(outcome)
    results = _results(outcome, standings)
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
    for status in set(results.values()):
        draw_codes = [code for code, result in results.items() if result == status]
        change_statuses(
            _applications(selection_round)
            .filter(draw_code__in=draw_codes)
            .exclude(status__in=[status, ApplicationStatus.WITHDRAWN]),
            status,
            actor=None,
            reason="round_published",
        )
    for seat in seats:
        offer_seat(seat)
    for application in (
        _applications(selection_round)
        .filter(status__in=_TOLD_WITHOUT_AN_OFFER)
        .select_related("person")
    ):
        tell_result(application)
    return selection_round


def rounds_to_publish():
    return SelectionRound.objects.filter(
        status=RoundStatus.APPROVED, intake__announced_at__lte=timezone.now()
    )


_TOLD_WITHOUT_AN_OFFER = [
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE,
]


def _applications(selection_round):
    return Application.objects.filter(intake=selection_round.intake_id).exclude(draw_code="")


def _without_those_who_are_gone(selection_round):
    """Let lapse, in order of their numbers, whoever cannot take a seat any more."""
    gone = _applications(selection_round).filter(status=ApplicationStatus.WITHDRAWN)
    seated = Seat.objects.taken().exclude(batch__intake=selection_round.intake_id)
    reasons = {
        **{
            application: "holds_seat"
            for application in _applications(selection_round).filter(
                person__in=seated.values("person")
            )
        },
        **{application: "withdrawn" for application in gone},
    }
    approved = decide_with_steps(selection_round, [])
    eligible = {
        application["id"]
        for application in approved["applications"]
        if application["code"] != "not_eligible"
    }
    events = sorted(
        (application.draw_code, application, reason)
        for application, reason in reasons.items()
        if application.draw_code in eligible
    )
    outcome = decide_with_steps(
        selection_round, [(EventType.LAPSE, draw_code) for draw_code, _row, _reason in events]
    )
    PromotionStep.objects.bulk_create(
        PromotionStep(
            selection_round=selection_round,
            number=number,
            type=EventType.LAPSE,
            application=application,
            reason=reason,
            entry=entry,
        )
        for number, ((_code, application, reason), entry) in enumerate(
            zip(events, outcome["steps"], strict=True), start=1
        )
    )
    return outcome


def _results(outcome, standings):
    """Return the status of each application by its draw code."""
    seated = {
        place["application"] for standing in standings.values() for place in standing["seats"]
    }
    waiting = {code for standing in standings.values() for code in standing["waitlist"]}

    def status(application):
        if application["id"] in seated:
            return ApplicationStatus.SEATED
        if application["id"] in waiting:
            return ApplicationStatus.WAITLISTED
        if application["code"] == "not_eligible":
            return ApplicationStatus.INELIGIBLE
        return ApplicationStatus.NOT_SELECTED

    return {application["id"]: status(application) for application in outcome["applications"]}


def _refuse_if_a_file_is_open_again(selection_round, results):
    """Nobody whose file is no longer accepted gets a seat, and none is passed over in silence."""
    eligible = [code for code, status in results.items() if status != ApplicationStatus.INELIGIBLE]
    reopened = (
        _applications(selection_round)
        .filter(draw_code__in=eligible)
        .exclude(status__in=[ApplicationStatus.VERIFIED, ApplicationStatus.WITHDRAWN])
    )
    numbers = list(reopened.order_by().values_list("registration_number", flat=True))
    if numbers:
        raise DomainError(
            _("Files were opened again after approval: {numbers}.").format(
                numbers=", ".join(sorted(numbers))
            )
        )
