"""What staff returned, as rows that lead to the pages where it is mended."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.choices import DocumentKind
from enrollment.choices import ApplicationStatus
from enrollment.parts import PARTS
from enrollment.reasons import words_for_applicant
from enrollment.services.application_file import returned_items, wallet_of
from enrollment.services.submission import papers_still_to_replace
from enrollment.task_list import part_url
from programs.wording import fact_words


@dataclass(frozen=True)
class Correction:
    title: str
    sentences: list
    links: list
    is_open: bool


def corrections_of(application):
    """Return a row for each returned requirement; none unless something was returned."""
    if application.status != ApplicationStatus.NEEDS_FIX:
        return []
    items = returned_items(application)
    to_replace = papers_still_to_replace(wallet_of(application.person), items)
    return [
        Correction(
            title=_subject(requirement),
            sentences=[words_for_applicant(item.reason, _subject(requirement)), item.text],
            links=[
                (part.title, part_url(application, part))
                for part in PARTS.values()
                if part.is_reopened_by(requirement)
            ],
            is_open=requirement in to_replace,
        )
        for requirement, item in items.items()
    ]


def _subject(requirement):
    kind, _colon, detail = requirement.partition(":")
    if kind == "document":
        return DocumentKind(detail).label
    if kind == "fact":
        return fact_words(detail)
    return {
        "identity": _("NIK, name and date of birth"),
        "address": _("Address on the KTP"),
        "education": _("Last education"),
    }.get(requirement, requirement)
