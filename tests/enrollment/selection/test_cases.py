import json
from pathlib import Path

import pytest

from enrollment.selection import (
    applications_in,
    canonical_bytes,
    decide,
    decide_bytes,
    decide_standings,
    parse,
)

CASES = sorted(Path(__file__).parent.glob("cases/*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_example_gives_its_outcome_byte_for_byte(path):
    case = json.loads(path.read_bytes())

    outcome = decide(parse(canonical_bytes(case["problem"])))

    assert canonical_bytes(outcome) == canonical_bytes(case["expected"])


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_an_outcome_is_taken_apart_while_it_is_written(path):
    case = json.loads(path.read_bytes())
    raw, outcome = canonical_bytes(case["problem"]), dict(case["expected"])

    parts = [application for part in decide_bytes(raw) for application in applications_in(part)]

    assert parts == outcome.pop("applications", [])
    assert decide_standings(raw) == outcome
