import pytest

from enrollment.selection import canonical_bytes, decide
from enrollment.selection.eligibility import UNKNOWN, Rules

from . import brute_force
from .markets import application, batch, problem_of


def gate(kind, *facts, code="g", **bounds):
    if kind == "age":
        return {"code": code, "type": kind, "min": None, "max": None, **bounds}
    return {"code": code, "type": kind, "facts": list(facts)}


@pytest.mark.parametrize(
    ("rule", "held", "denied", "verdict"),
    [
        (gate("has_any", "a", "b"), {"a"}, None, True),
        (gate("has_any", "a", "b"), {"c"}, None, False),
        (gate("has_any", "a", "b"), {"b"}, {"a"}, True),
        (gate("has_any", "a", "b"), set(), {"a"}, None),
        (gate("has_any", "a", "b"), set(), {"a", "b"}, False),
        (gate("has_any"), {"a"}, None, False),
        (gate("has_any"), {"a"}, set(), False),
        (gate("has_all", "a", "b"), {"a", "b", "c"}, None, True),
        (gate("has_all", "a", "b"), {"a"}, None, False),
        (gate("has_all", "a", "b"), {"a"}, set(), None),
        (gate("has_all", "a", "b"), {"a"}, {"b"}, False),
        (gate("has_all", "a", "b"), {"a", "b"}, set(), True),
        (gate("has_all"), set(), set(), True),
        (gate("has_none", "a", "b"), {"c"}, None, True),
        (gate("has_none", "a", "b"), {"b"}, None, False),
        (gate("has_none", "a", "b"), {"b"}, set(), False),
        (gate("has_none", "a", "b"), set(), {"a"}, None),
        (gate("has_none", "a", "b"), set(), {"a", "b"}, True),
        (gate("has_none"), {"a"}, None, True),
    ],
)
def test_a_gate_of_facts_passes_fails_or_stays_open(rule, held, denied, verdict):
    rules = Rules(batch("B1", gates=[rule]))

    assert rules.gates[0].passes(held, denied) is verdict
    assert rules.failing_gates(facts=held, denied=denied) == ["gate:g"] * (verdict is False)
    if denied is not None:
        assert rules.open_gates(facts=held, denied=denied) == ["gate:g"] * (verdict is None)


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [
        ("2008-02-29", 18),
        ("2008-03-01", 18),
        ("2008-03-02", 17),
        ("2026-03-01", 0),
        ("2026-03-02", -1),
        ("0001-01-01", 2025),
    ],
)
def test_age_is_counted_in_birthdays_until_the_reference_date(birth_date, age):
    exactly, older = gate("age", min=age, max=age), gate("age", min=age + 1, code="older")
    rules = Rules(batch("B1", reference_date="2026-03-01", gates=[exactly, older]))

    assert rules.age(birth_date) == age
    assert rules.failing_gates(facts=set(), birth_date=birth_date) == ["gate:older"]


def test_an_age_gate_without_a_birth_date_fails_or_stays_open():
    rules = Rules(batch("B1", gates=[gate("age")]))

    assert rules.failing_gates(facts=set(), birth_date=None) == ["gate:g"]
    assert rules.failing_gates(facts=set(), birth_date=UNKNOWN) == []
    assert rules.open_gates(facts=set(), denied=set(), birth_date=None) == []
    assert rules.open_gates(facts=set(), denied=set(), birth_date=UNKNOWN) == ["gate:g"]


def test_someone_born_on_29_february_is_a_year_older_on_1_march_in_a_common_year():
    on_28_february = Rules(batch("B1", reference_date="2026-02-28"))
    on_1_march = Rules(batch("B1", reference_date="2026-03-01"))

    assert (on_28_february.age("2008-02-29"), on_1_march.age("2008-02-29")) == (17, 18)


@pytest.mark.parametrize(
    ("completed_on", "reference_date", "is_recent"),
    [
        ("2024-03-01", "2026-03-01", False),
        ("2024-03-02", "2026-03-01", True),
        ("2024-02-29", "2026-02-28", True),
        ("2024-02-29", "2026-03-01", False),
        ("2030-01-01", "2026-03-01", True),
    ],
)
def test_a_training_blocks_for_its_years_without_date_arithmetic(
    completed_on, reference_date, is_recent
):
    retrain = {"years": 2, "scope": "same_programme"}
    rules = Rules(batch("B1", reference_date=reference_date, retrain=retrain))
    training = {"programme": "sewing", "completed_on": completed_on}

    assert rules.is_trained_recently([training]) is is_recent
    assert rules.is_trained_recently([{**training, "programme": "welding"}]) is False
    assert rules.is_trained_recently(UNKNOWN) is False


