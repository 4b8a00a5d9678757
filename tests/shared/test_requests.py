"""One id finds a request in the log, on the page of its fault, and in the tasks it ordered."""

import json
import re
import uuid
from unittest import mock

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from kombu import Connection
from redis import Redis

from blk_portal.celery import app
from blk_portal.tasks import record_worker_heartbeat
from tests.logs import everything_logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    with everything_logged() as written:
        yield written


def test_each_request_has_one_line_with_its_own_id(client, written):
    first, second = client.get("/"), client.get("/tidak/ada/")

    lines = written.events("request_finished")
    assert [line["request_id"] for line in lines] == [
        first["X-Request-Id"],
        second["X-Request-Id"],
    ]
    assert first["X-Request-Id"] != second["X-Request-Id"]
    assert [(line["method"], line["status"]) for line in lines] == [("GET", 200), ("GET", 404)]


def test_what_a_visitor_typed_into_the_address_is_in_no_line(client, written):
    client.get("/kelas/", {"q": "Siti Aminah"})
    client.get("/kabari/batal/rahasia:tanda/")
    client.get("/3375011204990001/")
    client.post("/cek/", {"number": "7KM4-9TQX"})

    assert len(written.events("request_finished")) == 4
    for typed in ["Siti", "Aminah", "rahasia", "3375011204990001", "7KM4"]:
        assert typed not in written.getvalue()


def test_the_page_of_a_fault_says_the_code_that_is_in_the_log(client, written):
    client.raise_request_exception = False
    with mock.patch("programs.views.public.render", side_effect=OperationalError("It is gone.")):
        response = client.get("/")

    [shown] = set(re.findall(r"[0-9a-f]{8}(?=</strong>)", response.content.decode()))
    [fault] = [line for line in written.lines() if line["level"] == "error"]
    [finished] = written.events("request_finished")
    assert response.status_code == finished["status"] == 500
    assert shown == response["X-Request-Id"] == fault["request_id"] == finished["request_id"]
    assert "OperationalError: It is gone." in fault["exception"]


def test_an_id_that_a_visitor_sends_is_not_believed(client, written):
    response = client.get("/", headers={"X-Request-Id": 'x"}\nforged'})

    assert re.fullmatch("[0-9a-f]{8}", response["X-Request-Id"])
    assert "forged" not in written.getvalue()


def test_a_task_carries_the_id_of_the_request_that_ordered_it(client, settings):
    prefix = uuid.uuid4().hex

    def order(*args):
        options = app.conf.broker_transport_options | {"global_keyprefix": prefix}
        with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker:
            record_worker_heartbeat.apply_async(queue="files", connection=broker)
        return HttpResponse()

    with mock.patch("programs.views.public.render", order):
        response = client.get("/")

    with Redis.from_url(settings.REDIS_URL) as queue:
        message = json.loads(queue.lpop(f"{prefix}files"))
        queue.delete(*queue.keys(f"{prefix}*"))
    assert message["headers"]["__django_structlog__"] == {"request_id": response["X-Request-Id"]}
