"""Pages of the documentation that name, in a table, the tests that prove what they say."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
NAMED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def missing(text):
    """Return the tests named in ``text`` that are not there."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in _tests_of(path)]


def rows(text, letter):
    """Return the cells of each row of a table whose first cell is ``letter`` and a number."""
    lines = [line for line in text.splitlines() if re.match(rf"\| {letter}-?\d", line)]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def _tests_of(path):
    if not (PROJECT / path).exists():
        return set()
    tree = ast.parse((PROJECT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
