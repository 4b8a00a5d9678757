"""Sending what waits in the outbox, channel after channel; a demo sends nothing.

Each attempt is a row, written before it is made: a killed worker leaves it without an answer, and
the next attempt carries the same id, by which the gateway knows it again. A channel that refuses,
or does not bring the message within some hours, hands over to the next in ``NOTICE_CHANNELS``;
after the last one the message has failed and stands on the call list.
"""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import time, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from notices.choices import BY_GATEWAY, Channel, DeliveryStatus, NoticeStatus
from notices.kinds import AT_ANY_HOUR
from notices.models import Notice, NoticeDelivery
from notices.services import gateway

ATTEMPTS_BEFORE_THE_NEXT_CHANNEL = 3
ATTEMPTS_ON_THE_LAST_CHANNEL = 6
LONGEST_PAUSE = timedelta(hours=6)
FIRST_PAUSE = timedelta(minutes=5)
AT_ONCE = 200
TROUBLES_IN_A_ROW = 5
DAY_BEGINS, DAY_ENDS = time(7), time(20)


@dataclass(frozen=True)
class Delivery:
    """How many messages were handed over, and how many wait for another attempt."""

    delivered: int
    postponed: int


def deliver_due_notices():
    """Send what is due, oldest first; the rest stays for the page and the call list.

    Stops early when one attempt after the other fails: then the line is down, not the message.
    """
    delivered = postponed = in_a_row = 0
    channels = active_channels()
    for _turn in range(AT_ONCE if channels else 0):
        attempt = _take_next(channels) if in_a_row < TROUBLES_IN_A_ROW else None
        if attempt is None:
            break
        answer = _make(attempt)
        is_trouble = not answer.is_accepted and not answer.is_final
        in_a_row = in_a_row + 1 if is_trouble else 0
        delivered += answer.is_accepted
        postponed += not answer.is_accepted
    return Delivery(delivered, postponed)


def active_channels():
    """Return the channels in use, in their order; none in a demo."""
    if settings.DEMO:
        return []
    return [
        channel
        for channel in settings.NOTICE_CHANNELS
        if channel == Channel.EMAIL or (channel in BY_GATEWAY and gateway.is_configured())
    ]


def is_daytime(moment):
    return DAY_BEGINS <= timezone.localtime(moment).time() < DAY_ENDS


def _take_next(channels):
    """Count the next attempt; messages whose channels are used up fail on the way."""
    while notice := _next_due(channels):
        if attempt := _count_attempt(notice, channels):
            return attempt
    return None


@transaction.atomic
def _count_attempt(notice, channels):
    notice = (
        Notice.objects.to_be_sent()
        .filter(next_attempt_at__lte=timezone.now(), pk=notice.pk)
        # Whom it goes to is read after the wait for this lock, not with it.
        .select_for_update()
        .first()
    )
    if notice is None:
        return None
    usable = [channel for channel in channels if address_of(notice, channel)]
    made = list(notice.deliveries.all())
    channel = _next_channel(usable, made)
    if channel is None:
        Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.FAILED)
        return None
    number = 1 + sum(delivery.channel == channel for delivery in made)
    notice.channel, notice.attempts = channel, notice.attempts + 1
    notice.next_attempt_at = timezone.now() + min(FIRST_PAUSE * 2 ** (number - 1), LONGEST_PAUSE)
    notice.save(update_fields=["channel", "attempts", "next_attempt_at", "updated_at"])
    return NoticeDelivery.objects.create(
        notice=notice, channel=channel, number=number, message_id=message_id(notice, channel)
    )


def _next_due(channels):
    now = timezone.now()
    due = Notice.objects.released().to_be_sent().reachable_by(channels)
    if not is_daytime(now):
        due = due.filter(kind__in=AT_ANY_HOUR)
    return due.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk").first()


