"""``static/verify/*.js``, which repeats a round in anybody's browser, against the engine."""

import base64
import hashlib
import hmac
import json
import random
from pathlib import Path

import pytest

from enrollment.selection import MalformedProblem, canonical_bytes, decide_bytes, parse
from tests.pages.screen import Browser
from tests.pages.visits import Page

from .markets import random_problem
from .test_malformed import WRONG_VALUES, with_value
from .test_malformed_text import TEXT, WRONG_JSON, WRONG_TEXTS
from .test_verifier import is_taken

CASES = sorted(Path(__file__).parent.glob("cases/*.json"))
BLANK = Page("blank", "", "/blank/", 200, {"Content-Type": "text/html"}, "<!doctype html><p>x")
DECIDE = """async problems => {
    const { outcomeOf } = await import("/static/verify/outcome.js");
    const { readProblem } = await import("/static/verify/problem.js");
    const { canon, Malformed } = await import("/static/verify/strict_json.js");
    const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    return problems.map(text => {
        try {
            return canon(outcomeOf(readProblem(bytes(text))));
        } catch (fault) {
            if (fault instanceof Malformed) return null;
            throw fault;
        }
    });
}"""
DIGESTS = """async messages => {
    const { hex, hmac, sha256, unhex } = await import("/static/verify/sha256.js");
    return messages.map(text => [sha256(unhex(text)), hex(hmac(unhex(text), unhex("00ff")))]);
}"""


def in_the_browser(script, *batches):
    """Run ``script`` in Chromium on each batch of arguments; return what it gave, in order."""
    with Browser() as browser:
        screen = browser.screen()
        screen.show(BLANK)
        return [answer for batch in batches for answer in screen.tab.evaluate(script, batch)]


def decided(raws):
    texts = [base64.b64encode(raw).decode() for raw in raws]
    batches = [texts[start : start + 200] for start in range(0, len(texts), 200)]
    return in_the_browser(DECIDE, *batches)


def test_the_browser_gives_each_worked_example_its_outcome():
    cases = [json.loads(path.read_bytes()) for path in CASES]

    given = decided([canonical_bytes(case["problem"]) for case in cases])

    for path, case, outcome in zip(CASES, cases, given, strict=True):
        assert outcome.encode() == canonical_bytes(case["expected"]), path.stem


@pytest.mark.parametrize(
    "size",
    [
        {"strictness": 0.12},
        {"strictness": 0, "people": 12, "batches": 4, "steps": 6},
        {"strictness": 0.02, "people": 20, "batches": 2, "steps": 4},
    ],
    ids=["many rules", "promotion", "crowded"],
)
def test_the_browser_and_the_engine_agree_on_random_problems(size):
    raws = [canonical_bytes(random_problem(seed, **size)) for seed in range(40_000, 40_700)]

    given = decided(raws)

    for seed, (raw, outcome) in enumerate(zip(raws, given, strict=True), start=40_000):
        assert outcome.encode() == b"".join(decide_bytes(raw)), seed


def test_the_browser_refuses_what_the_engine_refuses():
    raws = [raw for raw, _ in WRONG_TEXTS]
    raws += [TEXT.replace(old, new, 1).encode() for old, new, _ in WRONG_JSON]
    for path, value, _ in WRONG_VALUES:
        if path != "note" or value != 10**9999:
            raws.append(json.dumps(with_value(path, value)).encode())

    given = decided([canonical_bytes(with_value("round", "R1")), *raws])

    assert given[0] is not None
    assert [raw for raw, outcome in zip(raws, given[1:], strict=True) if outcome] == [
        raw for raw in raws if is_taken(parse, MalformedProblem, raw)
    ]


def test_the_browser_digests_what_python_digests():
    chance = random.Random(8)
    messages = [chance.randbytes(length) for length in [*range(140), 1000, 100_000]]

    given = in_the_browser(DIGESTS, [message.hex() for message in messages])

    assert given == [
        [hashlib.sha256(each).hexdigest(), hmac.digest(each, b"\x00\xff", "sha256").hex()]
        for each in messages
    ]
