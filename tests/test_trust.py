"""The page of promises names tests that exist."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = (PROJECT / "docs" / "trust.md").read_text()
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def missing(text):
    """Return the tests named in ``text`` that are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in _tests_of(path)]


def _tests_of(path):
    if not (PROJECT / path).exists():
        return set()
    tree = ast.parse((PROJECT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def _rows():
    rows = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| P")]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_test_that_is_named_exists():
    assert missing(PAGE) == []


def test_a_test_that_is_gone_is_noticed():
    gone = ["tests/test_trust.py::test_of_nothing", "tests/test_of_nothing.py::test_x"]
    here = "tests/test_trust.py::test_every_test_that_is_named_exists"

    assert missing(f"`{gone[0]}`, `{here}`, `{gone[1]}`") == gone


def test_every_promise_has_its_tests_or_says_what_it_lacks():
    rows = _rows()

    assert [number for number, *_others in rows] == [f"P{n}" for n in range(1, len(rows) + 1)]
    for _number, promise, tests, lacking in rows:
        assert promise
        assert NAMED.search(tests) or lacking
