"""Whatever the provider does: one message for each event and channel, or a visible failure."""

import json

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from notices.choices import NoticeStatus
from notices.models import Notice, NoticeDelivery
from notices.services import delivery
from notices.services.delivery import deliver_due_notices, message_id
from notices.services.outbox import mark_seen, queue_notice
from notices.tasks import deliver_notices
from tests.factories import PersonFactory
from tests.notices.outbox import queued_notice
from tests.notices.standin_gateway import signed_report
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db

OFFER = {"title": "Roti dan Kue", "starts": "3 Agustus 2026", "deadline": "Jumat"}


@pytest.fixture
def notice(gateway):
    return queued_notice(
        PersonFactory(phone="+6281200000077"),
        "seat_offered",
        context=OFFER,
        event_key="seat_offered:1",
        link="/lamaran/7/",
    )


def read(notice):
    return Notice.objects.get(pk=notice.pk)


def attempts(notice):
    return list(notice.deliveries.values_list("channel", "number", "status", "error"))


def report(client, notice, state, *, channel="whatsapp", error="", **signing):
    body = json.dumps({"id": message_id(notice, channel), "state": state, "error": error}).encode()
    return client.post(
        reverse("notices:delivery_callback"),
        body,
        content_type="application/json",
        headers=signed_report(body, **signing),
    ).status_code


def call_list():
    return list(Notice.objects.released().to_be_called())


def test_a_message_goes_out_signed_and_says_what_to_do(gateway, notice):
    deliver_notices()
    deliver_notices()

    ((message, headers),) = gateway.requests
    assert message == {
        "id": message_id(notice, "whatsapp"),
        "channel": "whatsapp",
        "to": "+6281200000077",
        "text": f"{notice.subject}\n\n{notice.text}",
        "link": "https://blk.example/lamaran/7/",
    }
    assert notice.subject.startswith("PERLU KONFIRMASI sebelum Jumat")
    assert headers["Content-Type"] == "application/json"
    assert attempts(notice) == [("whatsapp", 1, "accepted", "")]
    assert notice.deliveries.get().provider_id == "p-1"
    assert (read(notice).status, call_list()) == (NoticeStatus.QUEUED, [])


def test_a_report_of_delivery_tells_the_person(gateway, notice, client):
    deliver_due_notices()

    assert report(client, notice, "delivered") == 204

    assert (read(notice).status, attempts(notice)) == (
        "delivered",
        [("whatsapp", 1, "delivered", "")],
    )
    assert call_list() == []


@pytest.mark.parametrize(
    ("fault", "longest"),
    [
        *[(fault, PATIENCE) for fault in ["500", "forget", "cut", "redirect"]],
        *[(fault, 0.5) for fault in ["hold", "drip", "drip_head"]],
    ],
)
def test_a_fault_is_tried_again_with_the_same_id_and_one_message_arrives(
    gateway, notice, later, settings, fault, longest
):
    gateway.faults = [fault]

    settings.GATEWAY_TIMEOUT = longest
    deliver_due_notices()
    wait_until(lambda: gateway.requests)
    deliver_due_notices()
    assert len(gateway.requests) == 1
    later(minutes=5)
    settings.GATEWAY_TIMEOUT = PATIENCE
    deliver_due_notices()

    assert len(gateway.requests) == 2
    assert {message["id"] for message, _headers in gateway.requests} == {
        message_id(notice, "whatsapp")
    }
    assert gateway.channels == ["whatsapp"]
    assert [status for _channel, _n, status, _error in attempts(notice)] == ["sent", "accepted"]


def test_a_number_without_whatsapp_gets_the_sms_at_once(gateway, notice):
    gateway.faults = ["refuse"]

    deliver_due_notices()

    assert attempts(notice) == [
        ("whatsapp", 1, "failed", "not_on_whatsapp"),
        ("sms", 1, "accepted", ""),
    ]
    assert gateway.requests[1][0]["text"] == notice.subject
    assert gateway.channels == ["sms"]


def test_a_message_that_does_not_arrive_in_time_goes_by_the_next_channel(gateway, notice, later):
    deliver_due_notices()
    later(hours=2, minutes=59)
    deliver_due_notices()
    assert gateway.channels == ["whatsapp"]

    later(minutes=1)
    deliver_due_notices()

    assert gateway.channels == ["whatsapp", "sms"]


def test_lost_reports_end_on_the_call_list_and_a_late_one_takes_the_person_off(
    gateway, notice, later, client
):
    for _step in range(3):
        deliver_due_notices()
        later(hours=3)

    assert gateway.channels == ["whatsapp", "sms"]
    assert read(notice).status == NoticeStatus.FAILED
    assert call_list() == [notice]

    assert report(client, notice, "delivered", channel="sms") == 204
    assert (read(notice).status, call_list()) == (NoticeStatus.DELIVERED, [])


def test_a_gateway_that_stays_down_ends_visibly_on_the_call_list(gateway, notice, later):
    gateway.faults = ["500"] * 50

    for _hour in range(60):
        deliver_due_notices()
        later(minutes=5)

    assert [entry[:2] for entry in attempts(notice)] == [
        *[("whatsapp", number) for number in [1, 2, 3]],
        *[("sms", number) for number in [1, 2, 3, 4, 5, 6]],
    ]
    assert gateway.accepted == {}
    assert call_list() == [notice]
    assert read(notice).status == NoticeStatus.FAILED


