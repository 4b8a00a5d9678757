"""What is shown of held messages before they go: counts, and samples without personal data."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from blk_portal.shared.formats import masked_name
from notices.choices import Channel
from notices.kinds import KINDS
from notices.services.delivery import active_channels

_NUMBER = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b")
_DIGITS = re.compile(r"\+?\d[\d -]{8,}\d")


@dataclass(frozen=True)
class Line:
    """How many messages of one kind go by one channel in one language."""

    kind: str
    channel: str
    language: str
    count: int


@dataclass(frozen=True)
class Sample:
    kind: str
    language: str
    name: str
    subject: str
    text: str


def lines_of(notices):
    """Count ``notices`` (a queryset) by kind, first channel and language, the most in front."""
    languages = dict(settings.LANGUAGES)
    counted = (
        notices.with_first_channel(active_channels())
        .order_by()
        .values_list("kind", "first_channel", "person__language")
        .annotate(count=Count("pk"))
        .order_by("-count", "kind", "first_channel", "person__language")
    )
    return [
        Line(KINDS[kind].name, Channel(channel).label, languages[language], count)
        for kind, channel, language, count in counted
    ]


def samples_of(notices):
    """Return one message of each kind and language, with what points at its person masked."""
    first = notices.order_by("kind", "person__language", "pk").distinct("kind", "person__language")
    return [
        Sample(
            kind=KINDS[notice.kind].name,
            language=notice.person.language,
            name=masked_name(notice.person.full_name),
            subject=_masked(notice.subject),
            text=_masked(notice.text),
        )
        for notice in first.select_related("person")
    ]


def _masked(text):
    return _DIGITS.sub("**********", _NUMBER.sub("****-****", text))
