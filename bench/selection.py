"""Time whole selection rounds: a problem as JSON in, its outcome as JSON out, in one process.

    python -m bench.selection [APPLICANTS ...]

Each applicant ranks five of the batches of 20 seats, half of them with the guarantee and half with
reserves over and above; each batch has four reserves for overlapping categories. Prints seconds of
wall and of CPU, peak memory and the exponent of growth from one size to the next.
"""

import json
import math
import os
import subprocess
import sys
import time
from random import Random
from tempfile import TemporaryFile

from bench import verdicts

SIZES = [1_000, 10_000, 100_000, 300_000]
BOUND = {100_000: (10, 500)}
WISHES = 5
SEATS = 20
APPLICANTS_PER_SEAT = 2
FACTS = ["female", "disabled", "dtks", "young"]


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print("applicants  batches  problem MB  seconds  CPU s  peak MB  growth")
    measured = []
    for applicants in sizes:
        with TemporaryFile() as problem:
            # Written elsewhere: a child is born as big as its parent, and its peak would be ours.
            write = f"from bench.selection import write; write({applicants})"
            subprocess.run([sys.executable, "-c", write], stdout=problem, check=True)
            size = problem.tell()
            seconds, cpu, peak = timed_round(problem)
        measured.append((applicants, cpu))
        growth = exponent(*measured[-2:]) if measured[1:] else ""
        bound = ""
        if applicants in BOUND:
            bound = "bound {} s, {} MB".format(*BOUND[applicants])
            most_seconds, most_memory = BOUND[applicants]
            verdicts.at_most(f"round of {applicants:,}: wall", seconds, most_seconds, "s")
            verdicts.at_most(f"round of {applicants:,}: memory", peak, most_memory, "MB")
        print(
            f"{applicants:10}  {batch_count(applicants):7}  {size / 1e6:10.1f}"
            f"  {seconds:7.2f}  {cpu:5.2f}  {peak:7.0f}  {growth:6}  {bound}",
            flush=True,
        )
    from_10k = [point for point in measured if point[0] >= 10_000]
    if from_10k[1:]:
        print(f"growth from 10k to the largest: {exponent(from_10k[0], from_10k[-1])}")


def exponent(before, after):
    """Return the exponent of growth from one (size, seconds) to another, as text."""
    (small, quick), (large, slow) = before, after
    if small == large:
        return ""
    return f"n^{math.log(slow / quick) / math.log(large / small):.2f}"


def write(applicants):
    json.dump(problem_of(applicants), sys.stdout)


def timed_round(problem):
    """Decide a problem in a process of its own; return seconds, CPU seconds and megabytes."""
    with TemporaryFile() as outcome:
        problem.seek(0)
        started = time.perf_counter()
        command = [sys.executable, "-m", "enrollment.selection", "decide"]
        process = subprocess.Popen(command, stdin=problem, stdout=outcome)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or outcome.tell() == 0:
            raise SystemExit(f"deciding failed with status {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def batch_count(applicants):
    return max(WISHES, applicants // (SEATS * APPLICANTS_PER_SEAT))


def problem_of(applicants):
    """Return the same crowded problem every time."""
    chance = Random(applicants)
    batches = [batch(chance, n) for n in range(batch_count(applicants))]
    names = [batch["id"] for batch in batches]
    return {
        "format": "selection-problem/1",
        "round": "bench",
        "lottery": {
            "seed": chance.randbytes(32).hex(),
            "commitment": None,
            "entropy": "dice:3141592653",
            "scope": "round",
        },
        "max_choices": WISHES,
        "upgrade": "unconfirmed",
        "batches": batches,
        "applications": [application(chance, n, names) for n in range(applicants)],
        "steps": [],
    }


def batch(chance, number):
    return {
        "id": f"B{number}",
        "programme": f"programme-{number % 40}",
        "capacity": SEATS,
        "mode": "merit",
        "reserve_mode": ["minimum_guarantee", "over_and_above"][number % 2],
        "reference_date": "2026-03-01",
        "retrain": {"years": 2, "scope": "same_programme"},
        "gates": [
            {"code": "age", "type": "age", "min": 17, "max": 60},
            {"code": "residency", "type": "has_any", "facts": ["ktp:pekalongan"]},
        ],
        "criteria": [
            {"id": criterion, "weight": weight, "max": "100", "minimum": None, "required": True}
            for criterion, weight in (("written", "0.4"), ("interview", "0.6"))
        ],
        "minimum_merit": "20",
        "ties": ["interview"],
        "reserves": [
            {"category": fact, "any_of": [fact], "seats": chance.randint(1, 5)} for fact in FACTS
        ],
        "waitlist_size": None,
    }


def application(chance, number, names):
    return {
        "id": f"A{number}",
        "person": f"P{number}",
        "seq": 0,
        "withdrawn": False,
        "holds_seat": False,
        "birth_date": f"{chance.randint(1970, 2008)}-0{chance.randint(1, 9)}-15",
        "facts": ["ktp:pekalongan", *(fact for fact in FACTS if chance.random() < 0.3)],
        "trainings": [],
        "choices": [
            {
                "batch": name,
                "scores": {
                    "written": str(chance.randint(20, 100)),
                    "interview": f"{chance.randint(2000, 10000) / 100}",
                },
            }
            for name in chance.sample(names, WISHES)
        ],
    }


if __name__ == "__main__":
    main()
