import json
from pathlib import Path

import pytest

from enrollment.selection import decide
from enrollment.selection.reduced import category_codes, reduced_problem

from .markets import application, batch, problem_of, random_problem

CASES = sorted(Path(__file__).parent.glob("cases/*.json"))


def shown(outcome, codes=None):
    """Seats, waitlists and steps of an outcome, with categories under the given codes."""

    def seat(batch_id, name):
        if codes is None or name == "open":
            return name
        return f"reserve:{codes[batch_id][name.removeprefix('reserve:')]}"

    def standing(entry):
        seats = [(s["application"], seat(entry["id"], s["seat"])) for s in entry["seats"]]
        return entry["id"], seats, entry["waitlist"]

    return {
        "error": outcome.get("error"),
        "batches": [standing(entry) for entry in outcome.get("batches", [])],
        "pools": [(entry["pool"], entry["cutoff"]) for entry in outcome.get("batches", [])],
        "seats": {a["id"]: a["seat"] for a in outcome.get("applications", []) if a["seat"]},
        "steps": [
            (step["changes"], [standing(entry) for entry in step["batches"]])
            for step in outcome.get("steps", [])
        ],
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_reduced_case_gives_the_same_seats_waitlists_and_steps(path):
    problem = json.loads(path.read_bytes())["problem"]

    reduced = reduced_problem(problem)

    assert shown(decide(reduced)) == shown(decide(problem), category_codes(problem))


@pytest.mark.parametrize("strictness", [0, 0.05, 0.15])
def test_reduced_random_problems_give_the_same_seats_waitlists_and_steps(strictness):
    for seed in range(1000):
        problem = random_problem(seed, people=12, steps=5, strictness=strictness)

        reduced = reduced_problem(problem)

        assert shown(decide(reduced)) == shown(decide(problem), category_codes(problem)), seed


def test_the_reduced_problem_tells_the_order_and_nothing_else():
    full = problem_of(
        [
            batch(
                "B1",
                capacity=1,
                criteria=["written", "interview"],
                ties=["interview"],
                gates=[{"code": "residency", "type": "has_any", "facts": ["ktp"]}],
                reserves=[("women", ["female"], 1), ("poor", ["dtks", "pkh"], 1)],
            ),
            batch("B2", mode="lottery", reserves=[("women", ["female"], 1)]),
        ],
        [
            application("A1", ["B1"], facts=["ktp", "female"], written="70.0", interview="60"),
            application("A2", ["B1", "B2"], facts=["ktp", "pkh"], written="70", interview="60.00"),
            application("A3", ["B2", "B1"], facts=["ktp"], written="60", interview="70"),
            application("A4", ["B1"], facts=["female"], written="99", interview="99"),
        ],
        steps=[
            [
                {"type": "lapse", "application": "A4", "note": "moved away"},
                {"type": "lapse", "application": "A1", "note": "told by phone"},
            ]
        ],
        correction=2,
        note="for the file only",
    )

    reduced = reduced_problem(full)

    assert reduced == problem_of(
        [
            batch(
                "B1",
                capacity=1,
                criteria=["place"],
                reserves=[("r1", ["r1"], 1), ("r2", ["r2"], 1)],
            ),
            batch("B2", mode="lottery", criteria=["place"], reserves=[("r1", ["r1"], 1)]),
        ],
        [
            application("A1", ["B1"], person="A1", facts=["r1"], place="1"),
            application("A2", ["B1", "B2"], person="A2", facts=["r2"], place=["1", "0"]),
            application("A3", ["B2", "B1"], person="A3", place=["0", "2"]),
        ],
        steps=[[{"type": "lapse", "application": "A1"}]],
        correction=2,
    )
    assert category_codes(full) == {"B1": {"women": "r1", "poor": "r2"}, "B2": {"women": "r1"}}
