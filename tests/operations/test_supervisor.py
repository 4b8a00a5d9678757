"""Children that die are started again; a request to stop ends them all."""

import os
import signal
import sys
import threading
import time

import pytest

from blk_portal.local_services.supervisor import PORTAL, SERVICES, Child, Supervisor
from tests.waiting import wait_until


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    supervisor = Supervisor(tmp_path, said.append)
    yield supervisor
    supervisor.stop_all()


def _sleeper(name="sleeper", **options):
    return Child(name=name, command=["sleep", "600"], mark="sleep 600", **options)


def _watch(supervisor):
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    return thread


def test_a_child_that_dies_is_started_again_and_the_log_says_so(supervisor, said):
    child = supervisor.start(_sleeper())
    first = child.process.pid
    watching = _watch(supervisor)

    os.kill(first, signal.SIGKILL)
    wait_until(lambda: child.process.pid != first)
    supervisor.stop_requests += 1
    watching.join()

    assert child.is_running
    assert said == ["sleeper ended by itself (killed by SIGKILL); starting it again in 1 s."]


def test_the_pause_grows_while_a_child_keeps_dying(supervisor, said):
    child = supervisor.start(Child(name="broken", command=["false"], mark="false"))

    pauses = [1, 2, 4, 8, 16, 30, 30]
    for pause in pauses:
        child.process.wait()
        before = time.monotonic()
        supervisor._look_after(child)
        assert before <= child.start_again_at - pause <= time.monotonic()
        child.start_again_at = 0
        supervisor._look_after(child)

    assert said == [
        f"broken ended by itself (exit code 1); starting it again in {pause} s." for pause in pauses
    ]


def test_a_child_that_ignores_the_request_to_stop_is_killed_after_its_patience(
    supervisor, tmp_path
):
    is_deaf = tmp_path / "is-deaf"
    deaf = (
        "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
    )
    command = [sys.executable, "-c", deaf, str(is_deaf)]
    child = supervisor.start(Child(name="deaf", command=command, mark="deaf", patience=0.5))
    wait_until(is_deaf.exists)

    supervisor.stop_all()

    assert child.process.returncode == -signal.SIGKILL


def test_the_portal_stops_before_the_services_it_needs(supervisor):
    database = supervisor.start(_sleeper("database", level=SERVICES))
    web = supervisor.start(_sleeper("web", level=PORTAL))
    stopped = []
    for child in (database, web):
        child.process.send_signal = _noting(child, stopped)

    supervisor.stop_all()

    assert stopped == ["web", "database"]


def _noting(child, stopped):
    send = child.process.send_signal

    def note(number):
        stopped.append(child.name)
        send(number)

    return note


def test_a_pid_of_an_earlier_start_that_is_now_another_program_is_left_alone(
    supervisor, tmp_path, said
):
    stranger = supervisor.start(_sleeper("stranger"))
    record = tmp_path / "stranger.json"
    record.write_text(record.read_text().replace("sleep 600", "/data/of/the/portal"))

    Supervisor(tmp_path, said.append).stop_orphans()

    assert stranger.is_running
    assert said == []
    assert not record.exists()