def test_reports_may_come_twice_and_in_any_order(gateway, notice, client):
    deliver_due_notices()

    answers = [
        report(client, notice, state)
        for state in ["delivered", "accepted", "failed", "delivered", "accepted"]
    ]

    assert answers == [204] * 5
    assert attempts(notice) == [("whatsapp", 1, "delivered", "")]
    assert read(notice).status == NoticeStatus.DELIVERED


def test_a_report_may_be_faster_than_the_answer(gateway, notice, client, later, settings):
    gateway.faults = ["hold"]
    settings.GATEWAY_TIMEOUT = 0.5
    deliver_due_notices()
    assert gateway.has_taken.wait(PATIENCE)
    settings.GATEWAY_TIMEOUT = PATIENCE

    assert report(client, notice, "delivered") == 204
    later(minutes=5)
    deliver_due_notices()

    assert len(gateway.requests) == 1
    assert attempts(notice) == [("whatsapp", 1, "delivered", "")]


def test_a_reported_failure_sends_the_sms(gateway, notice, client):
    deliver_due_notices()
    report(client, notice, "failed", error="phone_off")

    deliver_due_notices()

    assert attempts(notice) == [
        ("whatsapp", 1, "failed", "phone_off"),
        ("sms", 1, "accepted", ""),
    ]


def test_a_late_failure_of_whatsapp_does_not_hurry_the_sms(gateway, notice, client, later):
    deliver_due_notices()
    later(hours=3)
    deliver_due_notices()
    due = read(notice).next_attempt_at

    report(client, notice, "failed")

    assert read(notice).next_attempt_at == due


@pytest.mark.parametrize("moment", ["hand_over", "record_answer"])
def test_a_worker_killed_in_the_middle_sends_once(gateway, notice, later, monkeypatch, moment):
    target = delivery.gateway if moment == "hand_over" else delivery
    with monkeypatch.context() as killed:
        killed.setattr(target, moment, lambda *a, **k: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliver_due_notices()
    assert attempts(notice) == [("whatsapp", 1, "sent", "")]

    deliver_due_notices()
    assert len(gateway.accepted) == (moment == "record_answer")
    later(minutes=5)
    deliver_due_notices()

    assert gateway.channels == ["whatsapp"]
    assert attempts(notice) == [("whatsapp", 1, "sent", ""), ("whatsapp", 2, "accepted", "")]


def test_an_outbox_needs_no_redis(gateway, notice):
    cache.clear()

    deliver_notices()

    assert gateway.channels == ["whatsapp"]


def test_the_database_accepts_one_message_for_each_channel(notice):
    made = {"notice": notice, "channel": "sms", "message_id": "x"}
    NoticeDelivery.objects.create(number=1, status="accepted", **made)

    with pytest.raises(IntegrityError, match="accepted_once_per_channel"), transaction.atomic():
        NoticeDelivery.objects.create(number=2, status="delivered", **made)


def test_the_database_takes_no_delivery_back(notice):
    made = NoticeDelivery.objects.create(
        notice=notice, channel="sms", number=1, message_id="x", status="delivered"
    )

    with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
        NoticeDelivery.objects.filter(pk=made.pk).update(status="sent")


def test_five_troubles_in_a_row_end_a_run(gateway):
    for number in range(7):
        queue_notice(
            PersonFactory(), "seat_offered", context=OFFER, event_key=f"seat_offered:{number}"
        )
    gateway.faults = ["500"] * 7

    assert deliver_due_notices() == delivery.Delivery(0, 5)
    assert len(gateway.requests) == 5


def test_at_night_only_answers_to_what_people_just_did_go_out(gateway, notice, later):
    receipt = queued_notice(
        PersonFactory(),
        "application_received",
        context={"number": "7KM4-9TQX", "intake": "Gelombang III", "check": ""},
        event_key="application_received:1",
    )
    later(hours=8)

    deliver_due_notices()
    assert [message["id"] for message, _ in gateway.requests] == [message_id(receipt, "whatsapp")]

    later(hours=11)
    deliver_due_notices()
    assert message_id(notice, "whatsapp") in gateway.accepted


def test_whoever_read_the_page_meanwhile_gets_no_sms(gateway, notice, later):
    deliver_due_notices()
    mark_seen(Notice.objects.filter(pk=notice.pk))
    later(hours=3)

    deliver_due_notices()

    assert gateway.channels == ["whatsapp"]


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "x" * 39},
        {"key": "k3"},
        {"key": ""},
        {"purpose": "message"},
        {"age": 301},
        {"age": -301},
    ],
)
def test_a_report_that_is_not_genuine_learns_and_changes_nothing(gateway, notice, client, forged):
    deliver_due_notices()

    assert report(client, notice, "delivered", **forged) == 401
    assert attempts(notice) == [("whatsapp", 1, "accepted", "")]


def test_a_report_may_be_signed_with_the_key_before(gateway, notice, client, settings):
    deliver_due_notices()

    assert report(client, notice, "delivered", key="k1", secret=settings.GATEWAY_KEYS["k1"]) == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b'{"id": "x"}', 422),
        (b'{"id": "x", "state": "sent"}', 422),
        (b'{"id": "x", "state": ["delivered"]}', 422),
        (b'{"id": "\\u0000", "state": "delivered"}', 404),
        (b'{"id": "0123456789abcdef0123456789abcdef-sms", "state": "delivered"}', 404),
    ],
)
def test_a_report_of_nothing_known_is_refused(gateway, client, body, status):
    response = client.post(
        reverse("notices:delivery_callback"),
        body,
        content_type="application/json",
        headers=signed_report(body),
    )

    assert (response.status_code, response.content) == (status, b"")
