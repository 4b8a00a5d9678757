"""A message to a number of which nothing else is known: sent once, then the number is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices.choices import NoticeStatus
from notices.models import Notice, NoticeDelivery
from notices.services.delivery import deliver_due_notices
from notices.services.reports import record_report
from tests.notices.outbox import queued_to_number

pytestmark = pytest.mark.django_db
PHONE = "+6281234567890"


def queue():
    return queued_to_number(
        PHONE,
        "registration_opened",
        language="id",
        context={"title": "Roti", "closes": "Jumat", "stop": "https://blk.example/"},
        event_key="registration_opened:1",
        answer_by=timezone.now() + timedelta(days=3),
    )


def kept():
    notice = Notice.objects.get()
    return notice.status, notice.to_phone


def test_the_gateway_takes_it_once_and_reports_may_repeat(gateway):
    assert queue() == queue()
    for _n in range(3):
        deliver_due_notices()
    [sent] = gateway.accepted.values()
    assert (sent["to"], sent["channel"]) == (PHONE, "whatsapp")
    assert kept() == (NoticeStatus.QUEUED, PHONE)
    for state in ("delivered", "delivered", "failed"):
        assert record_report(NoticeDelivery.objects.get().message_id, state)
    assert kept() == (NoticeStatus.DELIVERED, "")
    deliver_due_notices()
    assert len(gateway.requests) == 1


def test_mail_alone_does_not_touch_it(settings, clock, mailoutbox):
    settings.DEMO = False
    settings.NOTICE_CHANNELS = ["email"]
    queue()
    deliver_due_notices()
    assert kept() == (NoticeStatus.QUEUED, PHONE)
    assert not mailoutbox


def test_what_no_channel_brought_is_left_for_staff(gateway):
    gateway.faults = ["refuse", "refuse"]
    queue()
    deliver_due_notices()
    assert kept() == (NoticeStatus.FAILED, PHONE)
    by_gateway = Notice.objects.numbers_to_be_told(is_sent_by_gateway=True)
    assert by_gateway.get().to_phone == PHONE
