"""Papers that staff checked in an earlier intake are taken over into a new application."""

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.services.application_file import papers_of, wallet_of
from enrollment.services.applications import lock_for_answers


@transaction.atomic
def reuse_papers(application, *, kind=None, actor):
    """Let the paper of ``kind`` that was checked earlier count for this application too, or all.

    Raise ``DomainError`` when none of them can be used again.
    """
    application = lock_for_answers(application, "dokumen")
    papers = papers_of(application, wallet_of(application.person))
    offered = [paper.kind for paper in papers.values() if paper.is_offered]
    if kind is not None:
        offered = [kind] if kind in offered else []
    if not offered:
        raise DomainError(
            _("This document can no longer be used again. Upload a new photo or file.")
        )
    application.reused_papers = sorted({*application.reused_papers, *offered})
    application.version += 1
    application.save(update_fields=["reused_papers", "version", "updated_at"])
    return application
