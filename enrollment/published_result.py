"""What anybody may read of a published round, and what anybody may check it with."""

import json
from dataclasses import dataclass

from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Seat
from enrollment.selection import canonical_bytes, decide_bytes
from enrollment.selection.reduced import reduced_problem
from enrollment.services.standings import approved_problem
from programs.choices import NOT_HELD


@dataclass(frozen=True)
class PublicLine:
    registration_number: str
    name: str
    status: ApplicationStatus


def masked(name):
    """Write "SITI N*** A***": the first word, and of the others the first letter."""
    first, *others = name.upper().split() or [""]
    return " ".join([first, *(f"{word[0]}***" for word in others)])


def public_lines(selection_round):
    """Return for each class its seats, then its waitlist, each in order of the numbers.

    The order of merit or draw is not shown: beside the data for checking it would tell which
    draw code is whose.
    """
    intake = selection_round.intake
    classes = []
    held = intake.batches.exclude(status__in=NOT_HELD)
    for batch in held.select_related("program").order_by("code"):
        seated = [
            seat.application
            for seat in Seat.objects.taken()
            .filter(batch=batch)
            .select_related("application__person")
        ]
        waiting = Application.objects.filter(
            placements__run=selection_round.approved_run_id,
            placements__batch=batch,
            placements__code__startswith="waitlisted:",
            status=ApplicationStatus.WAITLISTED,
        ).select_related("person")
        classes.append({"batch": batch, "seated": _lines(seated), "waiting": _lines(waiting)})
    return classes


def _lines(applications):
    return sorted(
        (
            PublicLine(
                registration_number=application.registration_number,
                name=masked(application.person.full_name),
                status=ApplicationStatus(application.status),
            )
            for application in applications
        ),
        key=lambda line: line.registration_number,
    )


def reduced_documents(selection_round):
    """Return the reduced problem with all steps so far, and its outcome, as canonical bytes."""
    problem = json.loads(approved_problem(selection_round))
    problem["steps"] = [
        [{"type": step.type, "application": step.application.draw_code}]
        for step in selection_round.steps_of_the_result.select_related("application")
    ]
    reduced = canonical_bytes(reduced_problem(problem))
    return reduced, b"".join(decide_bytes(reduced))
