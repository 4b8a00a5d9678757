import re
import socket
import time
import uuid

import pytest
from django.db import connection
from redis import Redis

from blk_portal import health
from blk_portal.shared import heartbeat as heartbeats
from blk_portal.tasks import record_worker_heartbeat
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine a healthy part may take its time to answer."""
    for module in (health, heartbeats):
        monkeypatch.setattr(module, "LONGEST_WAIT", PATIENCE)


@pytest.fixture
def heartbeat(settings, monkeypatch):
    """A Redis in which this test has a heartbeat of its own, and none has been noted."""
    key = uuid.uuid4().hex
    monkeypatch.setattr(heartbeats, "HEARTBEAT_KEY", key)
    with Redis.from_url(settings.REDIS_URL) as client:
        client.key = key
        yield client
        client.delete(key)


def test_healthz_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_readyz_is_ready_when_a_worker_has_given_a_sign(client, heartbeat):
    record_worker_heartbeat()

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "parts": {"database": {"ok": True}, "broker": {"ok": True}, "worker": {"ok": True}},
    }


def test_readyz_says_that_no_worker_has_given_a_sign(client, heartbeat):
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["worker"] == {
        "ok": False,
        "why": "no worker has given a sign yet",
    }


def test_readyz_says_how_long_a_worker_has_been_silent(client, heartbeat):
    heartbeat.set(heartbeat.key, int(time.time()) - 300)

    worker = client.get("/readyz").json()["parts"]["worker"]

    assert worker["ok"] is False
    assert re.fullmatch(r"no sign of a worker for 3\d\d s", worker["why"])


def test_readyz_says_that_the_broker_cannot_be_reached(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"

    response = client.get("/readyz")

    gone = {"ok": False, "why": "cannot be reached"}
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": {"ok": True}, "broker": gone, "worker": gone}


def test_readyz_says_that_the_database_cannot_be_reached(client, monkeypatch, heartbeat):
    record_worker_heartbeat()
    params = connection.get_connection_params() | {"host": "/nowhere"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: params)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["database"] == {"ok": False, "why": "cannot be reached"}


def test_readyz_does_not_wait_for_servers_that_are_frozen(client, settings, monkeypatch, tmp_path):
    monkeypatch.undo()
    path = tmp_path / ".s.PGSQL.5432"
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(path))
        frozen.listen()
        settings.REDIS_URL = f"unix://{path}"
        params = connection.get_connection_params() | {"host": str(tmp_path), "port": 5432}
        monkeypatch.setattr(connection, "get_connection_params", lambda: params)

        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["database"]["ok"] is False
    assert response.json()["parts"]["broker"]["ok"] is False
