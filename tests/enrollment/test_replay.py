"""A published round is decided again elsewhere: another process, another place, another order."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from accounts.models import Person
from enrollment.choices import OfferAnswer
from enrollment.models import Application, Choice, FactClaim, Score, Sitting
from enrollment.selection import canonical_bytes, decide_bytes
from enrollment.services.freezing import problem_parts
from enrollment.services.offers import answer_offer
from enrollment.services.standings import problem_with_steps
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, close, open_round, published, read_again

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
ENGINE = [sys.executable, "-m", "enrollment.selection"]
VERIFIER = [sys.executable, "-S", ROOT / "static/verify/verify_selection.py"]
ELSEWHERE = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "31337", "TZ": "Pacific/Kiritimati", "LC_ALL": "id_ID.UTF-8"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
]


def a_round():
    """Open two classes with a guaranteed seat; enter twelve people, many of them alike."""
    selection_round = open_round(3, 2, reserves=[("difabel", ["disability"], 1)])
    batches = batches_of(selection_round)
    for place in range(12):
        application = apply_for(
            selection_round,
            *(batches if place % 3 else reversed(batches)),
            score=70 + place // 4,
        )
        if place % 5 == 0:
            FactClaim.objects.create(
                application=application,
                fact_type_id="disability",
                status="verified",
                decided_at=application.created_at,
                decided_by=UserFactory(roles=["verifier"]),
            )
    return selection_round


def elsewhere(command, **variables):
    return subprocess.run(
        command,
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "", **variables},
    )


@pytest.fixture
def moved_round():
    selection_round = published(a_round())
    for _turn in range(2):
        holder = Application.objects.filter(status="seated").order_by("pk").first()
        answer_offer(holder.offers.open().get(), OfferAnswer.DECLINE, actor=holder.user)
    return read_again(selection_round)


@pytest.mark.parametrize("variables", ELSEWHERE, ids=lambda variables: variables["TZ"])
def test_a_published_round_is_decided_again_elsewhere_byte_for_byte(
    moved_round, tmp_path, variables
):
    run = moved_round.approved_run
    problem, outcome = tmp_path / "problem.json", tmp_path / "outcome.json"
    problem.write_bytes(run.problem.encode())
    outcome.write_bytes(run.outcome.encode())
    now = problem_with_steps(moved_round)
    (tmp_path / "now.json").write_bytes(now)

    again = elsewhere([*ENGINE, "decide", problem], **variables)
    moved = elsewhere([*ENGINE, "decide", tmp_path / "now.json"], **variables)
    verified = elsewhere([*VERIFIER, problem, outcome], **variables)

    assert again.stdout == run.outcome.encode()
    assert json.loads(again.stdout)["digest"] == run.digest
    assert moved.stdout == b"".join(decide_bytes(now))
    steps = moved_round.steps_of_the_result.values_list("entry", flat=True)
    assert json.loads(moved.stdout)["steps"] == list(steps) != []
    assert (verified.returncode, verified.stderr) == (0, b"")


def test_an_outcome_with_two_people_exchanged_is_told(moved_round, tmp_path):
    run = moved_round.approved_run
    problem, outcome = tmp_path / "problem.json", tmp_path / "outcome.json"
    problem.write_bytes(run.problem.encode())
    told = json.loads(run.outcome)
    (first, *_others), (waits, *_more) = (told["batches"][0][key] for key in ("seats", "waitlist"))
    told["batches"][0]["waitlist"][0] = first["application"]
    first["application"] = waits
    outcome.write_bytes(canonical_bytes(told))

    assert elsewhere([*VERIFIER, problem, outcome]).returncode == 1


def test_the_order_in_which_rows_lie_in_the_database_leaves_no_mark_on_the_problem():
    selection_round = a_round()
    before = problem_as_if_closed(selection_round)

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in (Application, Choice, FactClaim, Sitting, Score, Person):
            table = model._meta.db_table
            cursor.execute(f"CREATE INDEX backwards ON {table} (id DESC)")
            cursor.execute(f"CLUSTER {table} USING backwards")
            cursor.execute("DROP INDEX backwards")
        for shortcut in ("indexscan", "indexonlyscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{shortcut} = off")
        cursor.execute("SELECT array_agg(id) FROM (SELECT id FROM enrollment_application) AS lying")
        (lying,) = cursor.fetchone()
        cursor.execute("SET ROLE blk_app")

    assert lying == sorted(lying, reverse=True)
    assert problem_as_if_closed(selection_round) == before


def problem_as_if_closed(selection_round):
    with transaction.atomic():
        problem = b"".join(problem_parts(close(read_again(selection_round))))
        transaction.set_rollback(True)
    return problem
