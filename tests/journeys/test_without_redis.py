"""Redis is gone, or hangs: residents notice nothing, work waits, staff are told."""

import json
import os
import signal

import pytest

from notices.models import Notice
from notices.tasks import deliver_notices
from tests.enrollment.residents import open_intake
from tests.factories import UserFactory
from tests.journeys.asking import Visit
from tests.journeys.life import apply, look_around, try_ten_passwords
from tests.journeys.writing import PEOPLE, TAKEN, some_writers, write_at_once
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey]
WAITS = "Pesan dan putaran seleksi sedang tertunda"


@pytest.fixture
def journey_environment(journey_environment):
    """As in production, Redis keeps the cache."""
    return journey_environment | {
        "DJANGO_SETTINGS_MODULE": "tests.redis_settings",
        "NOTICE_CHANNELS": "email",
    }


@pytest.fixture(params=["gone", "hanging"])
def lost_redis(request, private_redis, journey_environment, tmp_path):
    """No Redis where the portal looks for it, or one that answers nothing."""
    child, _url = private_redis
    if request.param == "gone":
        journey_environment["REDIS_URL"] = f"unix://{tmp_path}/nobody.sock?db=0"
        yield
        return
    os.kill(child.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(child.process.pid, signal.SIGCONT)


def test_many_write_while_redis_hangs_and_when_it_is_back(live_portal, private_redis):
    child, _url = private_redis
    writers = some_writers(live_portal)

    write_at_once(writers)
    os.kill(child.process.pid, signal.SIGSTOP)
    try:
        write_at_once(writers)
    finally:
        os.kill(child.process.pid, signal.SIGCONT)
    write_at_once(writers)

    assert [(set(writer.statuses), writer.lost) for writer in writers] == [({TAKEN}, [])] * PEOPLE


def test_residents_apply_and_strangers_are_locked_out_without_redis(lost_redis, live_portal):
    resident, stranger = Visit(live_portal.port), Visit(live_portal.port)
    officer = Visit(live_portal.port, UserFactory(roles=["training_manager"]))

    application = apply(resident, open_intake(titles=("Pembuatan Roti dan Kue",)))
    look_around(resident, application)
    try_ten_passwords(stranger)

    assert application.status == "submitted"
    assert WAITS in officer.get("/petugas/")
    ready = json.loads(officer.get("/readyz", status=503))["parts"]
    assert (ready["database"]["ok"], ready["broker"]["ok"]) == (True, False)
    assert Notice.objects.get().delivered_at is None


def test_what_waited_for_redis_is_done_when_it_is_back(
    private_redis, live_portal, celery_worker_process
):
    child, _url = private_redis
    resident = Visit(live_portal.port)
    officer = Visit(live_portal.port, UserFactory(roles=["training_manager"]))
    assert WAITS not in officer.get("/petugas/")

    os.kill(child.process.pid, signal.SIGSTOP)
    try:
        apply(resident, open_intake(titles=("Pembuatan Roti dan Kue",)))
    finally:
        os.kill(child.process.pid, signal.SIGCONT)
    celery_worker_process.send(deliver_notices)

    wait_until(lambda: Notice.objects.get().delivered_at is not None)
