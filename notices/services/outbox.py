"""The outbox: a message is a row, written in the transaction of what it tells about."""

from django.utils import timezone

from notices.choices import NOT_TOLD, NoticeStatus
from notices.kinds import KINDS
from notices.models import Notice
from notices.services.wording import words_for


def queue_notice(
    person,
    kind,
    *,
    context,
    event_key,
    link="",
    needs_answer=None,
    answer_by=None,
    is_quiet=False,
    hold_until=None,
    to_phone="",
):
    """Write an outbox row, once for each ``event_key``; a periodic task delivers it.

    ``kind`` is one of ``notices.kinds``, ``context`` the facts in its words, written in
    ``person.language``, ``answer_by`` the deadline that the call list shows. A quiet notice is
    read on the portal's page alone; ``to_phone`` takes the place of the person's own number.
    """
    _write_once(
        kind,
        person.language,
        person=person,
        context=context,
        event_key=event_key,
        link=link,
        to_phone=to_phone,
        needs_answer=KINDS[kind].needs_answer if needs_answer is None else needs_answer,
        answer_by=answer_by,
        is_quiet=is_quiet,
        hold_until=hold_until or timezone.now(),
    )


def queue_notice_to_number(phone, kind, *, language, context, event_key, answer_by, link=""):
    """Write an outbox row for a number of which nothing else is known.

    After ``answer_by`` the message is worth nothing, and the number is removed.
    """
    _write_once(
        kind,
        language,
        to_phone=phone,
        context=context,
        event_key=event_key,
        answer_by=answer_by,
        link=link,
    )


def _write_once(kind, language, *, context, event_key, **fields):
    words = words_for(kind, language, context)
    notice = Notice(
        kind=kind,
        context=context,
        event_key=event_key,
        subject=words.subject,
        text=words.text,
        **fields,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def withdraw_notices(event_keys):
    """Take back the notices that are still held, so that nobody saw them; say how many were."""
    held = Notice.objects.filter(
        event_key__in=event_keys, status=NoticeStatus.QUEUED, hold_until__gt=timezone.now()
    )
    return held.delete()[0]


def settle_notices(event_keys):
    """Let notices rest that need no answer any more: nobody is sent to or called for them."""
    return Notice.objects.filter(event_key__in=event_keys, status__in=NOT_TOLD).update(
        needs_answer=False, is_quiet=True, status=NoticeStatus.QUEUED, updated_at=timezone.now()
    )


def was_told(event_key):
    """Whether a message reached its person: delivered, seen, or told by phone."""
    return Notice.objects.told().filter(event_key=event_key).exists()


def mark_seen(notices):
    """Note that their person has opened these ``notices`` (a queryset)."""
    unseen = notices.released().filter(seen_at=None)
    return unseen.update(status=NoticeStatus.SEEN, seen_at=timezone.now())
