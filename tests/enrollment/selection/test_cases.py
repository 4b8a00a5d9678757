import json
from pathlib import Path

import pytest

from enrollment.selection import canonical_bytes, decide, parse

CASES = sorted(Path(__file__).parent.glob("cases/*.json"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_example_gives_its_outcome_byte_for_byte(path):
    case = json.loads(path.read_bytes())

    outcome = decide(parse(canonical_bytes(case["problem"])))

    assert canonical_bytes(outcome) == canonical_bytes(case["expected"])
