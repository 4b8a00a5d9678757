"""The words of a message, filled with its facts in the language of its person."""

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from notices.kinds import KINDS
from notices.models import MessageTemplate

FIELD = re.compile(r"\{([a-z_]+)\}")
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Words:
    subject: str
    text: str


def words_for(kind, language, context):
    """Return the words of one message; what is returned here is what is stored and sent.

    Raise ``KeyError`` when ``context`` lacks a field of the words.
    """
    return filled(*current_words(kind, language), context)


def filled(subject, text, context):
    """Return unfilled words with the facts in their places."""
    return Words(
        subject=" ".join(fill(subject, context).split())[:LONGEST_SUBJECT],
        text=without_empty_lines(fill(text, context)),
    )


def current_words(kind, language):
    """Return subject and text of a kind, unfilled: the office's own, else the portal's."""
    own = MessageTemplate.objects.filter(kind=kind, language=language).first()
    if own and not own.is_default:
        return own.subject, own.text
    with translation.override(language):
        return default_words(kind)


def default_words(kind):
    """Return subject and text of a kind, unfilled, in the active language."""
    return _(KINDS[kind].subject), _(KINDS[kind].text)


def fill(template, context):
    """Put the facts in; only ``{names}`` count, so that no template reaches into an object."""
    return FIELD.sub(lambda field: str(context[field[1]]), template)


def without_empty_lines(text):
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
