"""To which number a message goes, and who is called when it is not known to have arrived."""

import json

import pytest
from django.urls import reverse

from enrollment.services.counter import change_number_and_tell
from notices.choices import NoticeStatus
from notices.models import Notice
from notices.services.calls import whatsapp_link
from notices.services.delivery import deliver_due_notices, message_id
from notices.services.outbox import queue_notice
from tests.factories import PersonFactory, UserFactory
from tests.notices.outbox import queued_notice
from tests.notices.standin_gateway import signed_report

pytestmark = pytest.mark.django_db

OLD, NEW = "+6281299900001", "+6281299900002"
OFFER = {"title": "Roti dan Kue", "starts": "3 Agustus 2026", "deadline": "Jumat"}
RECEIPT = {"number": "7KM4-9TQX", "intake": "Gelombang III", "check": ""}


@pytest.fixture
def changed(gateway, settings):
    """Somebody whose lost number was changed at the counter."""
    settings.NOTICE_CHANNELS = ["whatsapp", "sms", "email"]
    account = UserFactory(username=OLD)
    person = PersonFactory(user=account, phone=NEW, email="siti@example.com")
    change_number_and_tell(
        account, NEW, actor=UserFactory(roles=["helper"]), reason="lost_number", detail="KTP"
    )
    return person


def offered(person, key="seat_offered:1"):
    return queued_notice(person, "seat_offered", context=OFFER, event_key=key)


def on_the_list():
    return list(Notice.objects.released().to_be_called().values_list("kind", flat=True))


def test_old_and_new_number_are_told_each_once_and_no_other(changed, gateway, mailoutbox):
    deliver_due_notices()

    assert [message["to"] for message in gateway.accepted.values()] == [NEW, OLD]
    assert mailoutbox == []


def test_a_number_that_takes_nothing_is_not_replaced_by_the_persons_address(
    changed, gateway, mailoutbox
):
    gateway.faults = ["refuse"] * 4

    deliver_due_notices()

    assert [message["to"] for message, _headers in gateway.requests] == [NEW, NEW, OLD, OLD]
    assert mailoutbox == []
    assert set(Notice.objects.values_list("status", flat=True)) == {NoticeStatus.FAILED}
    assert on_the_list() == []


def test_a_number_is_told_though_its_person_left_none(gateway):
    person = PersonFactory(phone="", email="")
    queue_notice(person, "review_undone", context={}, event_key="k", to_phone=OLD)

    deliver_due_notices()

    assert [message["to"] for message in gateway.accepted.values()] == [OLD]


def test_staff_call_the_number_that_the_message_is_for(client, gateway):
    person = PersonFactory(phone=NEW)
    notice = queued_notice(
        person, "seat_offered", context=OFFER, event_key="seat_offered:1", to_phone=OLD
    )
    client.force_login(UserFactory(roles=["helper"]))

    assert whatsapp_link(notice).startswith("https://wa.me/6281299900001?")
    for page in [reverse("notices:call_list"), reverse("notices:call", args=[notice.pk])]:
        shown = client.get(page).content.decode()
        assert ("0812-9990-0001" in shown, "0812-9990-0002" in shown) == (True, False)


def test_who_must_answer_is_called_when_no_report_came_in_time_and_no_receipt_ever(gateway, later):
    person = PersonFactory()
    offered(person)
    queue_notice(person, "application_received", context=RECEIPT, event_key="r")
    assert on_the_list() == ["seat_offered"]

    deliver_due_notices()
    assert on_the_list() == []
    later(hours=2, minutes=59)
    assert on_the_list() == []
    later(minutes=1)
    assert on_the_list() == ["seat_offered"]

    for _step in range(3):
        deliver_due_notices()
        later(hours=3)
    assert set(Notice.objects.values_list("status", flat=True)) == {NoticeStatus.FAILED}
    assert on_the_list() == ["seat_offered"]


def test_without_reports_what_was_accepted_is_sent_and_no_other_channel_follows(
    gateway, settings, later, client
):
    settings.GATEWAY_REPORTS = False
    offer = offered(PersonFactory())
    queue_notice(PersonFactory(), "application_received", context=RECEIPT, event_key="r")

    deliver_due_notices()
    assert set(Notice.objects.values_list("status", flat=True)) == {NoticeStatus.SENT}
    assert on_the_list() == []
    later(hours=4)
    deliver_due_notices()

    assert gateway.channels == ["whatsapp", "whatsapp"]
    assert on_the_list() == ["seat_offered"]

    body = json.dumps({"id": message_id(offer, "whatsapp"), "state": "delivered"}).encode()
    client.post(
        reverse("notices:delivery_callback"),
        body,
        content_type="application/json",
        headers=signed_report(body),
    )
    offer.refresh_from_db()
    assert (offer.status, on_the_list()) == (NoticeStatus.DELIVERED, [])
