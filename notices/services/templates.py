"""The office's own words for messages: checked, kept by version, and put back."""

import re

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save
from notices.kinds import KINDS
from notices.models import MessageTemplate
from notices.services.wording import FIELD, LONGEST_SUBJECT, Words, fill, without_empty_lines

# The alphabet of GSM 03.38; those of the second line take two places.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_OF_TWO = set("^{}\\[~]|€")


def save_template(kind, language, *, subject, text, actor, seen=None):
    """Let ``subject`` and ``text`` be the words of a kind from now on.

    What was sent stays as it was sent. Raise ``DomainError`` naming the field that is missing or
    unknown, and ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    if problems := problems_of(kind, subject, text):
        raise DomainError(" ".join(problems))
    refuse_late_save(seen, version_in_use(kind, language))
    return _add_version(kind, language, subject=subject, text=text, actor=actor)


def reset_template(kind, language, *, actor):
    """Put the portal's own words back."""
    return _add_version(kind, language, is_default=True, actor=actor)


def restore_template(earlier, *, actor):
    """Let the words of an ``earlier`` version count again, as a new version.

    Raise ``DomainError`` when they no longer carry the facts of their kind.
    """
    if earlier.is_default:
        return reset_template(earlier.kind, earlier.language, actor=actor)
    return save_template(
        earlier.kind, earlier.language, subject=earlier.subject, text=earlier.text, actor=actor
    )


def problems_of(kind, subject, text):
    """Return, as sentences, why these words cannot carry the facts of their kind."""
    if not subject or not text:
        return [_("Write a subject and a text.")]
    known = KINDS[kind]
    used = set(FIELD.findall(subject)) | set(FIELD.findall(text))
    problems = []
    if unknown := used - known.fields:
        problems.append(_("This message has no field {names}.").format(names=_in_braces(unknown)))
    if missing := known.required - used:
        problems.append(
            _("The field {names} may not be missing.").format(names=_in_braces(missing))
        )
    if re.search(r"[{}]", FIELD.sub("", subject + text)):
        problems.append(
            _("Use braces for the names of fields alone, such as {example}.").format(
                example=_in_braces(known.fields) or "{title}"
            )
        )
    return problems


def preview(kind, language, subject, text):
    """Return the message with its example facts."""
    with translation.override(language):
        facts = {name: _(value) for name, value in KINDS[kind].examples.items()}
    return Words(
        subject=" ".join(fill(subject, facts).split())[:LONGEST_SUBJECT],
        text=without_empty_lines(fill(text, facts)),
    )


def sms_parts(text):
    """Return how many SMS a text takes: 160 letters in one, 70 when one is not of the alphabet."""
    if set(text) <= GSM | GSM_OF_TWO:
        length = len(text) + sum(letter in GSM_OF_TWO for letter in text)
        one, of_many = 160, 153
    else:
        length = len(text.encode("utf-16-le")) // 2
        one, of_many = 70, 67
    return 1 if length <= one else -(-length // of_many)


def version_in_use(kind, language):
    """Return the number, as text, of the words in use; 0 for the portal's own from the start."""
    last = MessageTemplate.objects.filter(kind=kind, language=language).first()
    return str(last.version if last else 0)


def _add_version(kind, language, *, actor, **words):
    try:
        with transaction.atomic():
            return MessageTemplate.objects.create(
                kind=kind,
                language=language,
                version=int(version_in_use(kind, language)) + 1,
                written_by=actor,
                **words,
            )
    except IntegrityError:
        raise DomainError(
            _("Somebody else saved these words at this moment. Read them, then save again.")
        ) from None


def _in_braces(names):
    return ", ".join(f"{{{name}}}" for name in sorted(names))
