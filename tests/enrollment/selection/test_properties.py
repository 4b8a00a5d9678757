"""Properties of the choice rule and of rounds, searched for counterexamples by Hypothesis."""

from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrollment.selection import decide
from enrollment.selection.choice_rule import ChoiceRule

from .brute_choice import BatchByDefinition
from .brute_force import Round
from .markets import application, batch, problem_of
from .test_guarantees import places

CATEGORIES = "pqr"
MODES = st.sampled_from(["minimum_guarantee", "over_and_above"])
KINDS = st.sets(st.sampled_from(CATEGORIES)).map(sorted)

quickly = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def rules(draw):
    """Draw a choice rule by definition and as in the engine, and an order of arrival."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=8))
    spec = batch(
        "B",
        capacity=draw(st.integers(0, 9)),
        reserve_mode=draw(MODES),
        reserves=[(name, [name], draw(st.integers(0, 3))) for name in CATEGORIES],
    )
    defined = BatchByDefinition(spec, list(range(len(kinds))), kinds)
    rule = ChoiceRule(
        capacity=spec["capacity"],
        seats=[reserve["seats"] for reserve in spec["reserves"]],
        takes_merit_first=spec["reserve_mode"] == "over_and_above",
        categories=[tuple(sorted(defined.kinds[i])) for i in range(len(kinds))],
    )
    return defined, rule, draw(st.permutations(range(len(kinds))))


@st.composite
def markets(draw):
    """Draw a problem of up to five people and three batches in which every wish is eligible."""
    names = ["B1", "B2", "B3"]
    batches = [
        batch(
            name,
            capacity=draw(st.integers(0, 2)),
            criteria=["written"],
            reserve_mode=draw(MODES),
            reserves=[(c, [c], draw(st.integers(0, 2))) for c in CATEGORIES[:2]],
        )
        for name in names
    ]
    people = [
        application(
            f"A{n}",
            draw(st.permutations(names))[: draw(st.integers(1, 3))],
            facts=draw(KINDS),
            written=str(draw(st.integers(0, 4))),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    return problem_of(batches, people)


@quickly
@given(rules())
def test_whoever_was_refused_stays_refused_and_no_seat_is_left_free(drawn):
    defined, rule, arrivals = drawn
    holders, refused = rule.start(), set()
    for number, position in enumerate(arrivals, start=1):
        out = holders.offer(position)
        refused |= set() if out is None else {out}

        pool = frozenset(arrivals[:number])
        assert refused == pool - defined.choice(pool, rule.capacity)
        assert len(holders.all()) == min(rule.capacity, number)
    pool = frozenset(arrivals)
    assert rule.next_in_line(sorted(pool)) == defined.waitlist(holders.all(), sorted(refused))


@quickly
@given(markets())
def test_the_engine_finds_the_one_stable_assignment_that_is_best_for_everybody(problem):
    market = Round(problem)
    seats = {entry["id"]: entry["seat"] for entry in decide(problem)["applications"]}

    assert seats == market.best_stable(market.lists)


@quickly
@given(markets())
def test_nobody_gains_by_another_list(problem):
    honest = places(problem)
    for entry in problem["applications"]:
        truth = entry["choices"]
        wishes = [choice["batch"] for choice in truth]
        for length in range(len(truth) + 1):
            for reported in permutations(truth, length):
                entry["choices"] = list(reported)
                seats = {other["id"]: other["seat"] for other in decide(problem)["applications"]}
                seat = seats[entry["id"]]
                assert (wishes.index(seat) if seat else len(wishes)) >= honest[entry["id"]]
        entry["choices"] = truth


@quickly
@given(markets(), st.sampled_from(CATEGORIES), st.integers(0, 4))
def test_one_more_category_or_a_higher_score_harms_nobody_who_has_it(problem, fact, who):
    before = places(problem)
    entry = problem["applications"][who % len(problem["applications"])]

    entry["facts"] = sorted({*entry["facts"], fact})
    with_category = places(problem)
    entry["choices"][0]["scores"]["written"] = "9"
    with_score = places(problem)

    assert before[entry["id"]] >= with_category[entry["id"]] >= with_score[entry["id"]]


@quickly
@given(markets(), st.integers(0, 4))
def test_somebody_who_lapses_takes_a_seat_from_nobody(problem, who):
    leaver = problem["applications"][who % len(problem["applications"])]["id"]
    before = places(problem)
    problem["steps"] = [[{"type": "lapse", "application": leaver}]]
    outcome = decide(problem)
    wishes = {a["id"]: [c["batch"] for c in a["choices"]] for a in problem["applications"]}

    for change in outcome["steps"][0]["changes"]:
        name = change["application"]
        if name != leaver:
            assert wishes[name].index(change["to"]) < before[name]
