"""Bytes that are no problem are refused with one sentence, the same by whoever reads them."""

from random import Random

import pytest

from enrollment.selection import MalformedProblem, decide_bytes, parse
from enrollment.selection.canonical import canonical_bytes

from .spoilt import a_problem, refusal_by

TEXT = canonical_bytes(a_problem()).decode()


WRONG_TEXTS = [
    (b"", "line 1 column 1: not JSON (Expecting value)"),
    (b"[]", "$: expected an object, found an array"),
    (b"null", "$: expected an object, found null"),
    (TEXT.encode() + b"x", f"line 1 column {len(TEXT) + 1}: not JSON (Extra data)"),
    (TEXT[:-1].encode(), f"line 1 column {len(TEXT)}: not JSON (Expecting ',' delimiter)"),
    (b"\xef\xbb\xbf" + TEXT.encode(), "$: a byte order mark stands before the text"),
    (TEXT.encode("utf-16"), "byte 0: not UTF-8"),
    (b'{"round":"\xed\xa0\x80"}', "byte 10: not UTF-8"),
    (b'{"round":"\n"}', "line 1 column 11: not JSON (Invalid control character at)"),
    (b'{"a":1,"a":1}', '$: expected an object, found an object with the key "a" twice'),
    (b"[" * 100_000, "$: nested too deep"),
    (b'{"a":' * 100_000, "$: nested too deep"),
]


@pytest.mark.parametrize(
    ("raw", "sentence"), WRONG_TEXTS, ids=[sentence for *_, sentence in WRONG_TEXTS]
)
def test_text_that_is_no_strict_json_is_refused(raw, sentence):
    assert refusal_by(parse, raw) == refusal_by(decide_bytes, raw) == sentence


WRONG_JSON = [
    ('"capacity":1', '"capacity":1e2', "$.batches[0].capacity: expected an integer, found 1e2"),
    ('"capacity":1', '"capacity":1.0', "$.batches[0].capacity: expected an integer, found 1.0"),
    ('"capacity":1', '"capacity":-0', "$.batches[0].capacity: expected an integer, found -0"),
    ('"capacity":1', '"capacity":NaN', "$.batches[0].capacity: expected an integer, found NaN"),
    (
        '"capacity":1',
        f'"capacity":{"9" * 10**6}',
        "$.batches[0].capacity: expected an integer, found a number of 1000000 characters",
    ),
    (
        '"capacity":1',
        '"capacity":1,"capacity":1',
        '$.batches[0]: expected an object, found an object with the key "capacity" twice',
    ),
    (
        '"capacity":1',
        '"capacity":1,"c\\u0061pacity":1',
        '$.batches[0]: expected an object, found an object with the key "capacity" twice',
    ),
    (
        '"entropy":null',
        '"entropy":"\\ud834"',
        '$.lottery.entropy: expected text without lone surrogates, found "\\ud834"',
    ),
    (
        '"written":"70"',
        '"written":"70","written":null',
        "$.applications[0].choices[0].scores: "
        'expected an object, found an object with the key "written" twice',
    ),
    (
        '"steps":',
        '"x":-0,"steps":',
        "$.x: expected text, an integer, true, false or null, found -0",
    ),
    (
        '"steps":',
        '"x":{"y":[1E2]},"steps":',
        "$.x.y[0]: expected text, an integer, true, false or null, found 1E2",
    ),
    (
        '"steps":',
        f'"{"k" * 10**6}":0.5,"steps":',
        f'$["{"k" * 56}...]: expected text, an integer, true, false or null, found 0.5',
    ),
    (
        '"capacity":1',
        f'"capacity":1,"{"k" * 10**6}":1,"{"k" * 10**6}":1',
        f'$.batches[0]: expected an object, found an object with the key "{"k" * 56}... twice',
    ),
    (
        '"steps":',
        f'"x":{"[" * 300}{"]" * 300},"steps":',
        f"$.x{'[0]' * 200}: nested more than 200 deep",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "sentence"), WRONG_JSON, ids=[sentence[:70] for *_, sentence in WRONG_JSON]
)
def test_json_that_a_problem_may_not_contain_is_refused_with_its_place(old, new, sentence):
    raw = TEXT.replace(old, new, 1).encode()

    assert raw != TEXT.encode()
    assert refusal_by(parse, raw) == refusal_by(decide_bytes, raw) == sentence


def test_every_truncation_is_refused():
    raw = TEXT.encode()
    for length in range(len(raw)):
        assert refusal_by(parse, raw[:length]) == refusal_by(decide_bytes, raw[:length])


def test_one_changed_byte_is_refused_the_same_way_by_whoever_reads():
    raw, chance = TEXT.encode(), Random(7)
    for _ in range(3000):
        place = chance.randrange(len(raw))
        spoilt = raw[:place] + bytes([chance.choice(b'"\\{}[],:0-.e \x80\tx1')]) + raw[place + 1 :]
        assert result_of(parse, spoilt) == result_of(decide_bytes, spoilt), spoilt


def result_of(read, raw):
    try:
        read(raw)
    except MalformedProblem as refusal:
        return str(refusal)
    return None
