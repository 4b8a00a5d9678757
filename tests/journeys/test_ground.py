"""The journeys' own ground: server, worker and browser are real and stand beside each other."""

import signal
import time

import pytest
from redis import Redis

from blk_portal.local_services.processes import signal_quietly
from blk_portal.shared.heartbeat import HEARTBEAT_KEY
from blk_portal.tasks import record_worker_heartbeat
from tests.waiting import wait_until

pytestmark = pytest.mark.journey


def test_the_first_page_shows_on_a_phone_without_scripts_and_on_a_desk(phone, desktop, axe):
    assert axe(phone) == []
    assert axe(desktop) == []


def test_a_fault_of_accessibility_is_noticed(desktop, axe):
    desktop.evaluate("document.body.append(new Image())")

    assert [line.split(":")[0] for line in axe(desktop)] == ["image-alt"]


def test_a_request_to_another_origin_is_noticed(browsing, desktop):
    desktop.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")

    wait_until(lambda: browsing.troubles or desktop.wait_for_timeout(50))
    browsing.troubles.clear()


def test_the_worker_takes_tasks_and_takes_them_again_after_a_kill(
    celery_worker_process, private_redis
):
    child, url = private_redis
    with Redis.from_url(url) as client:
        celery_worker_process.kill()
        client.delete(HEARTBEAT_KEY)

        celery_worker_process.start()
        client.delete(HEARTBEAT_KEY)
        celery_worker_process.send(record_worker_heartbeat)

        wait_until(lambda: client.exists(HEARTBEAT_KEY))


@pytest.mark.fault
def test_the_worker_goes_on_when_a_frozen_redis_thaws(celery_worker_process, private_redis):
    child, url = private_redis
    signal_quietly(child.process.pid, signal.SIGSTOP)
    time.sleep(3)
    signal_quietly(child.process.pid, signal.SIGCONT)

    with Redis.from_url(url) as client:
        client.delete(HEARTBEAT_KEY)
        celery_worker_process.send(record_worker_heartbeat)

        wait_until(lambda: client.exists(HEARTBEAT_KEY))
