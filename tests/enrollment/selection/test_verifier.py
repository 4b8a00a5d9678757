"""``static/verify/verify_selection.py``, which anybody may take home, against the engine."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from enrollment.selection import MalformedProblem, canonical_bytes, decide, decide_bytes, parse
from enrollment.selection.reduced import reduced_problem

from .markets import application, batch, problem_of, random_problem
from .test_malformed import WRONG_VALUES, with_value
from .test_malformed_text import TEXT, WRONG_JSON, WRONG_TEXTS

SCRIPT = Path(__file__).parents[3] / "static/verify/verify_selection.py"
CASES = sorted(Path(__file__).parent.glob("cases/*.json"))

spec = importlib.util.spec_from_file_location("verify_selection", SCRIPT)
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)


def verified_bytes(raw):
    return verifier.canon(verifier.outcome_of(verifier.read_problem(raw)))


def test_the_verifier_shares_nothing_with_the_portal():
    imported = {line.split()[1] for line in SCRIPT.read_text().splitlines() if "import " in line}

    assert "enrollment" not in SCRIPT.read_text()
    assert {name for name in imported if name not in sys.stdlib_module_names} <= {"nothing"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_verifier_gives_each_worked_example_its_outcome(path):
    case = json.loads(path.read_bytes())

    assert verified_bytes(canonical_bytes(case["problem"])) == canonical_bytes(case["expected"])


@pytest.mark.parametrize(
    "size",
    [
        {"strictness": 0.12},
        {"strictness": 0, "people": 12, "batches": 4, "steps": 6},
        {"strictness": 0.02, "people": 20, "batches": 2, "steps": 4},
    ],
    ids=["many rules", "promotion", "crowded"],
)
def test_the_verifier_and_the_engine_agree_on_random_problems(size):
    for seed in range(10_000, 10_700):
        raw = canonical_bytes(random_problem(seed, **size))

        assert verified_bytes(raw) == b"".join(decide_bytes(raw)), seed


def test_the_verifier_refuses_what_the_engine_refuses():
    raws = [canonical_bytes(with_value("round", "R1")), *(raw for raw, _ in WRONG_TEXTS)]
    raws += [TEXT.replace(old, new, 1).encode() for old, new, _ in WRONG_JSON]
    for path, value, _ in WRONG_VALUES:
        if path != "note" or value != 10**9999:
            raws.append(json.dumps(with_value(path, value)).encode())

    verdicts = [is_taken(verifier.read_problem, verifier.Malformed, raw) for raw in raws]

    assert verdicts == [is_taken(parse, MalformedProblem, raw) for raw in raws]
    assert verdicts[0] and verdicts.count(True) < 4


def is_taken(read, refusal, raw):
    try:
        read(raw)
    except refusal:
        return False
    return True


# The command


def run(*arguments):
    command = [sys.executable, "-I", "-S", SCRIPT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


@pytest.fixture
def published(tmp_path):
    """The four published files of a round of two batches and three people."""
    full = problem_of(
        [
            batch("B1", criteria=["written"], reserves=[("women", ["female"], 1)]),
            batch("B2", mode="lottery", capacity=2),
        ],
        [
            application("A1", ["B1", "B2"], written="70"),
            application("A2", ["B2", "B1"], facts=["female"], written="60"),
            application("A3", ["B1"]),
        ],
        steps=[[{"type": "lapse", "application": "A1"}]],
    )
    full["lottery"] |= {
        "commitment": verifier.sha256(bytes.fromhex(full["lottery"]["seed"])),
        "entropy": "dice:41526",
    }
    rules = {
        "format": "intake-rules/1",
        "intake": "R1",
        "max_choices": None,
        "upgrade": "unconfirmed",
        "lottery": {"scope": "round", "entropy_source": "dice"},
        "batches": full["batches"],
    }
    reduced = reduced_problem(full)
    listed = [[a["id"], "p" * 8, [c["batch"] for c in a["choices"]]] for a in full["applications"]]
    files = {"rules": rules, "list": listed, "problem": reduced, "outcome": decide(reduced)}
    for name, value in files.items():
        (tmp_path / f"{name}.json").write_bytes(canonical_bytes(value))
    return tmp_path


def test_the_command_repeats_a_round_from_its_published_files(published):
    files = sorted(published.glob("*.json"))
    rules, listed = [(published / f"{name}.json").read_bytes() for name in ("rules", "list")]
    commitment = verifier.sha256(b"^" * 32)

    done = run(
        *files,
        "--english",
        f"--commitment={commitment}",
        f"--rules-sha256={verifier.sha256(rules)}",
        f"--list-sha256={verifier.sha256(listed)}",
        "--code=A1",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "OK    the outcome is, byte for byte, what the problem gives\n"
        f"OK    the seed is the one committed to: {commitment}\n"
        "OK    commitment is the one that you noted down\n"
        "      public value used: dice:41526\n"
        "OK    the rules of the problem are the published rules "
        f"(SHA-256 {verifier.sha256(rules)})\n"
        "OK    SHA-256 (rules) is the one that you noted down\n"
        "OK    all codes of the problem are on the list at closing, wishes in order "
        f"(SHA-256 {verifier.sha256(listed)})\n"
        "OK    SHA-256 (list) is the one that you noted down\n"
        "      3 applications on the list at closing; 2 of them have an eligible wish\n"
        "A1: seated:B1\n"
        "      1. B1: selected_open\n"
        "      2. B2: seated_elsewhere:B1\n"
        "      +1: B1 > -\n"
        "Everything agrees.\n"
    )


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("outcome", b'"seated:B1"', b'"seated:B2"'),
        ("outcome", b"}", b"} "),
        ("problem", b"dice:41526", b"dice:41525"),
        ("problem", b'"place":"1"', b'"place":"2"'),
        ("rules", b'"capacity":2', b'"capacity":3'),
        ("rules", b'"seats":1', b'"seats":0'),
        ("rules", b'"unconfirmed"', b'"none"'),
        ("rules", b'"scope":"round"', b'"scope":"batch"'),
        ("rules", b'"mode":"lottery"', b'"mode":"merit"'),
        ("list", b'["B1","B2"]', b'["B2","B1"]'),
        ("list", b'"A1"', b'"A7"'),
    ],
)
def test_the_command_finds_whatever_was_changed(published, name, old, new):
    path = published / f"{name}.json"
    changed = path.read_bytes().replace(old, new, 1)
    assert changed != path.read_bytes()
    path.write_bytes(changed)

    done = run(*published.glob("*.json"))

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("BEDA") == 1
    assert done.stdout.endswith("Ada yang TIDAK cocok.\n")


def test_a_digest_that_differs_from_the_noted_one_is_told(published):
    done = run(*published.glob("*.json"), "--commitment", "0" * 64)

    assert done.returncode == 1
    assert "BEDA  commitment sama dengan yang Anda catat\n" in done.stdout


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b'{"format":[]}', b"[" * 10**6])
def test_a_file_that_is_none_of_the_published_gives_status_2_and_one_sentence(published, raw):
    (published / "problem.json").write_bytes(raw)

    done = run(*published.glob("*.json"))

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Traceback" not in done.stderr
