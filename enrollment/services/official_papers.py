"""Numbered papers of the office: written once, printed the same for ever, scanned when signed."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import cleaned_file
from enrollment.choices import PAPERS_OF_A_CLASS, PaperKind, RoundStatus
from enrollment.models import OfficialPaper, SelectionRound
from enrollment.official_papers import (
    LANGUAGE,
    annex_content,
    attendance_content,
    minutes_content,
    summons_content,
)
from enrollment.selection import canonical_bytes

DECIDED = [RoundStatus.DECIDED, RoundStatus.APPROVED, RoundStatus.PUBLISHED]


def write_paper(
    intake, kind, *, actor, number, dated_on, opening, closing="", signers, batch=None, days=()
):
    """Write a paper from the rows as they are now and lock its content; return it.

    ``signers`` are ``{"role", "name"}``, ``days`` the dates of an attendance list. Raise
    ``DomainError`` if the number is taken, or nothing is decided yet that it could report.
    """
    with translation.override(LANGUAGE):
        content = _content(intake, kind, batch, days)
    content |= {"opening": opening.strip(), "closing": closing.strip(), "signers": signers}
    written = canonical_bytes(content)
    try:
        with transaction.atomic():
            return OfficialPaper.objects.create(
                intake=intake,
                batch=batch,
                kind=kind,
                number=number.strip(),
                dated_on=dated_on,
                content=written.decode(),
                sha256=hashlib.sha256(written).hexdigest(),
                written_by=actor,
            )
    except IntegrityError as taken:
        raise DomainError(_("A paper of this kind has this number already.")) from taken


@transaction.atomic
def attach_scan(paper, upload, *, actor):
    """Keep the signed scan with its paper. Raise ``DomainError`` if there is one already."""
    paper = _lock(paper)
    if paper.scan:
        raise DomainError(_("The signed scan is attached already."))
    paper.scan = cleaned_file(upload)
    paper.scanned_by = actor
    paper.scanned_at = timezone.now()
    paper.save(update_fields=["scan", "scanned_by", "scanned_at"])
    return paper


@transaction.atomic
def withdraw_paper(paper, *, actor, reason):
    """Mark a paper as wrong, with the reason; its number may then be used again."""
    paper = _lock(paper)
    if not reason.strip():
        raise DomainError(_("Say why the paper is withdrawn."))
    paper.withdrawn_reason = reason.strip()[:300]
    paper.withdrawn_by = actor
    paper.withdrawn_at = timezone.now()
    paper.save(update_fields=["withdrawn_reason", "withdrawn_by", "withdrawn_at"])
    return paper


def _lock(paper):
    paper = OfficialPaper.objects.select_for_update().get(pk=paper.pk)
    if paper.withdrawn_at:
        raise DomainError(_("This paper was withdrawn."))
    return paper


def _content(intake, kind, batch, days):
    if kind in PAPERS_OF_A_CLASS:
        if batch is None:
            raise DomainError(_("Choose the class."))
        return (
            attendance_content(batch, days)
            if kind == PaperKind.ATTENDANCE_LIST
            else summons_content(batch)
        )
    selection_round = (
        SelectionRound.objects.filter(intake=intake, status__in=DECIDED)
        .select_related("intake", "rule_set", "approved_run")
        .first()
    )
    if selection_round is None:
        raise DomainError(_("This paper can be written once the round is calculated."))
    run = selection_round.approved_run or selection_round.runs.last()
    of_the_round = minutes_content if kind == PaperKind.MINUTES else annex_content
    return of_the_round(selection_round, run)
