"""Which entries of the register may be one person: pure rules over a few facts of each.

A phone number or a family card alone is no sign, for a family shares both: it is told as a hint. A
number or card that more than ``MOST_OF_A_FAMILY`` people give belongs to an office or a hostel
and pairs nobody.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.utils.functional import cached_property

from accounts.names import key_of_words, name_words
from enrollment.choices import LIKELY, Match

MOST_OF_A_FAMILY = 10
MOST_WORDS = 5


@dataclass(frozen=True)
class Facts:
    """What is compared of one entry; ``card`` is the blind index of the family card."""

    person: int
    name: str
    birth_date: date | None
    phone: str
    card: str
    gender: str = ""

    @cached_property
    def plain_name(self):
        return " ".join(self.name.casefold().split())

    @cached_property
    def in_order(self):
        return name_words(self.name)

    @cached_property
    def words(self):
        return frozenset(self.in_order)

    @cached_property
    def key(self):
        return key_of_words(self.in_order)


def pairs_among(entries):
    """Return ``{(person, person): matches}`` of all that have anything in common.

    The smaller number stands first. Each group is found by a key, so that a whole city costs one
    look at everybody.
    """
    by_number = {entry.person: entry for entry in entries}
    found = set()
    for pairs in (
        _in_groups(entries, _named_and_born, None),
        _in_groups(entries, lambda entry: entry.phone, MOST_OF_A_FAMILY),
        _in_groups(entries, lambda entry: entry.card, MOST_OF_A_FAMILY),
        _within_longer_names(entries),
    ):
        found.update(pairs)
    return {
        pair: matches
        for pair in sorted(found)
        if (matches := matches_of(by_number[pair[0]], by_number[pair[1]]))
    }


def matches_of(one, other):
    """Return what two entries have in common, in the order of ``Match``."""
    same_date = one.birth_date is not None and one.birth_date == other.birth_date
    same_key = bool(one.key) and one.key == other.key
    found = set()
    if one.phone and one.phone == other.phone:
        found.add(Match.PHONE)
    if one.card and one.card == other.card:
        found.add(Match.CARD)
    if same_date and same_key:
        found.add(Match.NAME if one.plain_name == other.plain_name else Match.NEAR_NAME)
    elif same_date and _is_within(one, other):
        found.add(Match.PART_OF_NAME)
    elif same_key and found:
        found.add(Match.OTHER_BIRTH_DATE)
    return [match for match in Match if match in found]


def is_likely(matches):
    return not set(LIKELY).isdisjoint(matches)


def _named_and_born(entry):
    return (entry.key, entry.birth_date) if entry.key and entry.birth_date else None


def _in_groups(entries, key, most):
    groups = defaultdict(list)
    for entry in entries:
        if shared := key(entry):
            groups[shared].append(entry.person)
    for people in groups.values():
        if most is None or len(people) <= most:
            yield from _pairs(people)


def _pairs(people):
    """Each with each; of a large group each with the first, for they are one question."""
    people = sorted(people)
    if len(people) <= MOST_OF_A_FAMILY:
        return combinations(people, 2)
    return ((people[0], other) for other in people[1:])


def _within_longer_names(entries):
    """Pairs of one date of birth in which the words of one name are among those of the other."""
    whole = defaultdict(list)
    for entry in entries:
        if entry.birth_date and entry.words:
            whole[entry.birth_date, entry.words].append(entry.person)
    for (born, words), people in list(whole.items()):
        for shorter in _parts(words):
            for other in whole.get((born, shorter), ()):
                yield from ((min(one, other), max(one, other)) for one in people)


def _parts(words):
    if len(words) > MOST_WORDS:
        return
    for size in range(1, len(words)):
        yield from map(frozenset, combinations(words, size))


def _is_within(one, other):
    if one.gender != other.gender:
        return False
    shorter, longer = sorted([one.words, other.words], key=len)
    return bool(shorter) and shorter < longer and len(longer) <= MOST_WORDS
