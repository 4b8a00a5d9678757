"""The events with which a result begins, each a step of its own."""

from enrollment.models import PromotionStep
from enrollment.services.standings import (
    current_standings,
    decide_with_steps,
    kept_seats,
    standings_of,
)


def record_steps(selection_round, event_type, reasons):
    """Record an event for each of ``{application: reason}``, in order of their draw codes.

    The round is locked, and its result has no steps yet. Return the standings after them.
    """
    applications = sorted(reasons, key=lambda application: application.draw_code)
    if not applications:
        return current_standings(selection_round)
    outcome = decide_with_steps(
        selection_round, [(event_type, application.draw_code) for application in applications]
    )
    PromotionStep.objects.bulk_create(
        PromotionStep(
            selection_round=selection_round,
            run_id=selection_round.approved_run_id,
            number=number,
            type=event_type,
            application=application,
            reason=reasons[application],
            entry=entry,
        )
        for number, (application, entry) in enumerate(
            zip(applications, outcome["steps"], strict=True), start=1
        )
    )
    return standings_of(outcome, kept_seats(selection_round))
