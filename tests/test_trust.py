"""The page of promises names tests that exist."""

from tests.pages_of_proof import NAMED, PROJECT, missing, rows

PAGE = (PROJECT / "docs" / "trust.md").read_text()


def test_every_test_that_is_named_exists():
    assert missing(PAGE) == []


def test_a_test_that_is_gone_is_noticed():
    gone = ["tests/test_trust.py::test_of_nothing", "tests/test_of_nothing.py::test_x"]
    here = "tests/test_trust.py::test_every_test_that_is_named_exists"

    assert missing(f"`{gone[0]}`, `{here}`, `{gone[1]}`") == gone


def test_every_promise_has_its_tests_or_says_what_it_lacks():
    promises = rows(PAGE, "P")

    numbers = [f"P{n}" for n in range(1, len(promises) + 1)]
    assert [number for number, *_others in promises] == numbers
    for _number, promise, tests, lacking in promises:
        assert promise
        assert NAMED.search(tests) or lacking
