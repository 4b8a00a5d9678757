"""Papers that staff checked in an earlier intake are taken over into a new application."""

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.services.application_file import read_file
from enrollment.services.applications import lock_for_answers


@transaction.atomic
def reuse_papers(application, kinds, *, actor):
    """Let the papers of ``kinds`` that were checked earlier count for this application too.

    Raise ``DomainError`` when none of them can be used again.
    """
    application = lock_for_answers(application, "dokumen")
    offered = [paper.kind for paper in read_file(application).offered if paper.kind in kinds]
    if not offered:
        raise DomainError(
            _("This document can no longer be used again. Upload a new photo or file.")
        )
    application.reused_papers = sorted({*application.reused_papers, *offered})
    application.version += 1
    application.save(update_fields=["reused_papers", "version", "updated_at"])
    return application
