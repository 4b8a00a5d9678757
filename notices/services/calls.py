"""Telling people by phone, and writing down how it went."""

from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import Opened
from accounts.models import PersonAccess
from accounts.services.openings import note_openings
from notices.choices import TOLD, CallOutcome, NoticeStatus
from notices.models import Notice, NoticeCall
from notices.services.forgetting import forget_bare_numbers


def note_reading(person, *, actor):
    """Write down that ``actor`` read messages to a person, who sees it among the openings."""
    with translation.override("id"):
        reason = _("To pass on a message")
    PersonAccess.objects.create(person=person, user=actor, what=Opened.MESSAGES, reason=reason)


def note_listing(people, *, actor):
    """Write down that ``actor`` saw name and number of ``people`` on a list, once in a day."""
    with translation.override("id"):
        reason = _("To pass on a message")
    note_openings(people, what=Opened.CONTACT, reason=reason, actor=actor)


@transaction.atomic
def record_call(notice, outcome, note="", *, actor):
    """Write down a call or chat; a person who was reached has been told."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    call = NoticeCall.objects.create(notice=notice, by=actor, outcome=outcome, note=note)
    if outcome == CallOutcome.REACHED and notice.status not in TOLD:
        notice.status = NoticeStatus.CALLED
        notice.save(update_fields=["status", "updated_at"])
        forget_bare_numbers(Notice.objects.filter(pk=notice.pk))
    return call


def whatsapp_link(notice):
    """A link that opens WhatsApp with the message written out; empty without a number."""
    number = notice.phone.removeprefix("+")
    if not number:
        return ""
    with translation.override("id"):
        greeted = (
            _("Hello {name}, this is BLK Kota Pekalongan. {subject}. {text} {link}")
            if notice.person
            else _("Hello, this is BLK Kota Pekalongan. {subject}. {text} {link}")
        )
        text = greeted.format(
            name=notice.person.full_name if notice.person else "",
            subject=notice.subject.rstrip("."),
            text=notice.text,
            link=f"{settings.BASE_URL}{notice.link}" if notice.link else "",
        )
    return f"https://wa.me/{number}?text={quote(text.strip())}"
