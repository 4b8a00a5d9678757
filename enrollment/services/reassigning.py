"""Who of a cancelled class gets which free seat of their other wishes. Nobody is drawn again.

The caller holds the locks of the round and of every class of the intake.
"""

import json
from collections import Counter

from django.db.models import prefetch_related_objects

from enrollment.models import Reassignment, Seat
from enrollment.selection import canonical_bytes, decide
from enrollment.services.eligibility import reasons_against, standing_of
from enrollment.services.promotion import is_promotion_open
from enrollment.services.standings import approved_problem, current_standings
from programs.choices import BatchStatus
from programs.models import Batch


def reassign_by_round(selection_round, change, people):
    """Return ``{application pk: class}`` by the order of a published round; keep how it came.

    The free seats and ``people`` alone make a problem of their own, with the seed and the public
    value of the round: scores, ties and draw numbers are those that everybody knows.
    """
    batches = _with_free_seats(selection_round)
    if not batches or not people:
        return {}
    problem = _problem(selection_round, batches, people)
    outcome = decide(problem)
    Reassignment.objects.create(
        change=change,
        selection_round=selection_round,
        problem=canonical_bytes(problem).decode(),
        outcome=canonical_bytes(outcome).decode(),
        digest=outcome["digest"],
    )
    by_code = {batch.code: batch for batch, _free in batches}
    pks = {application.draw_code: application.pk for application in people}
    return {
        pks[place["id"]]: by_code[place["seat"]]
        for place in outcome["applications"]
        if place["seat"]
    }


def reassign_in_turn(change, people):
    """Return ``{application pk: class}`` where no round is held, in the order of sending."""
    batches = {
        batch.pk: batch
        for batch in _classes(change.batch.intake, status=change.batch.intake.status)
    }
    free = Counter({pk: _free_seats(batch) for pk, batch in batches.items()})
    places = {}
    for application in sorted(people, key=lambda one: (one.submitted_at, one.pk)):
        prefetch_related_objects([application], "choices")
        standing = standing_of(application)
        for wish in sorted(application.choices.all(), key=lambda choice: choice.rank):
            batch = batches.get(wish.batch_id)
            if batch and free[batch.pk] and not reasons_against(batch, standing):
                places[application.pk] = batch
                free[batch.pk] -= 1
                break
    return places


def _with_free_seats(selection_round):
    """Return the classes of the round with free seats that nobody waits for, and how many."""
    intake = selection_round.intake
    standings = current_standings(selection_round)
    waits = {
        code
        for code, standing in standings.items()
        if standing["waitlist"] and is_promotion_open(intake)
    }
    classes = _classes(intake, status=BatchStatus.PUBLISHED)
    free = [(batch, _free_seats(batch)) for batch in classes if batch.code not in waits]
    return [(batch, number) for batch, number in free if number > 0]


def _classes(intake, *, status):
    return list(
        Batch.objects.filter(intake=intake, status=status)
        .select_related("program")
        .prefetch_related("gates")
        .order_by("pk")
    )


def _free_seats(batch):
    return batch.capacity - batch.seats.taken().count()


def _problem(selection_round, batches, people):
    """Cut the approved problem down to ``people`` and the free seats of ``batches``."""
    problem = json.loads(approved_problem(selection_round))
    free = {batch.code: number for batch, number in batches}
    labels = Counter(
        Seat.objects.taken().filter(batch__code__in=free).values_list("batch__code", "label")
    )
    codes = {application.draw_code for application in people}
    problem["batches"] = [
        spec
        | {
            "capacity": free[spec["id"]],
            "reserves": [
                reserve | {"seats": max(0, reserve["seats"] - labels[spec["id"], _label(reserve)])}
                for reserve in spec["reserves"]
            ],
        }
        for spec in problem["batches"]
        if spec["id"] in free
    ]
    problem["applications"] = [row for row in problem["applications"] if row["id"] in codes]
    problem["correction"] = selection_round.reassignments.count() + 1
    problem["steps"] = []
    return problem


def _label(reserve):
    return f"reserve:{reserve['category']}"
