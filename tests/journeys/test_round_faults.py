"""A worker dies in the middle of a round, and the round comes to the same end, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.models import Placement, RoundAttempt, Run, SelectionRound
from enrollment.selection import canonical_bytes, decide
from enrollment.services.freezing import build_problem
from enrollment.services.running import request_run
from enrollment.tasks import decide_selection_round, resume_interrupted_rounds
from tests.factories.rounds import apply_for, batches_of, close, open_round, read_again
from tests.journeys.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.fault]
PEOPLE = 12


@pytest.fixture
def asked_for(journey_database):
    """A closed round of two classes, with reserves, that somebody asked to run."""
    selection_round = open_round(3, 2, reserves=[("women", ["woman"], 1)])
    first, second = batches_of(selection_round)
    for place in range(PEOPLE):
        wishes = (first, second) if place % 2 else (second, first)
        apply_for(selection_round, *wishes, score=60 + place, person__gender="LP"[place % 2])
    return request_run(close(selection_round), actor=None)


def is_decided(selection_round):
    return SelectionRound.objects.filter(pk=selection_round.pk, status="decided").exists()


def undisturbed_outcome(selection_round):
    """What comes out when nothing goes wrong: the outcome of the problem as it stands."""
    return canonical_bytes(decide(build_problem(read_again(selection_round)))).decode()


def let_the_watchdog_find_it(worker):
    """Say that half a minute has passed without a word, and let the periodic task look."""
    RoundAttempt.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))
    worker.send(resume_interrupted_rounds)


@pytest.mark.parametrize("place", ["frozen", "decided", "writing"])
def test_a_killed_worker_ends_in_the_same_outcome_once(
    asked_for, celery_worker_process, hold, place
):
    expected = undisturbed_outcome(asked_for)
    held = hold(place)
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    celery_worker_process.kill()
    held.let_go()

    assert (Run.objects.count(), Placement.objects.count()) == (0, 0)
    assert read_again(asked_for).status == "frozen"
    frozen = read_again(asked_for).problem_sha256

    celery_worker_process.start()
    let_the_watchdog_find_it(celery_worker_process)
    wait_until(lambda: is_decided(asked_for))

    (run,) = Run.objects.all()
    assert run.outcome == expected
    assert run.problem_sha256 == frozen
    assert Placement.objects.count() == PEOPLE * 2
    first, second = RoundAttempt.objects.order_by("number")
    assert (first.number, first.ended_at) == (1, None)
    assert (second.number, second.phase, second.ended_at is not None) == (2, "done", True)


def test_the_same_round_sent_twice_is_run_by_one_worker(asked_for, celery_worker_process, hold):
    held = hold("frozen")
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    celery_worker_process.send(decide_selection_round, asked_for.pk)
    wait_until(lambda: celery_worker_process.log_text().count("succeeded in") == 1)
    held.let_go()
    wait_until(lambda: is_decided(asked_for))

    assert Run.objects.count() == RoundAttempt.objects.count() == 1


def test_the_row_of_an_attempt_tells_of_progress_while_the_transaction_is_open(
    asked_for, celery_worker_process, hold
):
    held = hold("writing")
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    def heartbeat():
        return RoundAttempt.objects.values_list("phase", "heartbeat_at").get()

    wait_until(lambda: heartbeat()[0] == "writing")
    first = heartbeat()
    wait_until(lambda: heartbeat() > first)

    assert Placement.objects.count() == 0
    held.let_go()
    wait_until(lambda: is_decided(asked_for))
