"""Whatever dies in the middle of a round, it comes to the same end, once.

``FAULT_REPEATS=10`` holds every fault ten times; ``make faults`` does.
"""

import json
import os
import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from blk_portal.local_services.processes import signal_group
from enrollment.models import Offer, Placement, RoundAttempt, Run, Seat, SelectionRound
from enrollment.selection import canonical_bytes, decide
from enrollment.services.freezing import build_problem
from enrollment.services.publishing import request_publication
from enrollment.services.running import request_run, run_round
from enrollment.tasks import (
    decide_selection_round,
    publish_due_rounds,
    publish_selection_round,
    resume_interrupted_rounds,
)
from notices.models import Notice
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    read_again,
    set_dates,
)
from tests.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.fault]
PEOPLE = 12
PLACES = ["frozen", "decided", "writing"]


def pytest_generate_tests(metafunc):
    turns = int(os.environ.get("FAULT_REPEATS", "1"))
    if turns > 1:
        metafunc.fixturenames.append("turn")
        metafunc.parametrize("turn", range(1, turns + 1))


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


def look_again_until(condition, look):
    """Call ``look`` every two seconds, as the schedule would, until ``condition`` is met.

    What dies only after one look is found by a later one.
    """
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at
        look()
        next_look_at = time.monotonic() + 2
        while not condition() and time.monotonic() < next_look_at:
            time.sleep(0.05)


def watch_until(condition, worker):
    """Let the watchdog look, for which silence from one look to the next is half a minute of it.

    An attempt that gives a sign of life is at work, however slowly, and is left alone.
    """
    heard = {}

    def look():
        for attempt in RoundAttempt.objects.filter(ended_at=None):
            if heard.get(attempt.pk) == attempt.heartbeat_at:
                same = RoundAttempt.objects.filter(pk=attempt.pk, heartbeat_at=heard[attempt.pk])
                same.update(heartbeat_at=timezone.now() - timedelta(seconds=31))
            else:
                heard[attempt.pk] = attempt.heartbeat_at
        worker.send(resume_interrupted_rounds)

    look_again_until(condition, look)


def watch_until_decided(selection_round, worker):
    watch_until(lambda: is_decided(selection_round), worker)


def assert_ended_once(expected):
    (run,) = Run.objects.all()
    assert run.outcome == expected
    assert Placement.objects.count() == PEOPLE * 2


@pytest.mark.parametrize("place", PLACES)
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


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_process_of_the_pool_is_followed_by_another(
    asked_for, celery_worker_process, hold, place
):
    expected = undisturbed_outcome(asked_for)
    held = hold(place)
    celery_worker_process.send(decide_selection_round, asked_for.pk)

    os.kill(held.wait(), signal.SIGKILL)
    held.let_go()

    watch_until_decided(asked_for, celery_worker_process)
    assert_ended_once(expected)


@pytest.mark.parametrize("place", PLACES)
def test_a_killed_main_process_leaves_no_second_run_behind(
    asked_for, celery_worker_process, hold, place
):
    """Its orphan may come to the end by itself, or not."""
    expected = undisturbed_outcome(asked_for)
    held = hold(place)
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()
    killed = celery_worker_process.child.process

    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    held.let_go()
    celery_worker_process.start()

    try:
        watch_until_decided(asked_for, celery_worker_process)
        assert_ended_once(expected)
    finally:
        signal_group(killed.pid, signal.SIGKILL)


@pytest.mark.parametrize("place", PLACES)
def test_a_round_outlives_a_restart_of_postgresql(
    asked_for, celery_worker_process, hold, cut_off_postgresql, place
):
    expected = undisturbed_outcome(asked_for)
    held = hold(place)
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    with cut_off_postgresql():
        held.let_go()
        wait_until(lambda: " retry: " in celery_worker_process.log_text())

    watch_until_decided(asked_for, celery_worker_process)
    assert_ended_once(expected)


def test_the_sign_of_life_outlives_a_restart_of_postgresql(
    asked_for, celery_worker_process, hold, cut_off_postgresql
):
    expected = undisturbed_outcome(asked_for)
    held = hold("decided")
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    with cut_off_postgresql():
        broken_at = timezone.now()
    wait_until(lambda: RoundAttempt.objects.filter(heartbeat_at__gt=broken_at).exists())
    held.let_go()

    watch_until_decided(asked_for, celery_worker_process)
    assert_ended_once(expected)


