"""Pictures, and what poses as one, made to harm whoever opens them. Each is made when asked for."""

import io
import zipfile
import zlib

import pillow_heif
from PIL import Image, PngImagePlugin

from tests.files import pdf, picture

SCRIPT = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
NOT_A_FILE = "Berkas ini bukan foto atau PDF"
TOO_LARGE = "Gambar ini terlalu besar"
TOO_SMALL = "Gambar ini terlalu kecil"
HEIC_BROKEN = "Foto HEIC ini rusak"


def png_chunk(kind, body):
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def png_claiming(width, height, *chunks):
    """A PNG of one tiny row that claims to be ``width`` by ``height``."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", size + b"\x08\x00\x00\x00\x00")
        + b"".join(png_chunk(*chunk) for chunk in chunks)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + png_chunk(b"IEND", b"")
    )


def flood(width, height, mode="1"):
    return picture(size=(width, height), mode=mode, form="PNG", color=0)


def jpeg_claiming(width, height):
    """A JPEG whose frame header says another size."""
    content = bytearray(picture())
    frame = content.index(b"\xff\xc0")
    content[frame + 5 : frame + 9] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(content)


def zipped(**members):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_text(**texts):
    info = PngImagePlugin.PngInfo()
    for name, text in texts.items():
        info.add_text(name, text)
    return picture(form="PNG", pnginfo=info)


def with_place(form="JPEG"):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (6.0, 53.0, 18.0)
    exif[0x010F] = "Nama Telepon"
    return picture(form=form, exif=exif)


def with_orientation(number):
    exif = Image.Exif()
    exif[0x0112] = number
    return picture(exif=exif)


def moving(form):
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "green", "blue")]
    written = io.BytesIO()
    frames[0].save(written, form, save_all=True, append_images=frames[1:], duration=100)
    return written.getvalue()


def heic(size=(640, 480), **save):
    written = io.BytesIO()
    noise = Image.effect_noise(size, 60).convert("RGB")
    pillow_heif.from_pillow(noise).save(written, quality=60, **save)
    return written.getvalue()


def heic_with_place():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (6.0, 53.0, 18.0)
    exif[0x010F] = "Nama Telepon"
    return heic(exif=exif.tobytes())


def heic_of_noise():
    content = bytearray(heic())
    start = content.index(b"mdat") + 4
    content[start:] = bytes(position % 251 for position in range(len(content) - start))
    return bytes(content)


def bad_checksum():
    content = bytearray(picture(form="PNG"))
    content[content.index(b"IDAT") + 6] ^= 0xFF
    return bytes(content)


# name: (how it is made, the beginning of the refusal, or "" when it is taken in made harmless)
PICTURES = {
    "png of 64 megapixels": (lambda: flood(8000, 8000), TOO_LARGE),
    "png of 144 megapixels": (lambda: flood(12000, 12000), TOO_LARGE),
    "png claiming 3.6 gigapixels": (lambda: png_claiming(60000, 60000), TOO_LARGE),
    "png claiming 2^62 pixels": (lambda: png_claiming(2**31 - 1, 2**31 - 1), TOO_LARGE),
    "png of the most pixels": (lambda: flood(6300, 6300, "RGBA"), ""),
    "png claiming more than it holds": (lambda: png_claiming(3000, 3000), NOT_A_FILE),
    "line of pixels": (lambda: png_claiming(50000, 1), TOO_SMALL),
    "column of pixels": (lambda: png_claiming(1, 50000), TOO_SMALL),
    "no pixels": (lambda: png_claiming(0, 0), NOT_A_FILE),
    "jpeg claiming 4 gigapixels": (lambda: jpeg_claiming(65500, 65500), TOO_LARGE),
    "jpeg claiming more than it holds": (lambda: jpeg_claiming(5000, 5000), ""),
    "gif and pdf in one": (lambda: b"GIF89a" + pdf(), NOT_A_FILE),
    "jpeg and zip in one": (lambda: picture() + zipped(a=SCRIPT), ""),
    "jpeg and pdf in one": (lambda: picture() + pdf(), ""),
    "png and script in one": (lambda: picture(form="PNG") + SCRIPT, ""),
    "html before a jpeg": (lambda: b"<html>" + SCRIPT + picture(), NOT_A_FILE),
    "php in a jpeg comment": (lambda: picture(comment=SCRIPT), ""),
    "script in png text": (lambda: with_text(Comment=SCRIPT.decode()), ""),
    "script in a jpeg xmp": (lambda: picture(xmp=SCRIPT), ""),
    "script in a webp xmp": (lambda: picture(form="WEBP", xmp=SCRIPT), ""),
    "script in a colour profile": (lambda: picture(icc_profile=SCRIPT * 9), ""),
    "png text that unfolds": (
        lambda: png_claiming(300, 200, (b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 90_000_000))),
        NOT_A_FILE,
    ),
    "png profile that unfolds": (
        lambda: png_claiming(300, 200, (b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 90_000_000))),
        NOT_A_FILE,
    ),
    "svg with onload": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        NOT_A_FILE,
    ),
    "html as jpg": (lambda: b"<!doctype html>" + SCRIPT, NOT_A_FILE),
    "external entity": (
        lambda: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        NOT_A_FILE,
    ),
    "shell script": (lambda: b"#!/bin/sh\ntouch /tmp/was-here\n", NOT_A_FILE),
    "program": (lambda: b"MZ" + b"\0" * 500, NOT_A_FILE),
    "library": (lambda: b"\x7fELF" + b"\0" * 500, NOT_A_FILE),
    "half a jpeg": (lambda: picture(size=(900, 600))[:2000], NOT_A_FILE),
    "half a png": (lambda: picture(form="PNG")[:150], NOT_A_FILE),
    "half a webp": (lambda: picture(form="WEBP")[:60], NOT_A_FILE),
    "png with a wrong checksum": (bad_checksum, NOT_A_FILE),
    "empty": (lambda: b"", "Berkas ini kosong"),
    "one byte": (lambda: b"\xff", NOT_A_FILE),
    "beginning of a jpeg": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 300, NOT_A_FILE),
    "zip": (lambda: zipped(a=SCRIPT), NOT_A_FILE),
    "workbook that unfolds": (
        lambda: zipped(**{"xl/workbook.xml": b"\0" * 50_000_000}),
        NOT_A_FILE,
    ),
    "place in exif": (with_place, ""),
    "place in a webp": (lambda: with_place("WEBP"), ""),
    "orientation that does not exist": (lambda: with_orientation(9), ""),
    "cmyk": (lambda: picture(mode="CMYK", color=(0, 0, 0, 0)), ""),
    "sixteen bits": (lambda: picture(mode="I;16", form="PNG", color=65535), ""),
    "palette with a hole": (lambda: picture(mode="P", form="PNG", color=0, transparency=0), ""),
    "black and white": (lambda: picture(mode="1", form="PNG", color=1), ""),
    "moving webp": (lambda: moving("WEBP"), ""),
    "moving png": (lambda: moving("PNG"), ""),
    "moving gif": (lambda: moving("GIF"), NOT_A_FILE),
    "heic with a place": (heic_with_place, ""),
    "heic of zeros": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 200, HEIC_BROKEN),
    "half a heic": (lambda: heic()[:4000], HEIC_BROKEN),
    "heic of noise": (heic_of_noise, HEIC_BROKEN),
    "avif of zeros": (lambda: b"\0\0\0\x18ftypavif" + b"\0" * 200, NOT_A_FILE),
    "video": (lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 200, HEIC_BROKEN),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 300\n", NOT_A_FILE),
    "fits": (lambda: b"SIMPLE  =                    T" + b" " * 3000, NOT_A_FILE),
    "tiff": (lambda: picture(form="TIFF"), NOT_A_FILE),
    "bmp": (lambda: picture(form="BMP"), NOT_A_FILE),
    "ppm": (lambda: picture(form="PPM"), NOT_A_FILE),
    "icon": (lambda: picture(size=(64, 64), form="ICO"), NOT_A_FILE),
    "photoshop": (lambda: b"8BPS\0\x01" + b"\0" * 300, NOT_A_FILE),
    "windows metafile": (lambda: b"\xd7\xcd\xc6\x9a" + b"\0" * 300, NOT_A_FILE),
}
