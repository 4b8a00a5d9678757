"""A value that no problem may have is refused with one sentence that names its place."""

import json

import pytest

from enrollment.selection import decide, parse
from enrollment.selection.canonical import canonical_bytes

from .spoilt import a_problem, refusal_by

AN_ID = "expected an id of 1 to 64 characters A-Z a-z 0-9 . _ : -"
A_DAY = "expected a day as YYYY-MM-DD"
A_NUMBER = 'expected a decimal number as text like "71.25"'


def with_value(path, value):
    """Return a problem with ``value`` at a path such as ``batches.0.id``."""
    problem = part = a_problem()
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        part = part[step]
    part[last] = value
    return problem


def test_the_problem_that_the_tables_spoil_is_good():
    assert parse(canonical_bytes(a_problem())) == a_problem()


WRONG_VALUES = [
    ("batches.0.capacity", "16", '$.batches[0].capacity: expected an integer, found "16"'),
    ("batches.1.capacity", None, "$.batches[1].capacity: expected an integer, found null"),
    ("batches.1.capacity", True, "$.batches[1].capacity: expected an integer, found true"),
    ("batches.1.capacity", 1.0, "$.batches[1].capacity: expected an integer, found 1.0"),
    (
        "batches.1.capacity",
        -1,
        "$.batches[1].capacity: expected an integer of 0 or more, found -1",
    ),
    (
        "batches.1.capacity",
        2**53,
        "$.batches[1].capacity: expected an integer of less than 2^53, found 9007199254740992",
    ),
    (
        "batches.0.gates.0.min",
        -(2**53),
        "$.batches[0].gates[0].min: expected an integer of less than 2^53, found -9007199254740992",
    ),
    (
        "batches.0.gates.0.max",
        "17",
        '$.batches[0].gates[0].max: expected an integer, found "17"',
    ),
    (
        "batches.0.gates.1.type",
        "has_some",
        '$.batches[0].gates[1].type: expected "age" or "has_any" or "has_all" or "has_none", '
        'found "has_some"',
    ),
    (
        "batches.0.gates.1.facts",
        [1.5],
        f"$.batches[0].gates[1].facts[0]: {AN_ID}, found 1.5",
    ),
    (
        "batches.0.gates.0",
        {"code": "x", "type": 1},
        '$.batches[0].gates[0].type: expected "age" or "has_any" or "has_all" or "has_none", '
        "found 1",
    ),
    (
        "batches.0.gates.1.facts",
        None,
        "$.batches[0].gates[1].facts: expected an array, found null",
    ),
    ("batches.1.id", "B1", '$.batches[1].id: "B1" stands twice'),
    ("applications.1.id", "A1", '$.applications[1].id: "A1" stands twice'),
    ("batches.0.id", "", f'$.batches[0].id: {AN_ID}, found ""'),
    ("batches.0.id", "x" * 65, f'$.batches[0].id: {AN_ID}, found "{"x" * 56}...'),
    ("round", "R 1", f'$.round: {AN_ID}, found "R 1"'),
    ("round", "R1\n", f'$.round: {AN_ID}, found "R1\\n"'),
    ("round", "é", f'$.round: {AN_ID}, found "\\u00e9"'),
    ("round", 7, f"$.round: {AN_ID}, found 7"),
    ("format", "2", '$.format: expected "selection-problem/1", found "2"'),
    ("upgrade", [], '$.upgrade: expected "none" or "unconfirmed", found an array'),
    ("lottery", None, "$.lottery: expected an object, found null"),
    ("lottery.seed", "5E", '$.lottery.seed: expected 64 lower-case hex digits, found "5E"'),
    (
        "lottery.commitment",
        "",
        '$.lottery.commitment: expected 64 lower-case hex digits, found ""',
    ),
    ("lottery.entropy", 1, "$.lottery.entropy: expected text, found 1"),
    (
        "lottery.entropy",
        "\udc00",
        '$.lottery.entropy: expected text without lone surrogates, found "\\udc00"',
    ),
    ("lottery.scope", "all", '$.lottery.scope: expected "round" or "batch", found "all"'),
    ("max_choices", -1, "$.max_choices: expected an integer of 0 or more, found -1"),
    ("batches", {}, "$.batches: expected an array, found an object"),
    ("batches.0", [], "$.batches[0]: expected an object, found an array"),
    (
        "batches.0.mode",
        "quick",
        '$.batches[0].mode: expected "merit" or "lottery", found "quick"',
    ),
    (
        "batches.0.reference_date",
        "2026-02-29",
        f'$.batches[0].reference_date: {A_DAY}, found "2026-02-29"',
    ),
    (
        "batches.0.reference_date",
        "0000-01-01",
        f'$.batches[0].reference_date: {A_DAY}, found "0000-01-01"',
    ),
    (
        "batches.0.reference_date",
        "20260301",
        f'$.batches[0].reference_date: {A_DAY}, found "20260301"',
    ),
    (
        "batches.0.reference_date",
        "2026-W01-1",
        f'$.batches[0].reference_date: {A_DAY}, found "2026-W01-1"',
    ),
    (
        "batches.0.reference_date",
        "٢٠٢٦-01-01",
        f'$.batches[0].reference_date: {A_DAY}, found "\\u0662\\u0660\\u0662\\u0666-01-01"',
    ),
    (
        "batches.0.retrain.scope",
        "all",
        '$.batches[0].retrain.scope: expected "any" or "same_programme", found "all"',
    ),
    (
        "batches.0.criteria.0.required",
        1,
        "$.batches[0].criteria[0].required: expected true or false, found 1",
    ),
    (
        "batches.0.criteria.0.weight",
        None,
        f"$.batches[0].criteria[0].weight: {A_NUMBER}, found null",
    ),
    ("batches.0.ties", ["interview"], '$.batches[0].ties[0]: "interview" is no criterion'),
    ("batches.0.ties", ["written"] * 2, '$.batches[0].ties[1]: "written" is named before'),
    (
        "batches.0.reserves",
        [{"category": "c", "any_of": [], "seats": 0}] * 2,
        '$.batches[0].reserves[1].category: "c" stands twice',
    ),
    ("batches.0.minimum_merit", 40, f"$.batches[0].minimum_merit: {A_NUMBER}, found 40"),
    (
        "applications.0.birth_date",
        "1900-02-29",
        f'$.applications[0].birth_date: {A_DAY}, found "1900-02-29"',
    ),
    (
        "applications.0.withdrawn",
        "no",
        '$.applications[0].withdrawn: expected true or false, found "no"',
    ),
    ("applications.0.facts", ["ktp", 1], f"$.applications[0].facts[1]: {AN_ID}, found 1"),
    (
        "applications.0.trainings.0.completed_on",
        "2020-02-30",
        f'$.applications[0].trainings[0].completed_on: {A_DAY}, found "2020-02-30"',
    ),
    (
        "applications.0.choices.1.scores.written",
        70,
        f"$.applications[0].choices[1].scores.written: {A_NUMBER}, found 70",
    ),
    (
        "applications.0.choices.1.scores.unused:1",
        "",
        f'$.applications[0].choices[1].scores["unused:1"]: {A_NUMBER}, found ""',
    ),
    ("steps.0", {}, "$.steps[0]: expected an array, found an object"),
    (
        "steps.0.0.type",
        "decline",
        '$.steps[0][0].type: expected "confirm" or "lapse", found "decline"',
    ),
    (
        "note",
        [1, {"a": 0.5}],
        "$.note[1].a: expected text, an integer, true, false or null, found 0.5",
    ),
    ("note", "\ud800", '$.note: expected text without lone surrogates, found "\\ud800"'),
    ("batches.0.catatan_é", 1, '$.batches[0]["catatan_\\u00e9"]: a key must be ASCII text'),
    ("note", {"é": 1}, '$.note["\\u00e9"]: a key must be ASCII text'),
    ("note", {1: 1}, "$.note[1]: a key must be ASCII text"),
    ("note", 2**60, "$.note: expected an integer of less than 2^53, found 1152921504606846976"),
    (
        "note",
        10**9999,
        "$.note: expected an integer of less than 2^53, found an integer of 33216 bits",
    ),
]


