"""PDF files written anew with nothing but what prints, and drawn page by page."""

import io
import math

import pikepdf
import pypdfium2

from .pictures import thumbnail
from .refusal import Refused

MAX_PAGES = 20
PAGE_EDGE = 1754  # A4 at 150 dots per inch
MOST_ENLARGED = 4
MOST_PIXELS = 100_000_000  # of one picture: A3 at 600 dots per inch is 70 million
PAGE_QUALITY = 75
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
# What may hide below the resources of a page and is never needed to draw it.
ACTIVE_KEYS = {
    "/A",
    "/AA",
    "/AF",
    "/EmbeddedFiles",
    "/EF",
    "/JavaScript",
    "/JS",
    "/Launch",
    "/Metadata",
    "/OpenAction",
    "/PieceInfo",
    "/RichMediaContent",
    "/URI",
    "/XFA",
}
UNREADABLE = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    pypdfium2.PdfiumError,
    OSError,
    ValueError,
    RuntimeError,
    TypeError,
    KeyError,
    AttributeError,
)


def clean_pdf(content):
    """Return ``(pdf, page images, their sizes, thumbnail)``, or raise ``Refused``."""
    try:
        cleaned = _pages_alone(content)
        pages = _drawn(cleaned)
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except UNREADABLE as error:
        raise Refused("pdf_unreadable") from error
    return cleaned, [page for page, _, _ in pages], [size for _, size, _ in pages], pages[0][2]


def _pages_alone(content):
    """A new PDF of the pages as they print, without anything else of the old one."""
    with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as target:
        if source.is_encrypted:
            raise Refused("locked")
        count = len(source.pages)
        if not 1 <= count <= MAX_PAGES:
            raise Refused("too_many_pages", count=count, limit=MAX_PAGES)
        source.flatten_annotations("print")
        target.pages.extend(source.pages)
        for page in target.pages:
            _keep(page.obj, PAGE_KEYS)
        for thing in target.objects:
            _refuse_huge_picture(thing)
            _drop_active_keys(thing)
        written = io.BytesIO()
        target.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return written.getvalue()


def _keep(dictionary, keys):
    for key in set(dictionary.keys()) - keys:
        del dictionary[key]


def _refuse_huge_picture(thing):
    """Pictures are left alone where they are not drawn, and would flood the reader's viewer."""
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
        return
    if int(thing.get("/Width", 0)) * int(thing.get("/Height", 0)) > MOST_PIXELS:
        raise Refused("too_heavy")


def _drop_active_keys(thing):
    """Take active keys out of an object and all that it holds directly."""
    inside = [thing]
    while inside:
        one = inside.pop()
        if isinstance(one, pikepdf.Array):
            inside += [item for item in one if not _stands_alone(item)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            keys = set(one.keys())
            for key in keys & ACTIVE_KEYS:
                del one[key]
            inside += [one[key] for key in keys - ACTIVE_KEYS if not _stands_alone(one[key])]


def _stands_alone(thing):
    return not isinstance(thing, pikepdf.Object) or thing.is_indirect


def _drawn(content):
    """Return ``(jpeg, size, thumbnail or None)`` of each page."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [_page(document[number], number == 0) for number in range(len(document))]
    finally:
        document.close()


def _page(page, is_first):
    edge = max(page.get_size())
    if not math.isfinite(edge) or edge <= 0:
        raise Refused("pdf_unreadable")
    bitmap = page.render(
        scale=min(PAGE_EDGE / edge, MOST_ENLARGED), may_draw_forms=False, no_smoothpath=False
    )
    picture = bitmap.to_pil().convert("RGB")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=PAGE_QUALITY)
    return written.getvalue(), picture.size, thumbnail(picture) if is_first else None
