"""Uploaded files made harmless: decoded, bounded and written anew. Names and types they claim
for themselves are ignored.
"""

import hashlib
import io
from dataclasses import dataclass

import pikepdf
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from blk_portal.shared.errors import DomainError

MAX_PIXELS = 40_000_000
MAX_EDGE = 2400
MIN_EDGE = 100
MAX_PAGES = 20
THUMBNAIL_EDGE = 240
JPEG_QUALITY = 85
# What a page needs to be drawn. Scripts, launchers, attachments and links hang elsewhere.
PAGE_KEYS = {
    "/Type",
    "/Parent",
    "/MediaBox",
    "/CropBox",
    "/Rotate",
    "/Resources",
    "/Contents",
    "/Group",
    "/UserUnit",
}

# Pillow then refuses twice as many pixels while it reads the header; this module, one more.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class CleanFile:
    """A file that the portal wrote itself; ``width`` and ``height`` are 0 for a PDF."""

    content: bytes
    content_type: str
    pages: int = 1
    width: int = 0
    height: int = 0

    @property
    def size(self):
        return len(self.content)

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def clean_upload(upload):
    """Return ``upload`` (an ``UploadedFile``) as a ``CleanFile``: a JPEG or a PDF.

    Raise ``DomainError`` with cause and way out for whatever is not a photo or a PDF, is too
    large, is locked, or cannot be read.
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
    if content.startswith(b"%PDF-"):
        return _clean_pdf(content)
    if content[4:8] == b"ftyp":
        raise DomainError(
            _(
                "This photo has the HEIC format, which the portal cannot read. Take a screenshot "
                "of the photo and upload that, or set the camera to JPEG."
            )
        )
    return _clean_image(content)


def thumbnail(content):
    """Return a small JPEG of a picture that ``clean_upload`` made."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        image.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
        return _as_jpeg(image)


def _clean_image(content):
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
            _refuse_odd_sizes(image.size)
            # A JPEG is decoded at half or a quarter of its size when that is enough.
            image.draft("RGB", (MAX_EDGE, MAX_EDGE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((MAX_EDGE, MAX_EDGE))
            flat = _on_white(upright)
            return CleanFile(_as_jpeg(flat), "image/jpeg", width=flat.width, height=flat.height)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise DomainError(
            _(
                "This file is not a photo or PDF that can be opened. Take the photo again, "
                "or save the document as PDF."
            )
        ) from error


def _refuse_odd_sizes(size):
    if size[0] * size[1] > MAX_PIXELS:
        raise _too_many_pixels()
    if min(size) < MIN_EDGE:
        raise DomainError(
            _("This picture is too small to be read. Take the photo again from nearby.")
        )


def _too_many_pixels():
    return DomainError(
        _("This picture is too large to be opened. Take the photo with an ordinary camera setting.")
    )


def _on_white(image):
    """The picture as RGB, transparent parts white, 16-bit grey brought down to 8."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    return image.convert("RGB")


def _as_jpeg(image):
    # Comments, EXIF and colour profiles travel in ``info``.
    image.info.clear()
    written = io.BytesIO()
    image.save(written, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return written.getvalue()


def _clean_pdf(content):
    try:
        with pikepdf.open(io.BytesIO(content)) as source:
            if source.is_encrypted:
                raise _locked()
            if not 1 <= len(source.pages) <= MAX_PAGES:
                raise DomainError(
                    _(
                        "This PDF has {count} pages. It may have {limit} at most. "
                        "Send only the pages that are asked for."
                    ).format(count=len(source.pages), limit=MAX_PAGES)
                )
            return CleanFile(_pages_alone(source), "application/pdf", pages=len(source.pages))
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        OSError,
        ValueError,
        RuntimeError,
    ) as error:
        raise DomainError(
            _("This PDF cannot be opened. Save it again, or take a photo of the document.")
        ) from error


def _locked():
    return DomainError(
        _(
            "This PDF is locked with a password. Save it again without a password, "
            "or take a photo of the document."
        )
    )


def _pages_alone(source):
    """A new PDF of the pages as they print, without anything else of the old one."""
    source.flatten_annotations("print")
    target = pikepdf.new()
    target.pages.extend(source.pages)
    for page in target.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
    written = io.BytesIO()
    target.save(written)
    return written.getvalue()
