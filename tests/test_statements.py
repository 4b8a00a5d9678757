"""The page of accessibility names tests that exist, for residents and for staff."""

from tests.pages_of_proof import NAMED, PROJECT, missing, rows

PAGE = (PROJECT / "docs" / "accessibility.md").read_text()
SECTIONS = [(1, 17), (20, 25), (30, 36), (40, 45), (50, 57), (60, 79)]
STATEMENTS = [f"A-{n:02}" for first, last in SECTIONS for n in range(first, last + 1)]


def test_every_test_that_is_named_exists():
    assert missing(PAGE) == []


def test_every_statement_has_its_tests_or_says_that_there_is_none():
    statements = rows(PAGE, "A")

    assert [number for number, *_others in statements] == STATEMENTS
    for _number, statement, tests, lacking in statements:
        assert statement
        assert NAMED.search(tests) or (tests == "none yet" and lacking)
