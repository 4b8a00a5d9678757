"""The problem that is published, so that anybody can decide a round again.

It says nothing about a person but the order in which she stood (section 11 of the rules).
"""

from .market import NONE, Market
from .problem import PROBLEM_FORMAT
from .reading import problem_of


def reduced_problem(problem):
    """Return a problem with the same seats, waitlists and steps that tells no private facts.

    It holds the eligible wishes only, under the same ids of applications and batches. Each
    batch has one criterion ``place``, equal where merit and ties are equal, and none where the
    lottery alone decides. Reserves stand under the neutral codes of ``category_codes``, and
    somebody has the fact of that name if she is in a category of a batch that she may join.
    Persons are named like their applications. Of the extra keys only ``correction`` stays.
    Raise ``MalformedProblem`` if ``problem`` is none.
    """
    market = Market(problem_of(problem))
    codes = _codes_of(market.batches)
    levels = _levels(market)
    entries = (_application(market, a, codes, levels) for a in range(len(market.forms)))
    applications = [entry for entry in entries if entry["choices"]]
    known = {application["id"] for application in applications}
    published = {
        "format": PROBLEM_FORMAT,
        "round": problem["round"],
        "lottery": {
            key: problem["lottery"][key] for key in ("seed", "commitment", "entropy", "scope")
        },
        "max_choices": problem["max_choices"],
        "upgrade": problem["upgrade"],
        "batches": [_batch(batch, own) for batch, own in zip(market.batches, codes, strict=True)],
        "applications": applications,
        "steps": [
            [
                {"type": event["type"], "application": event["application"]}
                for event in events
                if event["application"] in known
            ]
            for events in problem["steps"]
        ],
    }
    if "correction" in problem:
        published["correction"] = problem["correction"]
    return published


def category_codes(problem):
    """Return for each batch id the neutral code of each of its categories."""
    batches = Market(problem_of(problem)).batches
    return {
        batch.id: {
            reserve["category"]: code for reserve, code in zip(batch.reserves, codes, strict=True)
        }
        for batch, codes in zip(batches, _codes_of(batches), strict=True)
    }


def _codes_of(batches):
    """Return for each batch the codes of its reserves: the same for the same name and facts."""
    known = {}
    return [
        [
            known.setdefault((reserve["category"], qualifying), f"r{len(known) + 1}")
            for reserve, qualifying in zip(batch.reserves, batch.qualifying, strict=True)
        ]
        for batch in batches
    ]


def _levels(market):
    """Return for each eligible wish how high merit and ties put it, as the text of a score.

    1 is the lowest, equals have the same, and 0 is for all where both mean nothing.
    """
    levels = {}
    for batch in market.batches:
        level, below = 0, None
        for wish in reversed(batch.wishes):
            level += market.heights[wish] != below
            below = market.heights[wish]
            levels[wish] = str(level)
    return levels


def _application(market, applicant, codes, levels):
    application_id = market.forms[applicant].id
    facts, choices = set(), []
    for wish in range(market.starts[applicant], market.starts[applicant + 1]):
        position, index = market.positions[wish], market.batch_of[wish]
        if position == NONE:
            continue
        batch = market.batches[index]
        facts.update(codes[index][category] for category in batch.rule.categories[position])
        choices.append({"batch": batch.id, "scores": {"place": levels[wish]}})
    return {
        "id": application_id,
        "person": application_id,
        "seq": 0,
        "withdrawn": False,
        "holds_seat": False,
        "birth_date": None,
        "facts": sorted(facts),
        "trainings": [],
        "choices": choices,
    }


def _batch(batch, codes):
    place = {"id": "place", "weight": "1", "max": None, "minimum": None, "required": True}
    return {
        "id": batch.id,
        "programme": batch.spec["programme"],
        "capacity": batch.capacity,
        "mode": batch.spec["mode"],
        "reserve_mode": batch.spec["reserve_mode"],
        "reference_date": batch.spec["reference_date"],
        "retrain": None,
        "gates": [],
        "criteria": [place],
        "minimum_merit": None,
        "ties": [],
        "reserves": [
            {"category": code, "any_of": [code], "seats": reserve["seats"]}
            for reserve, code in zip(batch.reserves, codes, strict=True)
        ],
        "waitlist_size": batch.waitlist_size,
    }
