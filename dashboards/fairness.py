"""Who took part in a published round and who got a seat, group by group, with and without reserves.

Counts are those of the result as first published; what moved or was corrected afterwards changes
nothing here, since a correction decides only for those who keep no seat.
"""

import json
from collections import defaultdict

from django.core.cache import cache

from accounts.choices import Gender
from enrollment.models import Application
from enrollment.selection import decide
from enrollment.services.facts import WOMAN

DIMENSIONS = ["gender", "age", "kelurahan", "disability", "education", "experience"]
AGE_BANDS = [(0, 17), (18, 24), (25, 34), (35, 44), (45, 200)]
KEPT_FOR = 30 * 24 * 60 * 60
# Above this many applications a worker calculates: it takes longer than anybody waits for a page.
MOST_AT_ONCE = 3_000


def kept_counts(selection_round):
    """Return the counts of a round; ``None`` for a large one that nobody has calculated yet."""
    counts = cache.get(_key(selection_round))
    if counts is None and _is_small(selection_round):
        counts = keep_counts(selection_round)
    return counts


def keep_counts(selection_round):
    """Calculate the counts of a round and keep them: what was published first never changes."""
    counts = count(selection_round)
    cache.set(_key(selection_round), counts, KEPT_FOR)
    return counts


def count(selection_round):
    """Return ``{"groups": {dimension: {group: [took part, seated, seated by merit alone]}}, …}``.

    ``reserves`` says for each class how many of each reserve's seats were filled, ``moved`` how
    many people have a seat by the reserves only, lost one to them, or sit in another class.
    """
    run = selection_round.runs.before_publication().last()
    problem, outcome = json.loads(run.problem), json.loads(run.outcome)
    seats = _seats(outcome)
    by_merit = _seats(decide(_without_reserves(problem)))
    eligible = {row["id"] for row in outcome["applications"] if row["code"] != "not_eligible"}
    kelurahan = dict(
        Application.objects.filter(intake=selection_round.intake_id, draw_code__in=eligible)
        .order_by()
        .values_list("draw_code", "person__kelurahan__name")
    )
    groups = {dimension: defaultdict(lambda: [0, 0, 0]) for dimension in DIMENSIONS}
    closed_on = selection_round.closed_at.date()
    for row in problem["applications"]:
        if row["id"] not in eligible:
            continue
        for dimension, group in _groups_of(row, kelurahan.get(row["id"]), closed_on).items():
            counts = groups[dimension][group]
            counts[0] += 1
            counts[1] += row["id"] in seats
            counts[2] += row["id"] in by_merit
    return {
        "groups": {dimension: dict(found) for dimension, found in groups.items()},
        "reserves": {batch["id"]: batch["reserves"] for batch in outcome["batches"]},
        "moved": {
            "gained": len(seats.keys() - by_merit.keys()),
            "lost": len(by_merit.keys() - seats.keys()),
            "elsewhere": sum(
                seats[code] != by_merit[code] for code in seats.keys() & by_merit.keys()
            ),
        },
    }


def _key(selection_round):
    return f"fairness:{selection_round.pk}"


def _is_small(selection_round):
    return (
        Application.objects.filter(intake=selection_round.intake_id).exclude(draw_code="").count()
        <= MOST_AT_ONCE
    )


def _seats(outcome):
    return {row["id"]: row["seat"] for row in outcome["applications"] if row["seat"]}


def _without_reserves(problem):
    """The same people, scores and draw, and no seat that is guaranteed to anybody."""
    return problem | {"batches": [batch | {"reserves": []} for batch in problem["batches"]]}


def _groups_of(row, kelurahan, on):
    """The group of one application in each dimension, from what the round itself had read."""
    facts = set(row["facts"])
    return {
        "gender": Gender.FEMALE.value if WOMAN in facts else Gender.MALE.value,
        "age": _age_band(row["birth_date"], on),
        "kelurahan": kelurahan or "",
        "disability": "yes" if "disability" in facts else "no",
        "education": next(
            (fact.partition(":")[2] for fact in facts if fact.startswith("education:")), ""
        ),
        "experience": "again" if row["trainings"] else "first",
    }


def _age_band(birth_date, on):
    if birth_date is None:
        return ""
    year, month, day = (int(part) for part in birth_date.split("-"))
    age = on.year - year - ((on.month, on.day) < (month, day))
    low, high = next(band for band in AGE_BANDS if age <= band[1])
    return f"{low}-{high}"
