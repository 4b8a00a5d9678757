"""Messages in the outbox, read back as they stand there."""

from notices.models import Notice
from notices.services.outbox import queue_notice, queue_notice_to_number


def queued_notice(person, kind, *, event_key, **fields):
    queue_notice(person, kind, event_key=event_key, **fields)
    return Notice.objects.get(event_key=event_key)


def queued_to_number(phone, kind, *, event_key, **fields):
    queue_notice_to_number(phone, kind, event_key=event_key, **fields)
    return Notice.objects.get(event_key=event_key)
