"""A good problem to be spoilt, and what a reader says of the spoilt one."""

import pytest

from enrollment.selection import MalformedProblem

from .markets import application, batch, problem_of


def a_problem():
    problem = problem_of(
        [
            batch(
                "B1",
                criteria=["written"],
                ties=["written"],
                retrain={"years": 2, "scope": "any"},
                reserves=[("women", ["female"], 1)],
                gates=[
                    {"code": "age", "type": "age", "min": 17, "max": None},
                    {"code": "residency", "type": "has_any", "facts": ["ktp"]},
                ],
            ),
            batch("B2"),
        ],
        [application("A1", ["B1", "B2"], written="70"), application("A2", ["B2"])],
        steps=[[{"type": "lapse", "application": "A1"}]],
    )
    problem["applications"][0]["trainings"] = [
        {"programme": "sewing", "completed_on": "2020-02-29"}
    ]
    return problem


def refusal_by(read, value):
    with pytest.raises(MalformedProblem) as refusal:
        read(value)
    assert str(refusal.value).startswith(f"{refusal.value.place}: ")
    return str(refusal.value)
