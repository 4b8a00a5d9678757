"""One file, from bytes to what is stored of it."""

import gc
import io

import pikepdf
from PIL import Image

from .pdfs import clean_pdf
from .pictures import FORMATS, clean_photo


def clean(content):
    """Return ``(facts, parts)``: what JSON can say, and the file, its thumbnail, its pages.

    A photo is its own page image, so its parts are two. Raise ``Refused``.
    """
    # Readers look for this in the first kilobyte, which lets a PDF pose as something else.
    if content.startswith(b"%PDF-"):
        file, pages, sizes, (small, small_size) = clean_pdf(content)
        kind = "application/pdf"
    else:
        file, size, (small, small_size) = clean_photo(content)
        kind, pages, sizes = "image/jpeg", [], [size]
    facts = {"content_type": kind, "page_sizes": sizes, "thumbnail_size": small_size}
    return facts, [file, small, *pages]


def warm_up():
    """Open harmless files, so that every fork finds the decoders loaded and begun."""
    picture = Image.new("RGB", (200, 200))
    for form in FORMATS:
        written = io.BytesIO()
        picture.save(written, form)
        clean(written.getvalue())
    with pikepdf.new() as document:
        document.add_blank_page()
        written = io.BytesIO()
        document.save(written)
    clean(written.getvalue())
    gc.freeze()
