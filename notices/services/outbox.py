from django.utils import timezone

from notices.choices import NoticeStatus
from notices.models import Notice


def queue_notice(
    person,
    kind,
    *,
    subject,
    text,
    event_key,
    link="",
    context=None,
    needs_answer=False,
    hold_until=None,
):
    """Write an outbox row, once for each ``event_key``; a periodic task delivers it.

    Runs inside the transaction of what it tells about. Returns the notice, old or new.
    """
    notice, _created = Notice.objects.get_or_create(
        event_key=event_key,
        defaults={
            "person": person,
            "kind": kind,
            "subject": subject,
            "text": text,
            "link": link,
            "context": context or {},
            "needs_answer": needs_answer,
            "hold_until": hold_until or timezone.now(),
        },
    )
    return notice


def withdraw_notice(event_key):
    """Take back a notice that is still held, so that nobody saw it; say whether it was."""
    held = Notice.objects.filter(
        event_key=event_key, status=NoticeStatus.QUEUED, hold_until__gt=timezone.now()
    )
    return held.delete()[0] > 0


def was_told(event_key):
    """Whether a message reached its person: delivered, seen, or told by phone."""
    return Notice.objects.told().filter(event_key=event_key).exists()


def mark_seen(notices):
    """Note that their person has opened these ``notices`` (a queryset)."""
    unseen = notices.released().filter(seen_at=None)
    return unseen.update(status=NoticeStatus.SEEN, seen_at=timezone.now())