def test_a_round_outlives_the_death_of_redis(
    asked_for, celery_worker_process, hold, supervisor, private_redis
):
    expected = undisturbed_outcome(asked_for)
    child, url = private_redis
    held = hold("decided")
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    held.let_go()
    supervisor.start(child)
    wait_until(lambda: answers(url))

    watch_until_decided(asked_for, celery_worker_process)
    assert_ended_once(expected)


def test_a_round_goes_on_while_redis_hangs(asked_for, celery_worker_process, hold, private_redis):
    expected = undisturbed_outcome(asked_for)
    child, _url = private_redis
    held = hold("decided")
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    held.wait()

    os.kill(child.process.pid, signal.SIGSTOP)
    try:
        held.let_go()
        wait_until(lambda: is_decided(asked_for))
        assert_ended_once(expected)
    finally:
        os.kill(child.process.pid, signal.SIGCONT)


def test_a_round_whose_message_was_flushed_is_handed_out_again(
    asked_for, celery_worker_process, private_redis
):
    expected = undisturbed_outcome(asked_for)
    celery_worker_process.kill()
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    with Redis.from_url(private_redis[1]) as redis:
        redis.flushall()
    long_ago = timezone.now() - timedelta(seconds=31)
    SelectionRound.objects.update(run_requested_at=long_ago)

    celery_worker_process.start()
    celery_worker_process.send(resume_interrupted_rounds)

    wait_until(lambda: is_decided(asked_for))
    assert_ended_once(expected)


@pytest.mark.parametrize("victim", ["child", "group"])
def test_nothing_is_awarded_or_told_twice_when_publication_is_killed(
    asked_for, celery_worker_process, hold, victim
):
    run_round(asked_for)
    approve(asked_for)
    past = timezone.now() - timedelta(seconds=1)
    set_dates(asked_for, round_runs_at=past, announced_at=past)
    held = hold("publishing")
    celery_worker_process.send(publish_due_rounds)
    pid = held.wait()
    assert Seat.objects.count() == Offer.objects.count() == Notice.objects.count() == 0

    if victim == "child":
        os.kill(pid, signal.SIGKILL)
    else:
        celery_worker_process.kill()
    held.let_go()
    if victim == "group":
        celery_worker_process.start()
    look_again_until(
        lambda: read_again(asked_for).status == "published",
        lambda: celery_worker_process.send(publish_due_rounds),
    )
    publish_due_rounds()

    assert_published_once(asked_for)


@pytest.mark.parametrize("place", PLACES)
def test_a_frozen_worker_is_superseded_and_writes_nothing_when_it_wakes(
    asked_for, celery_worker_process, hold, place
):
    expected = undisturbed_outcome(asked_for)
    held = hold(place)
    celery_worker_process.send(decide_selection_round, asked_for.pk)
    frozen = held.wait()

    os.kill(frozen, signal.SIGSTOP)
    try:
        held.let_go()
        watch_until_decided(asked_for, celery_worker_process)
        assert_ended_once(expected)
    finally:
        os.kill(frozen, signal.SIGCONT)

    wait_until(lambda: " retry: " in celery_worker_process.log_text())
    assert_ended_once(expected)
    first, *_others, last = RoundAttempt.objects.order_by("number")
    assert (first.ended_at, last.phase) == (None, "done")


def test_a_frozen_publication_is_superseded_and_nothing_is_awarded_or_told_twice(
    asked_for, celery_worker_process, hold
):
    run_round(asked_for)
    approve(asked_for)
    past = timezone.now() - timedelta(seconds=1)
    set_dates(asked_for, round_runs_at=past, announced_at=past)
    request_publication(asked_for, actor=None)
    held = hold("publishing")
    celery_worker_process.send(publish_selection_round, asked_for.pk)
    frozen = held.wait()

    os.kill(frozen, signal.SIGSTOP)
    try:
        held.let_go()
        watch_until(lambda: read_again(asked_for).status == "published", celery_worker_process)
    finally:
        os.kill(frozen, signal.SIGCONT)

    wait_until(lambda: " retry: " in celery_worker_process.log_text())
    assert_published_once(asked_for)


def assert_published_once(selection_round):
    engine = {
        (batch["id"], place["application"], place["seat"])
        for batch in decide(json.loads(read_again(selection_round).problem))["batches"]
        for place in batch["seats"]
    }
    seats = Seat.objects.values_list("batch__code", "application__draw_code", "label")
    assert (set(seats), len(seats), Offer.objects.count()) == (engine, len(engine), len(engine))
    told = list(Notice.objects.values_list("person", flat=True))
    assert (len(told), len(set(told))) == (PEOPLE, PEOPLE)


def answers(url):
    try:
        with Redis.from_url(url) as redis:
            return redis.ping()
    except RedisError:
        return False