def test_years_without_end_block_for_ever():
    rules = Rules(batch("B1", retrain={"years": 2**53 - 1, "scope": "any"}))

    assert rules.is_trained_recently([{"programme": "x", "completed_on": "0001-01-01"}]) is True


def test_all_reasons_stand_in_their_order():
    spec = batch(
        "B1",
        retrain={"years": 9, "scope": "any"},
        gates=[gate("has_any", "a", code="x"), gate("age"), gate("has_all", "b", code="x")],
        criteria=["written"],
        minimum_merit="100",
    )
    spec["criteria"] += [
        {"id": "m", "weight": "0.5", "max": "9", "minimum": "8", "required": False},
        {"id": "o", "weight": "1", "max": "9", "minimum": "10", "required": True},
    ]
    wish = application("A1", ["B1"], o="9.5")
    wish |= {
        "holds_seat": True,
        "trainings": [{"programme": "p", "completed_on": "2025-01-01"}],
    }
    before = ["holds_seat", "trained_recently", "gate:x", "gate:g", "gate:x"]

    wish["choices"][0]["scores"] = {"written": None, "o": "9.5"}
    reasons, merit = judged(spec, wish)
    assert reasons == [*before, "missing_score:written", "below_minimum:m", "score_out_of_range:o"]
    assert merit is None

    wish["choices"][0]["scores"] = {"written": "70.25", "o": "9", "m": "8.5"}
    reasons, merit = judged(spec, wish)
    assert reasons == [*before, "below_minimum:o", "below_minimum_merit"]
    assert merit == "83.5"


def judged(spec, wish):
    """Return the reasons against the one wish of an application, and its merit."""
    [entry] = decide(problem_of([spec], [wish]))["applications"]
    return entry["choices"][0]["reasons"], entry["choices"][0]["merit"]


def test_a_score_on_a_bound_is_good_enough():
    spec = batch("B1", minimum_merit="35")
    spec["criteria"] = [
        {"id": "c", "weight": "0.5", "max": "70.00", "minimum": "70", "required": True}
    ]

    assert judged(spec, application("A1", ["B1"], c="70.0")) == ([], "35")


LONG = "9" * 50 + "." + "9" * 49


@pytest.mark.parametrize(
    ("weights", "scores", "merit"),
    [
        (["0.4", "0.6"], ["70", "70.00"], "70"),
        (["0.10", "0"], ["0.10", "9"], "0.01"),
        (["100", "1"], ["1", "0.000"], "100"),
        (["0", "0.0"], ["1", "2"], "0"),
        (["1", "1"], ["0.1", "0.2"], "0.3"),
        ([LONG, "0." + "0" * 97 + "1"], [LONG, "0." + "0" * 97 + "1"], None),
    ],
)
def test_merit_is_exact_and_written_without_needless_digits(weights, scores, merit):
    names = ["c1", "c2"]
    spec = batch("B1", criteria=names)
    for criterion, weight in zip(spec["criteria"], weights, strict=True):
        criterion["weight"] = weight
    problem = problem_of(
        [spec], [application("A1", ["B1"], **dict(zip(names, scores, strict=True)))]
    )

    outcome = decide(problem)

    assert canonical_bytes(outcome) == brute_force.outcome_bytes(problem)
    if merit is not None:
        assert outcome["applications"][0]["choices"][0]["merit"] == merit


def test_the_hundredth_digit_decides():
    spec = batch("B1", criteria=["written"], minimum_merit="0." + "0" * 97 + "1")
    scores = ["0." + "0" * 97 + "3", "0." + "0" * 97 + "2", "0"]
    problem = problem_of(
        [spec],
        [application(f"A{n}", ["B1"], written=score) for n, score in enumerate(reversed(scores))],
    )

    outcome = decide(problem)

    assert [application["code"] for application in outcome["applications"]] == [
        "not_eligible",
        "waitlisted",
        "seated:B1",
    ]
