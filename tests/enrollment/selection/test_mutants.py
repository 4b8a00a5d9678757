"""Faults planted in the engine, one at a time: each must be noticed.

The tests compare the engine with the worked examples and with an implementation of the rules that
shares nothing with it. Here a copy of the engine with one fault decides the same problems, and has
to give at least one other outcome, or take what is malformed.
"""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from enrollment.selection import canonical_bytes

from .markets import random_problem
from .test_malformed_text import TEXT, WRONG_JSON
from .test_promotion import two_batches
from .test_verifier import CASES, verified_bytes

ENGINE = Path(__file__).parents[3] / "enrollment/selection"

MUTANTS = [
    ("market.py", "len(choices) <= limit", "len(choices) <= limit + 1"),
    ("market.py", "len(named) > limit", "len(named) >= limit"),
    ("market.py", "version = (form.seq, form.id)", "version = (form.id, form.seq)"),
    ("market.py", "if not form.withdrawn:\n            version", "if True:\n            version"),
    ("market.py", "reverse=True)", "reverse=False)"),
    ("market.py", '("holds_seat", *reasons)', '(*reasons, "holds_seat")'),
    ("eligibility.py", "(year + years, month, day) > self", "(year + years, month, day) >= self"),
    ("eligibility.py", "today < birthday", "today <= birthday"),
    ("eligibility.py", "self.facts <= facts", "self.facts < facts"),
    ("eligibility.py", "age <= self.oldest", "age < self.oldest"),
    ("eligibility.py", "self.youngest <= age", "self.youngest < age"),
    ("scoring.py", "if score > highest", "if score >= highest"),
    ("scoring.py", "if score < lowest", "if score <= lowest"),
    ("scoring.py", "if merit < self.minimum_merit", "if merit <= self.minimum_merit"),
    ("scoring.py", "merit * self.units.beyond + (score or 0)", "merit + (score or 0)"),
    ("exact.py", '.rstrip("0")', ""),
    ("lottery.py", r"selection-key/1\0%b\0%b", r"selection-key/1\0%b%b"),
    (
        "lottery.py",
        "application_id.encode(), batch_id.encode()",
        "batch_id.encode(), application_id.encode()",
    ),
    ("choice_rule.py", "if worst < position", "if worst > position"),
    ("choice_rule.py", "self.capacity - sum(self.seats)", "self.capacity - max(self.seats)"),
    ("choice_rule.py", "return self._place_by_moving(kind)", "return list(kind)"),
    ("choice_rule.py", "refused.reverse()", "pass"),
    (
        "choice_rule.py",
        "return sequence[self.capacity :]",
        "return sorted(sequence[self.capacity :])",
    ),
    ("choice_rule.py", "if self.reserved_count <= self.capacity", "if True"),
    ("assignment.py", "wish, end = seats[applicant] + 1", "wish, end = seats[applicant] + 2"),
    ("assignment.py", "seat in (wish, NONE)", "seat != wish"),
    ("assignment.py", "[: batch.waitlist_size]", "[:]"),
    ("promotion.py", "elif seats[applicant] != NONE", "else"),
    ("promotion.py", "or not self.seated_may_move", ""),
    ("outcome.py", 'if code == "below_cutoff"', "if False"),
    ("outcome.py", "if is_full and on_open_seats", "if on_open_seats"),
    ("outcome.py", "rank += 1", "rank += 2"),
    ("reading.py", "elif text.count('\"') != written.count(b'\"')", "elif False"),
    ("problem.py", 'digits == "-0" or ', ""),
]

DECIDE_ALL = """
import base64, json, sys
from enrollment.selection import MalformedProblem, decide_bytes
for raw, expected in json.load(sys.stdin):
    try:
        outcome = b"".join(decide_bytes(base64.b85decode(raw)))
    except MalformedProblem:
        outcome = b""
    if outcome != base64.b85decode(expected):
        sys.exit("noticed")
"""


@pytest.fixture(scope="module")
def problems():
    """Return problems with their outcomes as JSON, a malformed one having an empty outcome."""
    raws = [canonical_bytes(json.loads(path.read_bytes())["problem"]) for path in CASES]
    for seed in range(120):
        raws.append(canonical_bytes(random_problem(seed, people=9, strictness=0.12)))
        raws.append(canonical_bytes(random_problem(seed, people=12, strictness=0.02, steps=5)))
    raws.append(canonical_bytes(two_batches(["+A3", "-A2", "-A1"])))
    pairs = [(raw, verified_bytes(raw)) for raw in raws]
    pairs += [(TEXT.replace(old, new, 1).encode(), b"") for old, new, _ in WRONG_JSON]
    return json.dumps([[encoded(part) for part in pair] for pair in pairs])


def encoded(raw):
    return base64.b85encode(raw).decode()


def says(folder, problems):
    done = subprocess.run(
        [sys.executable, "-S", "-c", DECIDE_ALL],
        input=problems,
        capture_output=True,
        check=False,
        cwd=folder,
        text=True,
    )
    return done.stderr.strip()


@pytest.fixture
def copy_of_engine(tmp_path):
    shutil.copytree(
        ENGINE, tmp_path / "enrollment/selection", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "enrollment/__init__.py").touch()
    return tmp_path


def test_nothing_is_noticed_where_nothing_is_wrong(copy_of_engine, problems):
    assert says(copy_of_engine, problems) == ""


@pytest.mark.parametrize(("name", "right", "wrong"), MUTANTS, ids=[m[1][:40] for m in MUTANTS])
def test_a_planted_fault_is_noticed(copy_of_engine, problems, name, right, wrong):
    path = copy_of_engine / "enrollment/selection" / name
    source = path.read_text()
    assert right in source
    path.write_text(source.replace(right, wrong, 1))

    assert says(copy_of_engine, problems) != ""
