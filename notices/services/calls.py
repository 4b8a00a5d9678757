"""Telling people by phone, and writing down how it went."""

from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notices.choices import TOLD, CallOutcome, NoticeStatus
from notices.models import Notice, NoticeCall


@transaction.atomic
def record_call(notice, outcome, note="", *, actor):
    """Write down a call or chat; a person who was reached has been told."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    call = NoticeCall.objects.create(notice=notice, by=actor, outcome=outcome, note=note)
    if outcome == CallOutcome.REACHED and notice.status not in TOLD:
        notice.status = NoticeStatus.CALLED
        notice.save(update_fields=["status", "updated_at"])
    return call


def whatsapp_link(notice):
    """A link that opens WhatsApp with the message written out; empty without a number."""
    number = notice.person.phone.removeprefix("+")
    if not number:
        return ""
    with translation.override("id"):
        text = _("Hello {name}, this is BLK Kota Pekalongan. {subject}. {text} {link}").format(
            name=notice.person.full_name,
            subject=notice.subject.rstrip("."),
            text=notice.text,
            link=f"{settings.BASE_URL}{notice.link}" if notice.link else "",
        )
    return f"https://wa.me/{number}?text={quote(text.strip())}"
