"""Papers stored before the portal drew pages get their page images and thumbnails."""

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Document
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_content

logger = structlog.get_logger(__name__)

BATCH = 100


def draw_missing_pages():
    """Draw what ``Document`` rows lack, oldest first; return how many were drawn and how many not.

    The stored file stays byte for byte, for it may be evidence. Each paper is finished by
    itself, so this may be stopped and started again.
    """
    drawn, left = 0, 0
    for document in _without_pages().iterator(chunk_size=BATCH):
        try:
            drawn += _draw(document)
        except (DomainError, OSError) as error:
            logger.warning("pages_not_drawn", document=document.pk, error=type(error).__name__)
            left += 1
    return drawn, left


def _without_pages():
    return Document.objects.filter(page_sizes=[]).exclude(file="").order_by("pk")


def _draw(document):
    with default_storage.open(document.file.name, "rb") as file:
        clean = clean_content(file.read())
    document.page_sizes = clean.page_sizes
    beside = dict(
        zip(document.stored_names[1:], (clean.thumbnail, *clean.pages_drawn), strict=True)
    )
    for name, content in beside.items():
        # An attempt that was stopped may have left one; a second would get another name.
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
    # Not one that was swept or forgotten in between.
    return (
        _without_pages()
        .filter(pk=document.pk)
        .update(
            page_sizes=clean.page_sizes,
            pages=clean.pages,
            thumbnail_size=clean.thumbnail_size,
            stored_size=document.size + sum(map(len, beside.values())),
        )
    )