def _next_channel(usable, made):
    """Return the first channel that still has an attempt left, or ``None``."""
    for place, channel in enumerate(usable, start=1):
        tried = [delivery for delivery in made if delivery.channel == channel]
        most = (
            ATTEMPTS_ON_THE_LAST_CHANNEL
            if place == len(usable)
            else ATTEMPTS_BEFORE_THE_NEXT_CHANNEL
        )
        is_over = any(delivery.status != DeliveryStatus.SENT for delivery in tried)
        if not is_over and len(tried) < most:
            return channel
    return None


def _make(attempt):
    """Make a counted attempt and write down what came of it; return the answer."""
    send = _send_by_email if attempt.channel == Channel.EMAIL else _send_by_gateway
    answer = send(attempt)
    record_answer(attempt, answer)
    return answer


@transaction.atomic
def record_answer(attempt, answer):
    """Keep the answer to an attempt, unless a report was faster.

    An accepted message has some hours to arrive before the next channel is tried, unless the
    gateway never reports: then it counts as sent. One refused for good goes on at once.
    """
    notice = Notice.objects.select_for_update().get(pk=attempt.notice_id)
    earlier = NoticeDelivery.objects.filter(notice=notice, channel=attempt.channel)
    now = timezone.now()
    if answer.is_accepted:
        if not earlier.exclude(status=DeliveryStatus.SENT).exists():
            earlier.filter(pk=attempt.pk).update(
                status=DeliveryStatus.ACCEPTED, provider_id=answer.provider_id, updated_at=now
            )
        if attempt.channel == Channel.EMAIL:
            _close(notice, status=NoticeStatus.DELIVERED, delivered_at=now)
        elif not settings.GATEWAY_REPORTS:
            _close(notice, status=NoticeStatus.SENT)
        else:
            hours = timedelta(hours=settings.HOURS_TO_BE_DELIVERED)
            _close(notice, next_attempt_at=now + hours)
        return
    still_open = earlier.filter(pk=attempt.pk, status=DeliveryStatus.SENT)
    if answer.is_final:
        still_open.update(status=DeliveryStatus.FAILED, error=answer.error, updated_at=now)
        _close(notice, next_attempt_at=now)
    else:
        still_open.update(error=answer.error, updated_at=now)
        if _is_used_up(notice):
            _close(notice, status=NoticeStatus.FAILED)


def _is_used_up(notice):
    usable = [c for c in active_channels() if address_of(notice, c)]
    return _next_channel(usable, list(notice.deliveries.all())) is None


def _close(notice, **changes):
    """Somebody who opened the page or took a call meanwhile stays told in that way."""
    Notice.objects.waiting().filter(pk=notice.pk).update(updated_at=timezone.now(), **changes)


def address_of(notice, channel):
    """Return where a channel brings a notice; empty when it does not."""
    return notice.email if channel == Channel.EMAIL else notice.phone


def message_id(notice, channel):
    return f"{hashlib.sha256(notice.event_key.encode()).hexdigest()[:32]}-{channel}"


def link_of(notice):
    return f"{settings.BASE_URL}{notice.link}" if notice.link else ""


def _send_by_gateway(attempt):
    notice = attempt.notice
    # The subject alone says what to do and until when: an SMS stays within two parts.
    text = notice.subject
    if attempt.channel == Channel.WHATSAPP:
        text = f"{notice.subject}\n\n{notice.text}"
    return gateway.hand_over(
        attempt.message_id,
        attempt.channel,
        to=notice.phone,
        text=text,
        link=link_of(notice),
    )


def _send_by_email(attempt):
    try:
        _message(attempt).send()
    except smtplib.SMTPRecipientsRefused:
        return gateway.Handover(False, error="recipient_refused", is_final=True)
    except (smtplib.SMTPException, OSError):
        return gateway.Handover(False, error="mail_server")
    return gateway.Handover(True)


def _message(attempt):
    notice = attempt.notice
    link = f"\n\n{link_of(notice)}" if notice.link else ""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    name = attempt.message_id.removesuffix(f"-{Channel.EMAIL}")
    return EmailMessage(
        subject=notice.subject,
        body=f"{notice.text}{link}",
        to=[notice.email],
        # A message that is sent twice after an accident is recognised as the same one.
        headers={"Message-ID": f"<{name}@{domain}>"},
    )
