"""What happens to seats after the first assignment, story by story."""

import pytest

from enrollment.selection import canonical_bytes, decide

from . import brute_force
from .markets import application, batch, problem_of


def seats_after_each_step(problem):
    """Return who sits where at first and after each step, as text like ``A1:B1 A2:-``."""
    outcome = decide(problem)
    assert canonical_bytes(outcome) == brute_force.outcome_bytes(problem)
    seats = {entry["id"]: entry["seat"] for entry in outcome["applications"]}
    told = [seats]
    for step in outcome["steps"]:
        seats = seats | {change["application"]: change["to"] for change in step["changes"]}
        told.append(seats)
    return [" ".join(f"{name}:{seat or '-'}" for name, seat in seats.items()) for seats in told]


def two_batches(steps, **extra):
    """A1 above A2 above A3 above A4; the first three want B1, then B2, and A4 only B2."""
    events = {"+": "confirm", "-": "lapse"}
    return problem_of(
        [batch("B1", criteria=["written"]), batch("B2", criteria=["written"])],
        [
            application("A1", ["B1", "B2"], written="90"),
            application("A2", ["B1", "B2"], written="80"),
            application("A3", ["B1", "B2"], written="70"),
            application("A4", ["B2"], written="60"),
        ],
        steps=[
            [{"type": events[e[0]], "application": e[1:]} for e in step.split()] for step in steps
        ],
        **extra,
    )


START = "A1:B1 A2:B2 A3:- A4:-"


@pytest.mark.parametrize(
    ("steps", "upgrade", "seats"),
    [
        (["-A1"], "unconfirmed", ["A1:- A2:B1 A3:B2 A4:-"]),
        (["-A1"], "none", ["A1:- A2:B2 A3:B1 A4:-"]),
        (["+A2 -A1"], "unconfirmed", ["A1:- A2:B2 A3:B1 A4:-"]),
        (["-A1 +A2"], "unconfirmed", ["A1:- A2:B2 A3:B1 A4:-"]),
        (["+A2", "-A1"], "unconfirmed", [START, "A1:- A2:B2 A3:B1 A4:-"]),
        (["+A1 -A1"], "unconfirmed", ["A1:- A2:B1 A3:B2 A4:-"]),
        (["-A1 +A1"], "unconfirmed", ["A1:- A2:B1 A3:B2 A4:-"]),
        (["-A3", "+A3 -A1"], "unconfirmed", [START, "A1:- A2:B1 A3:- A4:B2"]),
        (["-A9 +A9"], "unconfirmed", [START]),
        ([""], "unconfirmed", [START]),
        (
            ["-A2 +A3", "-A1"],
            "unconfirmed",
            ["A1:B1 A2:- A3:B2 A4:-", "A1:- A2:- A3:B1 A4:B2"],
        ),
        (
            ["+A3", "-A2", "+A3", "-A1"],
            "unconfirmed",
            [START, "A1:B1 A2:- A3:B2 A4:-", "A1:B1 A2:- A3:B2 A4:-", "A1:- A2:- A3:B2 A4:-"],
        ),
    ],
)
def test_seats_move_on(steps, upgrade, seats):
    problem = two_batches(steps, upgrade=upgrade)

    assert seats_after_each_step(problem) == [START, *seats]


def test_a_list_that_is_cut_short_ends_there_for_good():
    problem = two_batches(["-A1", "-A2", "-A3"])
    problem["batches"][0]["waitlist_size"] = 1

    assert seats_after_each_step(problem) == [
        START,
        "A1:- A2:B1 A3:B2 A4:-",
        "A1:- A2:- A3:B2 A4:-",
        "A1:- A2:- A3:- A4:B2",
    ]


def test_a_step_tells_only_what_changed():
    outcome = decide(two_batches(["+A2", "+A2", "-A4"]))

    b1, b2 = outcome["batches"]
    assert (b1["waitlist"], b2["waitlist"]) == (["A2", "A3"], ["A3", "A4"])
    assert outcome["steps"] == [
        {"changes": [], "batches": [{"id": "B1", "seats": b1["seats"], "waitlist": ["A3"]}]},
        {"changes": [], "batches": []},
        {"changes": [], "batches": [{"id": "B2", "seats": b2["seats"], "waitlist": ["A3"]}]},
    ]