@pytest.mark.parametrize(
    ("path", "value", "sentence"), WRONG_VALUES, ids=[path for path, *_ in WRONG_VALUES]
)
def test_a_wrong_value_is_refused_with_its_place(path, value, sentence):
    assert refusal_by(decide, with_value(path, value)) == sentence


@pytest.mark.parametrize(
    "number",
    ["", "+70", "-1", "070", "7.", ".5", "1e2", "1,5", " 1", "1 ", "1\n", "٧", "NaN", "9" * 101],
)
def test_a_number_in_another_notation_is_refused(number):
    problem = with_value("batches.0.minimum_merit", number)

    assert refusal_by(decide, problem).startswith(f"$.batches[0].minimum_merit: {A_NUMBER}, found ")


@pytest.mark.parametrize("number", ["0", "0.0", "70.00", "9" * 100, "0." + "9" * 98])
def test_a_number_in_the_right_notation_is_read(number):
    decide(with_value("batches.0.minimum_merit", number))


def objects_within(value, place="$"):
    """Yield each object in a JSON value with its place."""
    if isinstance(value, dict):
        yield place, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in pairs:
        if isinstance(part, dict | list):
            suffix = f"[{step}]" if isinstance(step, int) else f".{step}"
            yield from objects_within(part, place + suffix)


def test_every_key_must_be_there():
    problem = a_problem()
    for place, part in objects_within(problem):
        if not place.endswith(".scores"):
            for key in list(part):
                value = part.pop(key)
                assert refusal_by(decide, problem) == f'{place}: the key "{key}" is missing'
                part[key] = value


def test_extra_keys_change_the_digest_of_the_problem_alone():
    problem, plain = a_problem(), decide(a_problem())
    for place, part in list(objects_within(problem)):
        if not place.endswith(".scores"):
            part["extra"] = {"b\t/": ["é𝄞\x7f\x1f", {}, [[]], -1, None, True], "a": ""}

    outcome = decide(parse(json.dumps(problem, indent=1).encode()))

    varying = {"problem_sha256", "digest"}
    assert {key for key in plain if outcome[key] != plain[key]} == varying
