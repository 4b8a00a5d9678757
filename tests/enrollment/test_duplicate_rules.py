"""Each rule finds what it is for, and no more."""

from datetime import date
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.duplicate_rules import MOST_OF_A_FAMILY, Facts, is_likely, matches_of, pairs_among

BORN, LATER = date(1999, 4, 12), date(2001, 1, 2)


def entry(person, name="Siti Aminah", born=BORN, phone="", card="", gender="P"):
    return Facts(person, name, born, phone, card, gender)


def found(*entries):
    return {
        pair: [str(match) for match in matches] for pair, matches in pairs_among(entries).items()
    }


def test_the_same_name_needs_the_same_birth_date():
    assert found(entry(1), entry(2, "SITI  aminah")) == {(1, 2): ["name"]}
    assert found(entry(1), entry(2, born=LATER)) == {}
    assert found(entry(1, born=None), entry(2, born=None)) == {}


def test_another_spelling_of_the_name_is_told_apart_from_the_same():
    assert found(entry(1, "Muhammad Rizki"), entry(2, "M. Rizky")) == {(1, 2): ["near_name"]}
    assert found(entry(1, "Muhammad Rizki"), entry(2, "Ahmad Rizki")) == {}


def test_a_name_of_one_word_is_looked_for_in_longer_ones():
    assert found(entry(1, "Sutrisno"), entry(2, "Sutrisno Hadi")) == {(1, 2): ["part_of_name"]}
    assert found(entry(1, "Siti Aminah"), entry(2, "Siti Nur Aminah")) == {(1, 2): ["part_of_name"]}
    assert found(entry(1, "Sutrisno"), entry(2, "Hadi Sutrisna")) == {}
    assert found(entry(1, "Sutrisno"), entry(2, "Sutrisno Hadi", born=LATER)) == {}
    assert found(entry(1, "Maya", gender="L"), entry(2, "Maya Indah")) == {}
    assert found(entry(1, ""), entry(2, "Sutrisno")) == {}


def test_a_wrong_birth_date_is_seen_through_phone_or_card():
    same_phone = found(entry(1, phone="+62811"), entry(2, born=LATER, phone="+62811"))
    same_card = found(entry(1, card="abc"), entry(2, "Sitti Aminah", born=LATER, card="abc"))

    assert same_phone == {(1, 2): ["other_date", "phone"]}
    assert same_card == {(1, 2): ["other_date", "card"]}


def test_twins_and_families_are_hints_and_no_more():
    twins = [
        entry(1, "Rina Wati", phone="+62811", card="abc"),
        entry(2, "Rini Wati", phone="+62811", card="abc"),
    ]

    assert found(*twins) == {(1, 2): ["phone", "card"]}
    assert not is_likely(matches_of(*twins))


def test_what_nobody_gave_is_not_in_common():
    assert found(entry(1, "Rina", phone="", card=""), entry(2, "Dewi", phone="", card="")) == {}


def test_the_number_of_an_office_pairs_nobody():
    family = [entry(n, f"Orang {n}", phone="+62811") for n in range(MOST_OF_A_FAMILY)]
    office = [*family, entry(99, "Orang 99", phone="+62811")]

    assert len(found(*family)) == MOST_OF_A_FAMILY * (MOST_OF_A_FAMILY - 1) // 2
    assert found(*office) == {}


def test_many_of_one_name_are_each_compared_with_the_first():
    many = [entry(n) for n in range(50)]

    assert sorted(found(*many)) == [(0, n) for n in range(1, 50)]


people = st.lists(
    st.builds(
        entry,
        person=st.integers(1, 10_000),
        name=st.sampled_from(
            ["Siti Aminah", "Sitti Aminah", "Siti", "Rina", "M. Ali", "Moh Ali", ""]
        ),
        born=st.sampled_from([BORN, LATER, None]),
        phone=st.sampled_from(["", "+62811", "+62812"]),
        card=st.sampled_from(["", "abc", "def"]),
    ),
    max_size=MOST_OF_A_FAMILY,
    unique_by=lambda one: one.person,
)


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(people)
def test_groups_find_what_comparing_each_with_each_finds(entries):
    by_hand = {
        (one.person, other.person): matches
        for one, other in combinations(sorted(entries, key=lambda each: each.person), 2)
        if (matches := matches_of(one, other))
    }

    assert pairs_among(entries) == by_hand
