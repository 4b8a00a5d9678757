"""Random small problems that touch every rule."""

import hashlib
from random import Random

FACTS = ["female", "disabled", "poor", "ktp:pekalongan"]
LEVELS = ["0", "50", "50.0", "60", "60.25", "70", "100", "100.5"]


def random_problem(seed, *, people=6, batches=3, steps=3, strictness=0.15):
    """Return a problem of at most so many; ``strictness`` is how often a rule stands in the way."""
    chance = Random(seed)
    names = [f"B{n}" for n in range(chance.randint(1, batches))]
    applications = [
        _application(chance, f"{chance.choice('Aa')}{n}", names, strictness)
        for n in range(chance.randint(people // 2, people))
    ]
    secret = chance.randbytes(32)
    commitment = hashlib.sha256(secret).hexdigest()
    if chance.random() < 0.02:
        commitment = "0" * 64
    problem = {
        "format": "selection-problem/1",
        "round": f"R.{seed}",
        "lottery": {
            "seed": secret.hex(),
            "commitment": chance.choice([None, commitment]),
            "entropy": chance.choice([None, "", "dice:41526", "é𝄞\n\x7f"]),
            "scope": chance.choice(["round", "batch"]),
        },
        "max_choices": chance.choice([None, None, None, 0, 2, 3]) if strictness else None,
        "upgrade": chance.choice(["none", "unconfirmed", "unconfirmed"]),
        "batches": [_batch(chance, name, strictness) for name in names],
        "applications": applications,
        "steps": [
            [_event(chance, applications) for _ in range(chance.choice([0, 1, 1, 1, 2]))]
            for _ in range(chance.randint(0, steps))
        ],
    }
    if chance.random() < 0.1:
        problem["correction"] = 1
        problem["batches"][0]["note"] = {"b\t": ["é", 1, None, True], "a": -3}
    chance.shuffle(problem["batches"])
    chance.shuffle(problem["applications"])
    return problem


def _some(chance, items):
    return [item for item in items if chance.random() < 0.4]


def _batch(chance, name, strictness):
    criteria = [
        {
            "id": criterion,
            "weight": chance.choice(["0", "0.4", "0.60", "1"]),
            "max": chance.choice([None, "100"]),
            "minimum": "55" if chance.random() < strictness else None,
            "required": chance.random() < 0.8,
        }
        for criterion in chance.sample(["written", "interview", "bonus"], chance.randint(0, 3))
    ]
    ids = [criterion["id"] for criterion in criteria]
    return {
        "id": name,
        "programme": chance.choice(["sewing", "welding"]),
        "capacity": chance.choice([0, 1, 1, 2, 2, 3]),
        "mode": chance.choice(["merit", "merit", "lottery"]),
        "reserve_mode": chance.choice(["minimum_guarantee", "over_and_above"]),
        "reference_date": "2026-03-01",
        "retrain": chance.choice(
            [
                None,
                {"years": 2, "scope": "any"},
                {"years": 2, "scope": "same_programme"},
            ]
        ),
        "gates": [_gate(chance) for _ in range(2) if chance.random() < strictness],
        "criteria": criteria,
        "minimum_merit": chance.choice(["40", "50", "60"])
        if chance.random() < strictness
        else None,
        "ties": chance.sample(ids, chance.randint(0, len(ids))),
        "reserves": [
            {
                "category": category,
                "any_of": _some(chance, FACTS) or chance.sample(FACTS, chance.randint(0, 1)),
                "seats": chance.choice([0, 1, 1, 1, 2, 3]),
            }
            for category in chance.sample(["x", "women", "a:b"], chance.choice([0, 1, 2, 3, 3]))
        ],
        "waitlist_size": chance.choice([None, None, None, 0, 1, 2]),
    }


def _gate(chance):
    code = chance.choice(["residency", "age", "other"])
    kind = chance.choice(["has_any", "has_all", "has_none", "age"])
    if kind == "age":
        bounds = {"min": chance.choice([None, 17, 18]), "max": chance.choice([None, 45])}
        return {"code": code, "type": kind, **bounds}
    return {"code": code, "type": kind, "facts": _some(chance, FACTS)}


def _application(chance, name, names, strictness):
    wishes = chance.sample(names, chance.randint(0 if strictness else 1, len(names)))
    for extra in [*names, "unknown"]:
        if chance.random() < strictness / 2:
            wishes.insert(chance.randint(0, len(wishes)), extra)
    return {
        "id": name,
        "person": f"P-{name}" if chance.random() >= strictness else "P-many",
        "seq": chance.randint(0, 2),
        "withdrawn": chance.random() < strictness / 3,
        "holds_seat": chance.random() < strictness / 3,
        "birth_date": chance.choice([None, "2009-03-01", "2008-02-29", "1990-06-15"]),
        "facts": _some(chance, FACTS),
        "trainings": [
            {
                "programme": chance.choice(["sewing", "welding"]),
                "completed_on": chance.choice(["2024-02-29", "2024-03-01", "2024-03-02"]),
            }
            for _ in range(2)
            if chance.random() < strictness
        ],
        "choices": [{"batch": wish, "scores": _scores(chance, strictness)} for wish in wishes],
    }


def _scores(chance, strictness):
    scores = {}
    for criterion in ["written", "interview", "bonus", "unused"]:
        if chance.random() >= strictness / 2:
            is_missing = chance.random() < strictness / 2
            levels = LEVELS if chance.random() < strictness else LEVELS[1:6]
            scores[criterion] = None if is_missing else chance.choice(levels)
    return scores


def _event(chance, applications):
    names = [application["id"] for application in applications]
    return {
        "type": chance.choice(["lapse", "lapse", "confirm"]),
        "application": chance.choice(names) if chance.random() < 0.95 else "nobody",
    }


# Problems made by hand


def problem_of(batches, applications, *, steps=(), upgrade="unconfirmed", **extra):
    """Return a problem with the usual lottery; ``extra`` keys overwrite or are added."""
    return {
        "format": "selection-problem/1",
        "round": "R1",
        "lottery": {"seed": "5e" * 32, "commitment": None, "entropy": None, "scope": "round"},
        "max_choices": None,
        "upgrade": upgrade,
        "batches": batches,
        "applications": applications,
        "steps": list(steps),
        **extra,
    }


def batch(name, *, criteria=(), reserves=(), **rules):
    """Return a batch of one seat without rules, except those named.

    ``criteria`` are ids of required criteria of weight 1, ``reserves`` triples of category,
    facts and seats.
    """
    return {
        "id": name,
        "programme": "sewing",
        "capacity": 1,
        "mode": "merit",
        "reserve_mode": "minimum_guarantee",
        "reference_date": "2026-03-01",
        "retrain": None,
        "gates": [],
        "criteria": [
            {"id": criterion, "weight": "1", "max": None, "minimum": None, "required": True}
            for criterion in criteria
        ],
        "minimum_merit": None,
        "ties": [],
        "reserves": [
            {"category": category, "any_of": facts, "seats": seats}
            for category, facts, seats in reserves
        ],
        "waitlist_size": None,
        **rules,
    }


def application(name, wishes, *, person=None, facts=(), **scores):
    """Return an application for the batches ``wishes``.

    A score is one text for every wish, or a list with one for each.
    """
    return {
        "id": name,
        "person": person or f"P-{name}",
        "seq": 0,
        "withdrawn": False,
        "holds_seat": False,
        "birth_date": None,
        "facts": list(facts),
        "trainings": [],
        "choices": [
            {
                "batch": wish,
                "scores": {
                    criterion: score if isinstance(score, str) else score[place]
                    for criterion, score in scores.items()
                },
            }
            for place, wish in enumerate(wishes)
        ],
    }
