import json
import subprocess
import sys
from pathlib import Path

import pytest

from enrollment.selection import canonical_bytes

from .brute_force import hmac_sha256
from .markets import application, batch, problem_of

ROOT = Path(__file__).parents[3]
CASE = json.loads(
    (Path(__file__).parent / "cases/031-promotion-chain-unconfirmed.json").read_bytes()
)
PROBLEM = json.dumps(CASE["problem"], indent=2).encode()
OUTCOME = canonical_bytes(CASE["expected"])


def run(*arguments, given=b""):
    """Run the engine where neither Django nor anything else outside the library can be found."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "enrollment.selection", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={},
    )


@pytest.fixture
def problem(tmp_path):
    path = tmp_path / "problem.json"
    path.write_bytes(PROBLEM)
    return path


def test_decide_reads_standard_input_or_a_path_and_writes_the_outcome(problem):
    for done in (run("decide", given=PROBLEM), run("decide", problem)):
        assert (done.returncode, done.stdout, done.stderr) == (0, OUTCOME, b"")


def test_verify_accepts_the_outcome_of_the_problem(problem):
    done = run("verify", problem, "-", given=OUTCOME)

    digest = CASE["expected"]["digest"]
    sentence = f"The outcome follows from the problem. Digest: {digest}\n"
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, sentence, b"")


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (OUTCOME + b"\n", "the way it is written"),
        (OUTCOME.replace(b"waitlisted:1", b"waitlisted:2", 1), "$.applications[1].choices[0].code"),
        (OUTCOME.replace(b'"steps":[', b'"steps":[{},', 1), "$.steps"),
        (
            OUTCOME.replace(b'"pool_rank":1', b'"pool_rank":1.0', 1),
            "$.applications[0].choices[0].pool_rank",
        ),
        (OUTCOME.replace(b'"digest"', b'"digits"', 1), "$"),
        (b"[]", "$"),
    ],
)
def test_verify_names_the_first_difference(problem, given, place):
    done = run("verify", problem, "-", given=given)

    sentence = f"The outcome does not follow from the problem. First difference: {place}\n"
    assert (done.returncode, done.stdout.decode(), done.stderr) == (1, sentence, b"")


@pytest.fixture
def of_two(tmp_path):
    """A problem of two people, of whom the better one gives up the seat of the other."""
    path = tmp_path / "problem.json"
    young = {"code": "age", "type": "age", "min": 17, "max": None}
    path.write_bytes(
        canonical_bytes(
            problem_of(
                [batch("B1", criteria=["written"]), batch("B2", gates=[young])],
                [
                    application("A1", ["B1", "B2", "B3"], written="70"),
                    application("A2", ["B1"], written="80.50"),
                ],
                steps=[[{"type": "lapse", "application": "A2"}]],
            )
        )
    )

    return path


def test_explain_tells_what_became_of_one_application_in_the_words_of_the_pages(of_two):
    done = run("explain", of_two, "A1")

    number = hmac_sha256(b"^" * 32, "selection-lottery/1", "R1", "A1").hex()
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        "A1: Waitlisted [waitlisted]\n"
        "  You are on the waitlist.\n"
        f"  Draw number: {number}\n"
        "  Wish 1, B1: Waitlist, number 1 [waitlisted:1]\n"
        "    You are number 1 on the waitlist of this class.\n"
        "    Place 2 of 2\n"
        "    Final score 70\n"
        "  Wish 2, B2: Not eligible: Condition not met: age [not_eligible:gate:age]\n"
        "    A condition of this class is not met: age. [gate:age]\n"
        "    Final score 0\n"
        "  Wish 3, B3: Not eligible: Class not in this round [not_eligible:unknown_batch]\n"
        "    This class is not part of the round. [unknown_batch]\n"
        "  Step 1: a seat in B1\n"
    )


def test_explain_speaks_indonesian_too(of_two):
    done = run("explain", of_two, "A2", "--language", "id")

    number = hmac_sha256(b"^" * 32, "selection-lottery/1", "R1", "A2").hex()
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == (
        "A2: Mendapat kursi: B1 [seated:B1]\n"
        "  Anda mendapat kursi: B1.\n"
        f"  Nomor undian: {number}\n"
        "  Pilihan 1, B1: Kursi umum [selected_open]\n"
        "    Anda mendapat kursi di kelas ini.\n"
        "    Urutan 1 dari 2\n"
        "    Nilai akhir 80.5\n"
        "  Langkah 1: kursi di B1 dilepas\n"
    )


def test_explain_does_not_know_a_stranger(problem):
    done = run("explain", problem, "A99")

    sentence = b"There is no application 'A99' in this problem.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", sentence)


@pytest.mark.parametrize("act", [["decide"], ["verify", "-", "nowhere"], ["explain", "-", "A1"]])
def test_a_malformed_problem_gives_status_2_and_one_sentence_and_no_outcome(act):
    done = run(*act, given=PROBLEM.replace(b'"capacity": 1', b'"capacity": "16"', 1))

    sentence = b'$.batches[0].capacity: expected an integer, found "16"\n'
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", sentence)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        PROBLEM[:-2],
        b"[" * 10**6,
        b'{"x":' * 10**5,
        b"9" * 10**6,
        b"-0",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"\\ud800":1}',
        b'{"":1,"":2}',
        PROBLEM.replace(b'"steps": ', b'"\xc3\xa9": 1, "steps": ', 1),
        PROBLEM.replace(b'"steps": ', b'"\\ud800": 1, "steps": ', 1),
        PROBLEM.replace(b'"steps": ', b'"steps": [], "steps": ', 1),
    ],
    ids=range(13),
)
def test_whatever_is_fed_in_gives_one_short_sentence(given):
    done = run("decide", given=given)

    assert (done.returncode, done.stdout) == (2, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert len(lines[0]) < 200


def test_a_file_that_is_not_there_gives_status_2_and_one_sentence(tmp_path):
    done = run("decide", tmp_path / "nowhere.json")

    sentence = f"{tmp_path}/nowhere.json: No such file or directory\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", sentence)
