"""What section 9 of the rules promises to applicants."""

import copy
import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path
from random import Random

from enrollment.selection import canonical_bytes, decide

from .brute_force import Round
from .markets import random_problem
from .test_definitions import random_rule

ROOT = Path(__file__).parents[3]


def places(problem, outcome=None):
    """Return how far down her list each applicant got; the length of the list means no seat."""
    lists = {a["id"]: [c["batch"] for c in a["choices"]] for a in problem["applications"]}
    seats = {a["id"]: a["seat"] for a in (outcome or decide(problem))["applications"]}
    return {i: wishes.index(seats[i]) if seats[i] else len(wishes) for i, wishes in lists.items()}


def open_problem(seed, **size):
    """A random problem in which every wish is eligible and nothing happens afterwards."""
    size = {"people": 10, "batches": 4, "steps": 0, **size}
    problem = random_problem(seed, strictness=0, **size)
    problem["lottery"]["commitment"] = None
    for batch in problem["batches"]:
        for criterion in batch["criteria"]:
            criterion["max"] = None
    return problem


def test_as_many_are_chosen_as_there_are_seats_and_a_refusal_stands_when_more_apply():
    for seed in range(300):
        chance = Random(seed)
        people = 24
        _, rule = random_rule(chance, people)
        arrivals = chance.sample(range(people), people)
        refused_before = set()

        for number in range(1, people + 1):
            holders = rule.start()
            refused = {holders.offer(i) for i in sorted(arrivals[:number])} - {None}

            assert len(holders.all()) == min(rule.capacity, number), seed
            assert refused_before <= refused, seed
            refused_before = refused


def test_every_stable_assignment_seats_the_same_people_and_fills_the_same_seats():
    for seed in range(300):
        market = Round(open_problem(seed, people=6, batches=3))

        stable = list(market.stable_assignments(market.lists))

        assert stable
        assert len({frozenset(i for i in mu if mu[i]) for mu in stable}) == 1, seed
        assert len({tuple(sorted(filter(None, mu.values()))) for mu in stable}) == 1, seed


def test_no_misreport_of_wishes_pays():
    for seed in range(150):
        problem = open_problem(seed, people=7, batches=3)
        honest = places(problem)
        for application in problem["applications"]:
            truth = application["choices"]
            wishes = [choice["batch"] for choice in truth]
            for length in range(len(truth) + 1):
                for reported in permutations(truth, length):
                    application["choices"] = list(reported)
                    seats = {a["id"]: a["seat"] for a in decide(problem)["applications"]}
                    seat = seats[application["id"]]
                    got = wishes.index(seat) if seat else len(wishes)
                    assert got >= honest[application["id"]], seed
            application["choices"] = truth


def test_more_categories_or_higher_scores_never_harm_the_applicant():
    for seed in range(300):
        chance = Random(seed)
        problem = open_problem(seed)
        before = places(problem)
        application = chance.choice(problem["applications"])

        application["facts"] = sorted({*application["facts"], chance.choice(["female", "poor"])})
        with_category = places(problem)
        chance.choice(application["choices"])["scores"]["written"] = "200"
        with_score = places(problem)

        name = application["id"]
        assert before[name] >= with_category[name] >= with_score[name], seed


def test_one_more_seat_anywhere_harms_nobody():
    for seed in range(300):
        problem = open_problem(seed)
        before = places(problem)

        Random(seed).choice(problem["batches"])["capacity"] += 1

        after = places(problem)
        assert all(after[i] <= before[i] for i in before), seed


def test_somebody_who_leaves_harms_nobody_else():
    for seed in range(300):
        problem = open_problem(seed)
        before = places(problem)
        leaver = Random(seed).choice(problem["applications"])["id"]

        problem["applications"] = [a for a in problem["applications"] if a["id"] != leaver]

        after = places(problem)
        assert all(after[i] <= before[i] for i in after), seed


def test_promotion_takes_a_seat_from_nobody_and_fills_no_more_than_there_are():
    for seed in range(400):
        problem = random_problem(seed, people=14, batches=4, steps=8, strictness=0)
        problem["lottery"]["commitment"] = None
        outcome = decide(problem)
        wishes = {a["id"]: [c["batch"] for c in a["choices"]] for a in problem["applications"]}
        seats = {a["id"]: a["seat"] for a in outcome["applications"]}
        lapsed = set()

        for events, step in zip(problem["steps"], outcome["steps"], strict=True):
            lapsed |= {event["application"] for event in events if event["type"] == "lapse"}
            for change in step["changes"]:
                name, old, new = change["application"], change["from"], change["to"]
                assert seats[name] == old
                if name in lapsed:
                    assert new is None
                else:
                    assert old is None or wishes[name].index(new) < wishes[name].index(old)
                seats[name] = new
            for batch in problem["batches"]:
                assert list(seats.values()).count(batch["id"]) <= batch["capacity"]


def test_the_order_of_batches_and_applications_changes_the_problem_digest_alone():
    for seed in range(300):
        problem = random_problem(seed, people=9, strictness=0.1)
        outcome = decide(problem)

        Random(seed).shuffle(problem["batches"])
        Random(seed).shuffle(problem["applications"])
        shuffled = decide(problem)

        varying = {"problem_sha256", "digest"}
        assert {key: shuffled[key] for key in shuffled if key not in varying} == {
            key: outcome[key] for key in outcome if key not in varying
        }


def test_deciding_leaves_the_problem_as_it_was():
    problem = random_problem(1, people=9)
    before = copy.deepcopy(problem)

    decide(problem)

    assert problem == before


def test_the_outcome_does_not_depend_on_the_seed_of_python_hashes():
    problem = canonical_bytes(random_problem(5, people=60, batches=8, strictness=0.02, steps=12))

    outcomes = {
        subprocess.run(
            [sys.executable, "-m", "enrollment.selection", "decide"],
            input=problem,
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "31337")
    }

    assert len(outcomes) == 1
