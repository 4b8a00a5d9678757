"""Who sits and who waits in each class of a published round, now."""

import json

from django.db.models import Prefetch
from django.utils import timezone

from enrollment.choices import RoundStatus, SeatRelease
from enrollment.models import PromotionStep, Seat, SelectionRound
from enrollment.selection import decide
from enrollment.services.seats import release_seat, take_seat
from programs.models import Batch


def standings_of(outcome):
    """Return ``{class: {"seats": [...], "waitlist": [...]}}`` after the last step of an outcome."""
    return _after_steps(outcome["batches"], outcome["steps"])


def current_standings(selection_round):
    """Return the standings as stored: the approved run, and what each step changed."""
    outcome = json.loads(selection_round.approved_run.outcome)
    return _after_steps(outcome["batches"], [step.entry for step in selection_round.steps.all()])


def waitlist_places(application):
    """Return ``{class: place}`` for every waitlist on which an application stands, from 1."""
    selection_round = (
        SelectionRound.objects.filter(intake=application.intake_id, status=RoundStatus.PUBLISHED)
        .select_related("approved_run")
        .defer("seed", "list_at_closing", "problem", "approved_run__problem")
        .prefetch_related(Prefetch("steps", PromotionStep.objects.order_by("number")))
        .first()
    )
    if selection_round is None:
        return {}
    return {
        batch: standing["waitlist"].index(application.draw_code) + 1
        for batch, standing in current_standings(selection_round).items()
        if application.draw_code in standing["waitlist"]
    }


def _after_steps(batches, entries):
    standings = {
        batch["id"]: {"seats": batch["seats"], "waitlist": batch["waitlist"]} for batch in batches
    }
    for entry in entries:
        for batch in entry["batches"]:
            standings[batch["id"]] = {"seats": batch["seats"], "waitlist": batch["waitlist"]}
    return standings


def decide_with_steps(selection_round, events):
    """Decide the approved problem again with ``events``, one step each, after those recorded."""
    problem = json.loads(selection_round.approved_run.problem)
    recorded = selection_round.steps.order_by("number").values_list(
        "type", "application__draw_code"
    )
    problem["steps"] = [
        [{"type": str(event_type), "application": draw_code}]
        for event_type, draw_code in [*recorded, *events]
    ]
    return decide(problem)


def settle_seats(selection_round, standings, *, released_as=None):
    """Make the table of seats say what the engine says; return the seats newly taken.

    Whoever moves to another class leaves the old one first; whoever only counts for another
    guaranteed seat stays in place. ``released_as`` says why somebody left altogether. The round
    must be locked. The two must be equal afterwards, else nothing of the transaction holds.
    """
    batches = {
        batch.code: batch
        for batch in Batch.objects.select_for_update(no_key=True)
        .filter(intake=selection_round.intake_id)
        .order_by("pk")
    }
    wanted = {
        place["application"]: (code, place["seat"])
        for code, standing in standings.items()
        for place in standing["seats"]
    }
    now = timezone.now()
    staying = set()
    for seat in _taken_seats(selection_round):
        batch, label = wanted.get(seat.application.draw_code, (None, None))
        if batch == seat.batch.code:
            staying.add(seat.application.draw_code)
            if label != seat.label:
                seat.label = label
                seat.save(update_fields=["label"])
        else:
            release_seat(seat, SeatRelease.MOVED_UP if batch else released_as, at=now)
    applications = {
        application.draw_code: application
        for application in selection_round.intake.applications.filter(
            draw_code__in=wanted.keys() - staying
        ).select_related("person")
    }
    taken = [
        take_seat(batches[batch], applications[draw_code], label=label, at=now)
        for draw_code, (batch, label) in wanted.items()
        if draw_code not in staying
    ]
    refuse_unless_equal(selection_round, standings)
    return taken


def refuse_unless_equal(selection_round, standings):
    """Raise unless exactly the people whom the engine seats hold seats, with the same labels."""
    by_engine = {
        (code, place["application"], place["seat"])
        for code, standing in standings.items()
        for place in standing["seats"]
    }
    by_table = {
        (seat.batch.code, seat.application.draw_code, seat.label)
        for seat in _taken_seats(selection_round)
    }
    if by_engine != by_table:
        raise RuntimeError(
            f"round {selection_round.pk}: seats differ from the engine's: "
            f"{sorted(by_engine ^ by_table)}"
        )


def _taken_seats(selection_round):
    return (
        Seat.objects.taken()
        .filter(batch__intake=selection_round.intake_id)
        .select_related("application", "batch")
        .order_by("batch", "number")
    )
