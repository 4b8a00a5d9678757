"""Two beats run, and periodic work is ordered once."""

import json
import os
import signal
import sys

import pytest
from django.db import connection
from redis import Redis

from blk_portal.beat import LOCK
from blk_portal.local_services.supervisor import Child
from tests.journeys.processes import PROJECT
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey]


@pytest.fixture
def redis(journey_environment):
    with Redis.from_url(journey_environment["REDIS_URL"]) as client:
        yield client


@pytest.fixture
def start(supervisor, journey_environment, tmp_path):
    """A function that starts a beat of that name."""
    children = []

    def start(name, **environment):
        schedule = str(tmp_path / name)
        celery = (sys.executable, "-m", "celery", "-A", "tests.journeys.fast_beat")
        child = Child(
            name=name,
            command=[
                *celery,
                "--workdir",
                str(PROJECT),
                "beat",
                "--loglevel",
                "INFO",
                "--schedule",
                schedule,
            ],
            mark=schedule,
            environment=journey_environment | {"LOG_LEVEL": "INFO"} | environment,
            log=tmp_path / f"{name}.log",
        )
        supervisor.start(child)
        children.append(child)
        return child

    yield start
    for child in children:
        supervisor.stop(child)


def beats(redis):
    """Return the pids of those that ordered what stands in the queue, in order."""
    messages = [json.loads(message) for message in reversed(redis.lrange("default", 0, -1))]
    return [int(message["headers"]["origin"].split("@")[0][3:]) for message in messages]


def says(child, event):
    return lambda: event in child.log.read_text()


def test_the_second_beat_waits_and_takes_over_when_the_first_is_killed(start, redis):
    first = start("first")
    wait_until(says(first, "beat_works"))
    second = start("second")
    wait_until(says(second, "beat_waits"))
    redis.delete("default")
    wait_until(lambda: redis.llen("default") >= 20)

    assert set(beats(redis)) == {first.process.pid}

    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait()
    wait_until(says(second, "beat_works"))
    redis.delete("default")
    wait_until(lambda: redis.llen("default") >= 5)

    assert set(beats(redis)) == {second.process.pid}


def test_a_beat_that_is_cut_off_from_postgresql_stops_and_another_one_beats(start, redis):
    first = start("first")
    wait_until(says(first, "beat_works"))
    second = start("second")
    both = [first, second]
    wait_until(says(second, "beat_waits"))

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND granted AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database())",
            [LOCK],
        )
    wait_until(says(first, "beat_waits"))
    wait_until(lambda: sum(child.log.read_text().count("beat_works") for child in both) == 2)
    redis.delete("default")
    wait_until(lambda: redis.llen("default") >= 20)

    assert len(set(beats(redis))) == 1


def test_without_the_lock_both_would_beat(start, redis):
    usual = {"BEAT_SCHEDULER": "celery.beat:PersistentScheduler"}
    pids = {start(name, **usual).process.pid for name in ("first", "second")}

    wait_until(lambda: set(beats(redis)) == pids)
