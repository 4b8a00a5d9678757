import io
import zlib

import pikepdf
import pytest
from PIL import Image

from blk_portal.shared.cleaner.pdfs import MAX_PAGES
from blk_portal.shared.cleaner.pictures import MAX_EDGE
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_upload
from tests.files import pdf, picture, uploaded


def opened(clean):
    return Image.open(io.BytesIO(clean.content))


def refused(content):
    with pytest.raises(DomainError) as refusal:
        clean_upload(uploaded(content))
    return str(refusal.value)


def png_header(width, height):
    """A PNG of one tiny row that claims to be ``width`` by ``height``."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + kind + body + check

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    rows = zlib.compress(b"\0" * 100)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + b"\x08\x00\x00\x00\x00")
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_the_same_size(form):
    clean = clean_upload(uploaded(picture(form=form)))

    assert (clean.content_type, clean.page_sizes) == ("image/jpeg", ((400, 300),))
    assert opened(clean).format == "JPEG"


def test_a_large_photo_is_brought_down_to_the_bounded_edge():
    clean = clean_upload(uploaded(picture(size=(4000, 3000))))

    assert clean.page_sizes == ((MAX_EDGE, MAX_EDGE * 3 // 4),)
    assert opened(clean).size == clean.page_sizes[0]


def test_the_place_where_a_photo_was_taken_is_not_stored():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (6.0, 53.0, 18.0)
    exif[0x010F] = "Nama Telepon"
    original = picture(exif=exif)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825) != {}

    clean = clean_upload(uploaded(original))

    assert dict(opened(clean).getexif()) == {}
    assert b"Nama Telepon" not in clean.content
    assert b"Exif" not in clean.content


def test_a_photo_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    clean = clean_upload(uploaded(picture(size=(400, 300), exif=exif)))

    assert clean.page_sizes == ((300, 400),)


def test_code_in_a_comment_and_a_colour_profile_are_dropped():
    original = picture(comment=b"<?php system($_GET['c']); ?>", icc_profile=b"profile" * 40)
    assert b"<?php" in original

    clean = clean_upload(uploaded(original))

    assert b"<?php" not in clean.content
    assert b"profileprofile" not in clean.content


@pytest.mark.parametrize(
    ("mode", "form", "color"),
    [("RGBA", "PNG", (0, 0, 0, 0)), ("LA", "PNG", (0, 0)), ("P", "PNG", 0), ("I;16", "PNG", 65535)],
)
def test_other_kinds_of_pixels_are_flattened_to_rgb(mode, form, color):
    save = {"transparency": 0} if mode == "P" else {}

    clean = clean_upload(uploaded(picture(mode=mode, form=form, color=color, **save)))

    assert opened(clean).mode == "RGB"
    assert opened(clean).getpixel((10, 10)) == (255, 255, 255)


def test_a_cmyk_photo_becomes_rgb():
    clean = clean_upload(uploaded(picture(mode="CMYK", color=(0, 0, 0, 0))))

    assert opened(clean).mode == "RGB"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(8000, 8000), (12000, 12000), (60000, 60000)])
def test_a_picture_that_would_unfold_to_a_flood_of_pixels_is_refused(size):
    assert refused(png_header(*size)).startswith("Gambar ini terlalu besar")


def test_a_line_of_pixels_is_refused():
    assert refused(png_header(50000, 1)).startswith("Gambar ini terlalu kecil")


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a" + pdf(),
        picture(form="GIF"),
        picture(form="BMP"),
        picture(form="TIFF"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 300\n",
        b"SIMPLE  =                    T" + b" " * 3000,
        b"MZ" + b"\0" * 500,
        picture()[:300],
        b"\xff\xd8\xff\xe0" + b"\0" * 300,
    ],
    ids=["html", "svg", "gif-pdf", "gif", "bmp", "tiff", "eps", "fits", "exe", "cut", "noise"],
)
def test_what_is_neither_photo_nor_pdf_is_refused_whatever_its_name(content):
    assert refused(content).startswith("Berkas ini bukan foto atau PDF")


def test_an_empty_file_is_refused():
    assert refused(b"").startswith("Berkas ini kosong")


def test_a_photo_of_an_iphone_gets_a_way_out():
    assert "HEIC" in refused(b"\0\0\0\x18ftypheic" + b"\0" * 200)


def test_a_file_beyond_the_bound_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 1000

    assert "paling besar 1000" in refused(b"x" * 1001)


def test_a_pdf_keeps_its_pages():
    clean = clean_upload(uploaded(pdf(pages=3)))

    assert (clean.content_type, clean.pages) == ("application/pdf", 3)
    with pikepdf.open(io.BytesIO(clean.content)) as document:
        assert len(document.pages) == 3


def hostile(document):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    page = document.pages[0].obj
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=script)
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["start", script]))
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=[])
    document.attachments["a.exe"] = b"MZ attached"
    page.AA = pikepdf.Dictionary(O=script)
    page.Annots = document.make_indirect(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 100, 100],
                A=launch,
            )
        ]
    )


def test_scripts_launchers_and_attachments_of_a_pdf_are_gone():
    original = pdf(arrange=hostile, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"/JavaScript" in original and b"/Launch" in original

    clean = clean_upload(uploaded(original))

    with pikepdf.open(io.BytesIO(clean.content)) as document:
        written = io.BytesIO()
        document.save(written, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        assert set(document.pages[0].obj.keys()) <= {
            "/Type",
            "/Parent",
            "/MediaBox",
            "/Resources",
            "/Contents",
        }
    for word in [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/XFA", b"/OpenAction"]:
        assert word not in written.getvalue()


@pytest.mark.parametrize("password", ["rahasia", ""])
def test_a_locked_pdf_is_refused_with_the_way_out(password):
    locked = pdf(encryption=pikepdf.Encryption(user=password, owner="pemilik"))

    assert refused(locked) == (
        "PDF ini dikunci kata sandi. Simpan ulang tanpa kata sandi, atau foto saja dokumennya."
    )


def test_a_pdf_with_too_many_pages_is_refused():
    assert f"{MAX_PAGES + 1} halaman" in refused(pdf(pages=MAX_PAGES + 1))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 500, pdf()[:200]])
def test_a_broken_pdf_is_refused(content):
    assert refused(content).startswith("PDF ini tidak bisa dibuka")


def test_the_thumbnail_is_small():
    clean = clean_upload(uploaded(picture(size=(2000, 1000))))

    small = Image.open(io.BytesIO(clean.thumbnail))

    assert (small.format, small.size) == ("WEBP", (240, 120))
    assert clean.thumbnail_size == (240, 120)
