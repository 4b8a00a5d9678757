"""Uploaded files made harmless. Names and types they claim for themselves are ignored.

Nothing here decodes: a separate process opens each file (``cleaner``), within limits.
"""

import hashlib
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared.antivirus import refuse_viruses
from blk_portal.shared.errors import DomainError, TryAgainLater
from blk_portal.shared.uploads_process import CleanerFailed, cleaner

logger = structlog.get_logger(__name__)

SENTENCES = {
    "not_a_photo_or_pdf": gettext_lazy(
        "This file is not a photo or PDF that can be opened. Take the photo again, or save the "
        "document as PDF."
    ),
    "too_small": gettext_lazy(
        "This picture is too small to be read. Take the photo again from nearby."
    ),
    "too_many_pixels": gettext_lazy(
        "This picture is too large to be opened. Take the photo with an ordinary camera setting."
    ),
    "heic_unreadable": gettext_lazy(
        "This HEIC photo is damaged and cannot be opened. Take a screenshot of the photo and "
        "upload that, or set the camera to JPEG and take it again."
    ),
    "locked": gettext_lazy(
        "This PDF is locked with a password. Save it again without a password, or take a photo "
        "of the document."
    ),
    "pdf_unreadable": gettext_lazy(
        "This PDF cannot be opened. Save it again, or take a photo of the document."
    ),
    "too_many_pages": gettext_lazy(
        "This PDF has {count} pages. It may have {limit} at most. Send only the pages that are "
        "asked for."
    ),
    "too_heavy": gettext_lazy(
        "This file is too complicated to be opened. Take a plain photo of the document instead."
    ),
    "too_long": gettext_lazy(
        "Opening this file took too long. Send fewer pages, or take a photo of the document."
    ),
    "unreadable": gettext_lazy(
        "This file could not be opened. Choose it again, or take a photo of the document."
    ),
}
# Seconds until there is likely to be room for another file.
SOON = 5
# What opening a file may write, by the bytes with which it begins.
BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}


@dataclass(frozen=True)
class CleanFile:
    """A file that the portal wrote itself, with a WebP thumbnail and the sizes of its pages.

    The pages of a PDF are drawn as JPEG; a photo is its own page and ``pages_drawn`` is empty.
    """

    content: bytes
    content_type: str
    thumbnail: bytes
    thumbnail_size: tuple
    page_sizes: tuple
    pages_drawn: tuple = ()

    @property
    def pages(self):
        return len(self.page_sizes)

    @property
    def size(self):
        return len(self.content)

    @property
    def stored_size(self):
        return sum(map(len, (self.content, self.thumbnail, *self.pages_drawn)))

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def clean_upload(upload):
    """Return ``upload`` (an ``UploadedFile``) as a ``CleanFile``: a JPEG or a PDF.

    Raise ``DomainError`` with cause and way out for whatever is not a photo or a PDF, is too
    large, is locked, holds a virus, or cannot be read.
    """
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise DomainError(
            _("The file is {size}. It may be {limit} at most. Take a photo of it instead.").format(
                size=filesizeformat(upload.size), limit=filesizeformat(settings.UPLOAD_MAX_BYTES)
            )
        )
    upload.seek(0)
    content = upload.read()
    if not content:
        raise DomainError(_("The file is empty. Choose it again, or take the photo again."))
    refuse_viruses(content)
    return clean_content(content)


def clean_content(content):
    """As ``clean_upload``, for bytes whose size is known to be bounded."""
    try:
        facts, parts = cleaner.clean(content)
    except CleanerFailed as failure:
        logger.warning("upload_not_opened", cause=failure.code, size=len(content))
        if failure.code == "busy":
            busy = _("The portal is very busy just now. Try again in a moment.")
            raise TryAgainLater(busy, SOON) from failure
        raise DomainError(str(SENTENCES.get(failure.code, SENTENCES["unreadable"]))) from failure
    if code := facts.get("refused"):
        logger.info("upload_refused", code=code, cause=facts["cause"], size=len(content))
        sentence = SENTENCES.get(code, SENTENCES["unreadable"])
        raise DomainError(str(sentence).format(**facts["values"]))
    return _trusted(facts, parts)


def _trusted(facts, parts):
    """Take over what the other process wrote, if it is what it should be."""
    content, thumbnail, *pages = parts
    width, height = map(int, facts["thumbnail_size"])
    sizes = tuple((int(width), int(height)) for width, height in facts["page_sizes"])
    is_photo = facts["content_type"] == "image/jpeg"
    as_it_should_be = (
        content.startswith(BEGINNINGS.get(facts["content_type"], b"\0"))
        and thumbnail[:4] == b"RIFF"
        and thumbnail[8:12] == b"WEBP"
        and len(pages) == (0 if is_photo else len(sizes))
        and all(page.startswith(BEGINNINGS["image/jpeg"]) for page in pages)
    )
    if not as_it_should_be:
        raise DomainError(str(SENTENCES["unreadable"]))
    return CleanFile(
        content, facts["content_type"], thumbnail, (width, height), sizes, tuple(pages)
    )


def cleaned_file(upload):
    """Return what ``clean_upload`` makes of a scan, as a file whose name says nothing."""
    clean = clean_upload(upload)
    ending = "pdf" if clean.content_type == "application/pdf" else "jpg"
    return ContentFile(clean.content, name=f"{clean.sha256[:32]}.{ending}")
