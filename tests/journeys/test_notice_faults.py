"""A worker is killed, or Redis loses everything, and each phone gets its message once."""

import sys

import pytest
from django.db import transaction
from django.utils import timezone
from redis import Redis

from blk_portal.local_services.supervisor import Child
from notices.models import Notice, NoticeDelivery
from notices.services.delivery import message_id
from notices.tasks import deliver_notices
from tests.atonce import somebody_waits
from tests.factories import PersonFactory
from tests.journeys.processes import PROJECT, free_port
from tests.notices.outbox import queued_notice
from tests.notices.standin_gateway import SECRET, StandInGateway
from tests.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.journey, pytest.mark.fault]
RECEIPT = {"number": "7KM4-9TQX", "intake": "Gelombang III", "check": ""}


@pytest.fixture
def gateway():
    server = StandInGateway()
    yield server
    server.stop()


@pytest.fixture
def journey_environment(journey_environment, gateway):
    return journey_environment | {
        "DEMO": "false",
        "NOTICE_CHANNELS": "whatsapp",
        "GATEWAY_URL": gateway.url,
        "GATEWAY_KEYS": f"k2={SECRET}",
        "GATEWAY_ON_THIS_MACHINE": "true",
        "GATEWAY_TIMEOUT": str(PATIENCE),
    }


@pytest.fixture
def beat(supervisor, journey_environment, tmp_path):
    """A clock of its own process that orders the delivery every second."""
    name = f"beat-{free_port()}"
    child = supervisor.start(
        Child(
            name=name,
            command=[
                *(sys.executable, "-m", "celery", "-A", "tests.journeys.quick_beat"),
                *("--workdir", str(PROJECT), "beat", "--schedule", str(tmp_path / name)),
                *("--pidfile", "", "--max-interval", "1"),
            ],
            mark=name,
            environment=journey_environment,
            patience=10,
            log=tmp_path / "beat.log",
        )
    )
    yield child
    supervisor.stop(child)


def receipt(number):
    """A message that goes out at any hour."""
    return queued_notice(
        PersonFactory(phone=f"+62812000{number:05}"),
        "application_received",
        context=RECEIPT,
        event_key=f"application_received:{number}",
    )


def let_the_pause_pass():
    Notice.objects.update(next_attempt_at=timezone.now())


@pytest.mark.parametrize("moment", ["before the answer comes", "before the answer is written"])
def test_a_worker_killed_after_the_gateway_took_a_message_repeats_it_under_the_same_id(
    gateway, celery_worker_process, moment
):
    notice = receipt(1)
    gateway.faults = ["hold"]
    celery_worker_process.send(deliver_notices)
    assert gateway.has_taken.wait(PATIENCE)

    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=notice.pk)
        if moment == "before the answer is written":
            gateway.go_on.set()
            wait_until(somebody_waits)
        celery_worker_process.kill()

    gateway.go_on.set()
    assert list(notice.deliveries.values_list("number", "status")) == [(1, "sent")]

    let_the_pause_pass()
    celery_worker_process.start()
    celery_worker_process.send(deliver_notices)
    wait_until(lambda: notice.deliveries.filter(status="accepted").exists())

    assert [message["id"] for message, _headers in gateway.requests] == [
        message_id(notice, "whatsapp")
    ] * 2
    assert len(gateway.accepted) == 1
    assert list(notice.deliveries.values_list("number", "status")) == [
        (1, "sent"),
        (2, "accepted"),
    ]


def test_a_redis_that_loses_everything_loses_no_message_and_doubles_none(
    gateway, celery_worker_process, beat, private_redis
):
    redis = Redis.from_url(private_redis[1])
    receipt(0)
    wait_until(lambda: gateway.accepted)

    with transaction.atomic():
        for number in range(1, 6):
            receipt(number)
        assert redis.dbsize() > 0
        redis.flushall()
    wait_until(lambda: NoticeDelivery.objects.filter(status="accepted").count() == 6)

    sent = celery_worker_process.log_text().count("succeeded in")
    wait_until(lambda: celery_worker_process.log_text().count("succeeded in") > sent + 1)
    assert sorted(message["to"] for message, _headers in gateway.requests) == [
        f"+62812000{number:05}" for number in range(6)
    ]
