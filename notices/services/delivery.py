"""Sending what waits in the outbox, where a channel is configured; a demo sends nothing."""

import hashlib
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from notices.choices import Channel, NoticeStatus
from notices.models import Notice

MAX_ATTEMPTS = 6
LONGEST_PAUSE = timedelta(hours=6)
FIRST_PAUSE = timedelta(minutes=5)
AT_ONCE = 200


@dataclass(frozen=True)
class Delivery:
    delivered: int
    postponed: int


def deliver_due_notices():
    """Send by e-mail what is due, oldest first; the rest stays for the page and the call list."""
    if settings.DEMO or Channel.EMAIL not in settings.NOTICE_CHANNELS:
        return Delivery(0, 0)
    outcomes = []
    for _turn in range(AT_ONCE):
        notice = _take_next()
        if notice is None:
            break
        outcomes.append(_send(notice))
    return Delivery(outcomes.count(True), outcomes.count(False))


@transaction.atomic
def _take_next():
    """Count an attempt before it is made, so that a killed worker does not send for ever."""
    notice = (
        Notice.objects.released()
        .to_be_sent()
        .with_an_email()
        .filter(next_attempt_at__lte=timezone.now())
        .select_for_update(skip_locked=True, of=["self"])
        .select_related("person__user")
        .order_by("next_attempt_at", "pk")
        .first()
    )
    if notice is None:
        return None
    notice.channel = Channel.EMAIL
    notice.attempts += 1
    notice.next_attempt_at = timezone.now() + min(
        FIRST_PAUSE * 2 ** (notice.attempts - 1), LONGEST_PAUSE
    )
    notice.save(update_fields=["channel", "attempts", "next_attempt_at", "updated_at"])
    return notice


def _send(notice):
    try:
        _message(notice).send()
    except (smtplib.SMTPException, OSError):
        if notice.attempts >= MAX_ATTEMPTS:
            _close(notice, status=NoticeStatus.FAILED)
        return False
    _close(notice, status=NoticeStatus.DELIVERED, delivered_at=timezone.now())
    return True


def _close(notice, **changes):
    """Somebody who opened the page or took a call meanwhile stays told in that way."""
    Notice.objects.waiting().filter(pk=notice.pk).update(updated_at=timezone.now(), **changes)


def _message(notice):
    person = notice.person
    link = f"\n\n{settings.BASE_URL}{notice.link}" if notice.link else ""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    name = hashlib.sha256(notice.event_key.encode()).hexdigest()[:32]
    return EmailMessage(
        subject=notice.subject,
        body=f"{notice.text}{link}",
        to=[person.email or person.user.email],
        # A message that is sent twice after an accident is recognised as the same one.
        headers={"Message-ID": f"<{name}@{domain}>"},
    )
