"""Files as people upload them: photos, PDFs, and hostile ones."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(*, size=(400, 300), mode="RGB", form="JPEG", color="white", **save):
    written = io.BytesIO()
    Image.new(mode, size, color).save(written, form, **save)
    return written.getvalue()


def pdf(*, pages=1, arrange=None, **save):
    """A PDF of empty pages; ``arrange`` may add to it before it is written."""
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if arrange:
        arrange(document)
    written = io.BytesIO()
    document.save(written, **save)
    return written.getvalue()


def uploaded(content, name="ktp.jpg"):
    return SimpleUploadedFile(name, content)


def photo(name="ktp.jpg", **picture_of):
    """An upload that every form accepts."""
    return uploaded(picture(**picture_of), name)
