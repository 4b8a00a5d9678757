"""The engine against the rules by definition, on markets small enough to enumerate."""

from itertools import permutations
from random import Random

import pytest

from enrollment.selection import canonical_bytes, decide
from enrollment.selection.choice_rule import ChoiceRule

from . import brute_force
from .brute_choice import BatchByDefinition
from .markets import batch, random_problem

SIZES = {
    "many rules": {"strictness": 0.15},
    "some rules": {"strictness": 0.04, "steps": 5},
    "no rule in the way": {"strictness": 0, "steps": 5},
    "one crowded batch": {"strictness": 0, "people": 9, "batches": 1},
    "two crowded batches": {"strictness": 0, "people": 8, "batches": 2, "steps": 6},
    "four batches": {"strictness": 0, "people": 5, "batches": 4},
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_an_outcome_is_what_the_definitions_say_byte_for_byte(size):
    for seed in range(600):
        problem = random_problem(seed, **size)

        raw = canonical_bytes(decide(problem))

        assert raw == brute_force.outcome_bytes(problem), seed


def random_rule(chance, people):
    """Return the same random choice rule by definition and as in the engine."""
    names = "pqrs"[: chance.randint(1, 4)]
    facts = {i: [f for f in names if chance.random() < 0.5] for i in range(people)}
    spec = batch(
        "B",
        capacity=chance.randint(0, people + 1),
        reserve_mode=chance.choice(["minimum_guarantee", "over_and_above"]),
        reserves=[(name, [name], chance.randint(0, 3)) for name in names],
    )
    defined = BatchByDefinition(spec, list(range(people)), facts)
    rule = ChoiceRule(
        capacity=spec["capacity"],
        seats=[reserve["seats"] for reserve in spec["reserves"]],
        takes_merit_first=spec["reserve_mode"] == "over_and_above",
        categories=[tuple(sorted(defined.kinds[i])) for i in range(people)],
    )
    return defined, rule


def test_one_batch_chooses_labels_and_queues_as_defined_whatever_the_order_of_arrival():
    for seed in range(700):
        chance = Random(seed)
        people = chance.randint(1, 9)
        defined, rule = random_rule(chance, people)
        pool = frozenset(range(people))

        holders = rule.start()
        refused = {holders.offer(i) for i in chance.sample(range(people), people)} - {None}

        chosen = defined.choice(pool, defined.spec["capacity"])
        assert holders.all() == sorted(chosen), seed
        assert refused == pool - chosen, seed
        assert holders.reserved() == defined.guaranteed(pool, defined.spec["capacity"]), seed
        labels = {i: f"reserve:{'pqrs'[c]}" for i, c in rule.labels(holders).items()}
        assert {i: labels.get(i, "open") for i in chosen} == defined.labels(pool), seed
        assert rule.next_in_line(sorted(pool)) == defined.waitlist(chosen, pool - chosen), seed


def test_both_definitions_of_the_choice_are_one():
    for seed in range(300):
        chance = Random(seed)
        people = chance.randint(1, 8)
        defined, _ = random_rule(chance, people)
        pool, capacity = frozenset(range(people)), defined.spec["capacity"]

        on_merit, rest, left = defined.split(pool, capacity)
        guaranteed = defined.guaranteed(pool, capacity)
        others = [i for i in rest if i not in guaranteed][: left - len(guaranteed)]

        assert defined.choice(pool, capacity) == {*on_merit, *guaranteed, *others}, seed


def test_huge_numbers_of_seats_cost_nothing():
    most = 2**53 - 1
    for reserve_mode in ("minimum_guarantee", "over_and_above"):
        for capacity, seats in permutations([most, 2], 2):
            rule = ChoiceRule(
                capacity=capacity,
                seats=[seats, seats],
                takes_merit_first=reserve_mode == "over_and_above",
                categories=[(), (0,), (0, 1), ()],
            )
            holders = rule.start()

            refused = [holders.offer(i) for i in range(4)]

            assert len(holders.all()) == min(4, capacity)
            assert refused.count(None) == min(4, capacity)
            assert len(rule.next_in_line([0, 1, 2, 3])) == max(0, 4 - capacity)
