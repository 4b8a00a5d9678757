import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.models import Person
from notices.choices import Channel, NoticeStatus
from notices.models import Notice
from notices.services.delivery import ATTEMPTS_ON_THE_LAST_CHANNEL, Delivery, deliver_due_notices
from notices.services.outbox import mark_seen, queue_notice
from notices.tasks import deliver_notices
from tests.atonce import one_waits_for_the_other
from tests.factories import PersonFactory, UserFactory
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_portal_with_mail(settings, clock):
    settings.DEMO = False
    settings.NOTICE_CHANNELS = ["email"]
    settings.BASE_URL = "https://blk.example"


def queued(key="objection_answered:1", *, email="siti@example.com", **fields):
    return queued_notice(
        PersonFactory(email=email),
        "objection_answered",
        context={"answer": "Nilai Anda sudah benar."},
        event_key=key,
        link="/lamaran/7/",
        **fields,
    )


@pytest.fixture
def broken_mail(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_a_message_is_sent_once(mailoutbox):
    notice = queued()

    deliver_notices()
    deliver_notices()

    (mail,) = mailoutbox
    notice.refresh_from_db()
    assert (mail.to, mail.subject) == (["siti@example.com"], "Sanggahan Anda sudah dijawab")
    assert mail.body == "Nilai Anda sudah benar.\n\nhttps://blk.example/lamaran/7/"
    assert (notice.status, notice.channel) == (NoticeStatus.DELIVERED, Channel.EMAIL)
    assert notice.delivered_at is not None


def test_the_address_of_the_account_serves_when_the_person_gave_none(mailoutbox):
    user = UserFactory(username="budi@example.com", email="budi@example.com")
    queue_notice(PersonFactory(user=user), "review_undone", context={}, event_key="k")

    assert deliver_due_notices() == Delivery(1, 0)
    assert mailoutbox[0].to == ["budi@example.com"]


@pytest.mark.parametrize("off", [{"DEMO": True}, {"NOTICE_CHANNELS": []}])
def test_a_demo_or_a_portal_without_a_channel_sends_nothing(settings, mailoutbox, off):
    notice = queued()
    for name, value in off.items():
        setattr(settings, name, value)

    assert deliver_due_notices() == Delivery(0, 0)

    notice.refresh_from_db()
    assert (notice.status, notice.channel, notice.attempts) == ("queued", Channel.PAGE, 0)
    assert mailoutbox == []


def test_who_has_no_address_and_what_is_held_back_stay_in_the_outbox(mailoutbox):
    queued("a", email="")
    queued("b", hold_until=timezone.now() + timedelta(hours=1))
    seen = queued("c")
    mark_seen(Notice.objects.filter(pk=seen.pk))

    assert deliver_due_notices() == Delivery(0, 0)
    assert mailoutbox == []


def test_a_broken_mail_server_is_tried_again_later_and_at_last_people_are_called(
    broken_mail, clock
):
    notice = queued(needs_answer=True)

    pauses = []
    for _attempt in range(ATTEMPTS_ON_THE_LAST_CHANNEL):
        assert deliver_due_notices() == Delivery(0, 1)
        assert deliver_due_notices() == Delivery(0, 0)
        notice.refresh_from_db()
        pauses.append((notice.next_attempt_at - timezone.now()) / timedelta(minutes=1))
        clock.move_to(notice.next_attempt_at)

    assert pauses == [5, 10, 20, 40, 80, 160]
    assert notice.status == NoticeStatus.FAILED
    assert list(Notice.objects.released().to_be_called()) == [notice]


@pytest.mark.django_db(transaction=True)
def test_a_message_goes_where_its_reader_is_when_the_wait_is_over(mailoutbox):
    notice = queued()

    def move():
        Notice.objects.filter(pk=notice.pk).update(updated_at=timezone.now())
        Person.objects.filter(pk=notice.person_id).update(email="baru@example.com")

    told = one_waits_for_the_other(move, deliver_due_notices)

    assert told == ["done", "done"]
    assert [mail.to for mail in mailoutbox] == [["baru@example.com"]]
