"""What staff returned, as rows that lead to the pages where it is mended."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import DocumentKind
from enrollment.checklist import PAPERS
from enrollment.choices import ApplicationStatus
from enrollment.parts import PARTS
from enrollment.reasons import words_for_applicant
from enrollment.services.application_file import returned_items, wallet_of
from enrollment.services.review_notices import correction_deadline
from enrollment.services.submission import papers_still_to_replace
from enrollment.task_list import part_url
from programs.wording import fact_words


@dataclass(frozen=True)
class Correction:
    title: str
    sentences: list
    links: list
    is_open: bool
    is_replaced: bool
    mend_by: date


def corrections_of(application):
    """Return a row for each returned requirement; none unless something was returned."""
    if application.status != ApplicationStatus.NEEDS_FIX:
        return []
    items = returned_items(application)
    to_replace = papers_still_to_replace(wallet_of(application.person), items)
    return [
        Correction(
            title=_subject(requirement),
            sentences=[words_for_applicant(item.reason, _object(requirement)), item.text],
            links=_links(application, requirement),
            is_open=requirement in to_replace,
            is_replaced=requirement.startswith("document:") and requirement not in to_replace,
            mend_by=correction_deadline(
                application.intake, today=timezone.localdate(item.review.created_at)
            ),
        )
        for requirement, item in items.items()
    ]


def _links(application, requirement):
    """Where it is mended: for a paper, that paper; else the pages that it reopens."""
    kind = requirement.removeprefix("document:")
    return [
        (part.title, part_url(application, part))
        if kind == requirement
        else (_("Upload a new one"), f"{part_url(application, part)}#{kind}")
        for part in PARTS.values()
        if part.is_reopened_by(requirement)
    ]


def _object(requirement):
    """What a sentence about it calls it, as the message to the applicant does."""
    return PAPERS.get(requirement.removeprefix("document:")) or _subject(requirement)


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
