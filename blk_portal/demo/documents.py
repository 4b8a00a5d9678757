"""Sample papers for the desk: one drawn page for each kind, shared by all demo persons."""

import io

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from accounts.choices import DocumentKind, DocumentStatus
from accounts.models import Document
from accounts.services.documents import facts_of, write_files
from blk_portal.shared.uploads import clean_content

PAPERS = {
    DocumentKind.KTP: ("KARTU TANDA PENDUDUK", (1000, 630), "#d9e6f2"),
    DocumentKind.KK: ("KARTU KELUARGA", (1200, 850), "#f4efe1"),
    DocumentKind.DIPLOMA: ("IJAZAH", (1200, 850), "#f6f3ea"),
    DocumentKind.PHOTO: ("FOTO 3×4", (600, 800), "#b93a32"),
    DocumentKind.EMPLOYER: ("SURAT KETERANGAN KERJA", (850, 1200), "#ffffff"),
    DocumentKind.DISABILITY: ("SURAT KETERANGAN", (850, 1200), "#ffffff"),
    DocumentKind.LAID_OFF: ("SURAT KETERANGAN PHK", (850, 1200), "#ffffff"),
}


def draw_papers():
    """Draw and store one sample page for each kind; return what ``Document`` rows need of it."""
    papers = {}
    for kind, (title, size, colour) in PAPERS.items():
        clean = clean_content(_page(title, size, colour))
        document = Document(file=f"demo/{kind.value.lower()}.jpg", **facts_of(clean))
        if not default_storage.exists(document.file.name):
            write_files(document, clean)
        papers[kind] = {
            "file": document.file.name,
            "original_name": f"{kind.value.lower()}.jpg",
            **facts_of(clean),
        }
    return papers


def _page(title, size, colour):
    page = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(page)
    width, height = size
    draw.rectangle([20, 20, width - 20, height - 20], outline="#33415c", width=4)
    draw.text((60, 60), title, fill="#1d2b4f", font=ImageFont.load_default(size=width // 22))
    for line in range(7):
        top = 150 + line * height // 11
        draw.rectangle([60, top, 60 + width // (2 + line % 3), top + 12], fill="#8a94a6")
    draw.text(
        (width // 8, height - height // 4),
        "DOKUMEN CONTOH",
        fill="#7a2530",
        font=ImageFont.load_default(size=width // 12),
    )
    content = io.BytesIO()
    page.save(content, "JPEG", quality=80)
    return content.getvalue()


def paper(papers, person, kind, *, uploaded_at, checked_by=None, checked_at=None):
    """An unsaved document of ``person``; checked when ``checked_by`` is given."""
    return Document(
        person=person,
        kind=kind,
        uploaded_by=person.user,
        created_at=uploaded_at,
        status=DocumentStatus.VERIFIED if checked_by else DocumentStatus.UPLOADED,
        checked_by=checked_by,
        checked_at=checked_at,
        **papers[kind],
    )
