"""Photos decoded, turned upright, bounded and encoded anew as JPEG, and their thumbnails."""

import io
import math
import warnings

import pillow_heif
from PIL import Image, ImageOps

from .refusal import Refused

MAX_PIXELS = 40_000_000
MAX_EDGE = 2000
MIN_EDGE = 100
JPEG_QUALITY = 82
THUMBNAIL_EDGE = 240
THUMBNAIL_BYTES = 20_000
STRIP = 64
ORIENTATION = 0x0112
FORMATS = ["JPEG", "PNG", "WEBP"]
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, KeyError, IndexError)

# Pillow warns here and refuses only twice as many pixels; the warning is made a refusal below.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)


def clean_photo(content):
    """Return ``(jpeg, size, thumbnail)`` of a photo, or raise ``Refused``."""
    is_heif = content[4:8] == b"ftyp" and not content[8:12].startswith(b"avi")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _decoded(content, ["HEIF"] if is_heif else FORMATS)
        return _as_jpeg(picture), picture.size, thumbnail(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except UNREADABLE as error:
        raise Refused("heic_unreadable" if is_heif else "not_a_photo_or_pdf") from error


def thumbnail(picture):
    """Return a WebP of at most ``THUMBNAIL_BYTES`` that fits ``THUMBNAIL_EDGE``."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), reducing_gap=2.0)
    for quality in (70, 40, 10):
        written = io.BytesIO()
        small.save(written, "WEBP", quality=quality, method=2)
        if written.tell() <= THUMBNAIL_BYTES:
            break
    return written.getvalue(), small.size


def _decoded(content, formats):
    with Image.open(io.BytesIO(content), formats=formats) as image:
        if min(image.size) < MIN_EDGE:
            raise Refused("too_small")
        # A JPEG is decoded at half or a quarter of its size when that is enough.
        image.draft("RGB", (MAX_EDGE, MAX_EDGE))
        image.load()
        picture = _reduced(image)
        picture.thumbnail((MAX_EDGE, MAX_EDGE))
        picture.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
        ImageOps.exif_transpose(picture, in_place=True)
        # Comments, EXIF and colour profiles travel in ``info``.
        picture.info.clear()
        return picture


def _reduced(image):
    """The first frame as RGB on white, by a whole factor smaller where it is far too large.

    Strip by strip, for a second copy of a picture of ``MAX_PIXELS`` takes 160 megabytes.
    """
    factor = max(1, max(image.size) // MAX_EDGE)
    width, height = image.size
    if factor == 1:
        return _on_white(image)
    picture = Image.new("RGB", (math.ceil(width / factor), math.ceil(height / factor)))
    for top in range(0, height, STRIP * factor):
        strip = image.crop((0, top, width, min(top + STRIP * factor, height)))
        strip.info.update(image.info)
        picture.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return picture


def _on_white(image):
    """A copy as RGB, transparent parts white, 16-bit grey brought down to 8."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
        return flat
    return image.convert("RGB")


def _as_jpeg(picture):
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()
