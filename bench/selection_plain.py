"""Time deferred acceptance alone, beside the package ``matching`` at the sizes it can finish.

    python -m bench.selection_plain [APPLICANTS ...]

Each applicant ranks five of the batches of 20 seats, without reserves; each batch has a strict
order of its applicants. Both solve the same market, and the seats are compared. ``matching`` is a
package for the bench alone (``requirements-bench.in``).
"""

import gc
import importlib.util
import sys
import time
from array import array
from random import Random
from types import SimpleNamespace

from bench.selection import APPLICANTS_PER_SEAT, SEATS, WISHES, exponent
from enrollment.selection.assignment import Lists, deferred_acceptance
from enrollment.selection.choice_rule import ChoiceRule
from enrollment.selection.market import NONE

SIZES = [1_000, 10_000, 100_000, 300_000]
MOST_FOR_MATCHING = 4_000


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print("applicants  engine s  growth  matching s  ratio")
    before = None
    for applicants in sizes:
        market = market_of(applicants)
        lists = Lists(market.starts[:-1], market.starts[1:], market.positions)
        gc.disable()
        started = time.process_time()
        seats, _ = deferred_acceptance(market, lists)
        seconds = time.process_time() - started
        gc.enable()
        growth = exponent(before, (applicants, seconds)) if before else ""
        before = applicants, seconds
        other, ratio = "-", ""
        if applicants <= MOST_FOR_MATCHING:
            other, ratio = beside_matching(market, seats, seconds)
        print(f"{applicants:10}  {seconds:8.3f}  {growth:6}  {other:>10}  {ratio}", flush=True)


def market_of(applicants):
    """Return a market as the engine has it, with wishes and orders at random."""
    chance = Random(applicants)
    batch_count = max(WISHES, applicants // (SEATS * APPLICANTS_PER_SEAT))
    batch_of = array("i")
    for _ in range(applicants):
        batch_of.extend(chance.sample(range(batch_count), WISHES))
    wishes = [array("i") for _ in range(batch_count)]
    for wish, batch in enumerate(batch_of):
        wishes[batch].append(wish)
    positions = array("i", [NONE]) * len(batch_of)
    for own in wishes:
        chance.shuffle(own)
        for position, wish in enumerate(own):
            positions[wish] = position
    rules = [
        ChoiceRule(capacity=SEATS, seats=[], takes_merit_first=False, categories=()) for _ in wishes
    ]
    return SimpleNamespace(
        starts=array("i", range(0, len(batch_of) + 1, WISHES)),
        applicants=array("i", [wish // WISHES for wish in range(len(batch_of))]),
        batch_of=batch_of,
        positions=positions,
        batches=[
            SimpleNamespace(wishes=own, rule=rule) for own, rule in zip(wishes, rules, strict=True)
        ],
    )


def beside_matching(market, seats, seconds):
    """Solve the market with ``matching``; return its seconds and the ratio as texts."""
    if importlib.util.find_spec("matching") is None:
        return "missing", ""
    games = importlib.import_module("matching.games")
    people = range(len(seats))
    wishes = {a: [market.batch_of[w] for w in range(a * WISHES, (a + 1) * WISHES)] for a in people}
    orders = {
        b: [wish // WISHES for wish in batch.wishes] for b, batch in enumerate(market.batches)
    }
    orders = {b: order for b, order in orders.items() if order}
    started = time.process_time()
    game = games.HospitalResident.create_from_dictionaries(
        wishes, orders, dict.fromkeys(orders, SEATS)
    )
    solved = game.solve(optimal="resident")
    other = time.process_time() - started
    theirs = {
        resident.name: hospital.name for hospital, held in solved.items() for resident in held
    }
    ours = {a: market.batch_of[wish] for a, wish in enumerate(seats) if wish != NONE}
    if ours != theirs:
        raise SystemExit("the two do not agree")
    return f"{other:.2f}", f"{other / seconds:.0f} times"


if __name__ == "__main__":
    main()
