"""The page of complaints names tests that exist, for each of the seven and for each limit."""

from tests.pages_of_proof import NAMED, PROJECT, missing, rows

PAGE = (PROJECT / "docs" / "complaints.md").read_text()


def test_every_test_that_is_named_exists():
    assert missing(PAGE) == []


def test_each_of_the_seven_says_what_stands_in_its_way_and_what_proves_it():
    complaints = rows(PAGE, "C")

    assert [number for number, *_others in complaints] == [f"C{n}" for n in range(1, 8)]
    for _number, complaint, protection, tests, taken_out in complaints:
        assert complaint and protection
        assert NAMED.search(tests) and NAMED.search(taken_out)


def test_each_limit_has_its_guard_its_ways_and_its_tests():
    limits = rows(PAGE, "L")

    assert [number for number, *_others in limits] == [f"L{n}" for n in range(1, len(limits) + 1)]
    for _number, limit, guard, ways, tests in limits:
        assert limit and guard and ways
        assert NAMED.search(tests)
