"""The outbox: a message is a row, written in the transaction of what it tells about."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from accounts.models import Person
from blk_portal.shared.portions import in_portions
from notices.choices import NOT_TOLD, NoticeStatus
from notices.kinds import KINDS
from notices.models import Dispatch, Notice
from notices.services.wording import current_words, filled, words_for

ROWS_AT_ONCE = 2000


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be told to a person.

    ``kind`` is one of ``notices.kinds``, ``context`` the facts in its words, written in
    ``person.language``, ``answer_by`` the deadline that the call list shows. A quiet notice is
    read on the portal's page alone; ``to_phone`` takes the place of the person's own number.
    ``about`` is the row that it tells about; of one that was excluded nothing more is written.
    One in a ``dispatch`` is held until somebody lets that go.
    """

    person: Person
    kind: str
    context: dict
    event_key: str
    link: str = ""
    needs_answer: bool | None = None
    answer_by: datetime | None = None
    is_quiet: bool = False
    hold_until: datetime | None = None
    to_phone: str = ""
    about: Model | None = None
    dispatch: Dispatch | None = None


def queue_notice(person, kind, **facts):
    """Write the outbox row of a ``Message``, once for each ``event_key``.

    A periodic task delivers it.
    """
    queue_notices([Message(person=person, kind=kind, **facts)])


def queue_notices(messages):
    """Write the outbox rows of any number of messages, each once for its ``event_key``."""
    unfilled, now = {}, timezone.now()
    for portion in in_portions(messages, ROWS_AT_ONCE):
        Notice.objects.bulk_create(
            [_notice(message, unfilled, now) for message in portion], ignore_conflicts=True
        )


def _notice(message, unfilled, now):
    """Return the row of a message; ``unfilled`` keeps the words of each kind and language."""
    kind, needs_answer = message.kind, message.needs_answer
    key = kind, message.person.language
    if key not in unfilled:
        unfilled[key] = current_words(*key)
    words = filled(*unfilled[key], message.context)
    return Notice(
        person=message.person,
        kind=kind,
        context=message.context,
        event_key=message.event_key,
        subject=words.subject,
        text=words.text,
        link=message.link,
        to_phone=message.to_phone,
        needs_answer=KINDS[kind].needs_answer if needs_answer is None else needs_answer,
        answer_by=message.answer_by,
        is_quiet=message.is_quiet,
        about=about_of(message.about),
        dispatch=message.dispatch,
        hold_until=None if message.dispatch else message.hold_until or now,
    )


def queue_notice_to_number(phone, kind, *, language, context, event_key, answer_by, link=""):
    """Write an outbox row for a number of which nothing else is known.

    After ``answer_by`` the message is worth nothing, and the number is removed.
    """
    words = words_for(kind, language, context)
    notice = Notice(
        kind=kind,
        to_phone=phone,
        context=context,
        event_key=event_key,
        subject=words.subject,
        text=words.text,
        answer_by=answer_by,
        link=link,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def queue_notice_to_account(account, kind, *, context, event_key, link=""):
    """Write an outbox row for somebody of the staff, in the office's language, by e-mail.

    What it tells must name no applicant: it leaves the portal for a mailbox of the office.
    """
    words = words_for(kind, settings.LANGUAGE_CODE, context)
    notice = Notice(
        account=account,
        kind=kind,
        context=context,
        event_key=event_key,
        subject=words.subject,
        text=words.text,
        link=link,
    )
    Notice.objects.bulk_create([notice], ignore_conflicts=True)


def withdraw_notices(event_keys):
    """Take back the notices that are still held, so that nobody saw them; say how many were.

    Those of a dispatch stay on record as cancelled.
    """
    notices = Notice.objects.filter(event_key__in=event_keys)
    notices.held().update(status=NoticeStatus.CANCELLED, updated_at=timezone.now())
    cancelled = notices.filter(status=NoticeStatus.CANCELLED).count()
    unseen = notices.filter(status=NoticeStatus.QUEUED, hold_until__gt=timezone.now())
    return cancelled + unseen.delete()[0]


def settle_notices(event_keys):
    """Let notices rest that need no answer any more: nobody is sent to or called for them."""
    return _settle(Notice.objects.filter(event_key__in=list(event_keys)))


def settle_kinds(row, kinds):
    """Let the notices of these ``kinds`` about ``row`` rest."""
    return _settle(Notice.objects.filter(about=about_of(row), kind__in=kinds))


def _settle(notices):
    return notices.filter(status__in=NOT_TOLD).update(
        needs_answer=False, is_quiet=True, status=NoticeStatus.QUEUED, updated_at=timezone.now()
    )


def about_of(row):
    """How notices name the row that they tell about; empty for ``None``."""
    return f"{row._meta.db_table}:{row.pk}" if row is not None else ""


def silence(row):
    """Tell nothing more about ``row``: what is held goes, what waits rests."""
    waiting = Notice.objects.filter(about=about_of(row), status__in=NOT_TOLD)
    keys = list(waiting.values_list("event_key", flat=True))
    withdraw_notices(keys)
    settle_notices(keys)


def was_told(event_key):
    """Whether a message reached its person: delivered, seen, or told by phone."""
    return Notice.objects.told().filter(event_key=event_key).exists()


def mark_seen(notices):
    """Note that their person has opened these ``notices`` (a queryset)."""
    unseen = notices.released().filter(seen_at=None)
    return unseen.update(status=NoticeStatus.SEEN, seen_at=timezone.now())
