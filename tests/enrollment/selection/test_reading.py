"""A problem may be written in many ways; they all mean the same."""

import json
from random import Random

from enrollment.selection import canonical_bytes, decide, decide_bytes, reading

from .markets import application, batch, problem_of, random_problem


def shuffled(value, chance):
    """Return a JSON value with the keys of all objects in another order."""
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [shuffled(part, chance) for part in value]
    return value


def written_differently(problem, chance):
    """Yield texts that mean the same problem."""
    yield canonical_bytes(problem)
    yield json.dumps(problem).encode()
    yield json.dumps(shuffled(problem, chance), indent=chance.choice([0, "\t", 3])).encode()
    yield b" \r\n\t" + json.dumps(shuffled(problem, chance), ensure_ascii=False).encode() + b"\n "
    yield json.dumps(problem).replace('"id"', '"i\\u0064"', 3).replace("B0", "\\u00420").encode()


def test_a_problem_means_the_same_however_it_is_written():
    for seed in range(120):
        problem = random_problem(seed, people=9, strictness=0.1)
        outcome = canonical_bytes(decide(problem))

        for raw in written_differently(problem, Random(seed)):
            assert b"".join(decide_bytes(raw)) == outcome, raw


def test_keys_that_no_rule_reads_are_read_over_wherever_they_stand():
    for seed in range(60):
        problem = random_problem(seed, people=9, strictness=0.1)
        chance = Random(seed)
        plain = json.loads(b"".join(decide_bytes(canonical_bytes(problem))))
        entries = [problem, problem["lottery"], *problem["batches"], *problem["applications"]]
        entries += [c for a in problem["applications"] for c in [*a["choices"], *a["trainings"]]]
        for entry in entries:
            if chance.random() < 0.3:
                entry[chance.choice(["zz", "a", "note", ""])] = chance.choice(['"\\', [{}], None])

        outcome = b"".join(decide_bytes(json.dumps(problem).encode()))

        assert outcome == canonical_bytes(decide(problem)), seed
        varying = {"problem_sha256", "digest"}
        told = json.loads(outcome)
        assert {k: v for k, v in told.items() if k not in varying} == {
            k: v for k, v in plain.items() if k not in varying
        }


def test_many_applications_are_read_in_parts_and_never_as_one_tree(monkeypatch):
    monkeypatch.setattr(reading, "read_json", None)
    for count in (0, 1, 49, 50, 51, 100, 101):
        people = [application(f"A{n}", ["B1"], written="70") for n in range(count)]
        problem = problem_of([batch("B1", criteria=["written"], capacity=3)], people)

        read = reading.read_problem(canonical_bytes(problem))

        assert sorted(form.id for form in read.forms) == sorted(a["id"] for a in people)
        assert b"".join(decide_bytes(json.dumps(problem).encode())) == canonical_bytes(
            decide(problem)
        )
