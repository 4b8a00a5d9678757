import pypdfium2
import pytest
from django.utils import translation

from blk_portal.shared.pdf import LetterheadDocument, pdf_response


def text_of(content):
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.fixture
def paper():
    with translation.override("id"):
        document = LetterheadDocument("Bukti pendaftaran", reference="7KM4-9TQX")
        document.facts([("Nama", "Nur'aini"), ("Alamat", "Jalan Kurinci 5 " * 12)])
        document.items(["KTP asli", "Alat tulis"])
        document.qr("http://127.0.0.1:8000/cek/", caption="Halaman status")
        yield document


def test_text_of_a_paper_can_be_selected(paper):
    (page,) = text_of(paper.as_bytes())

    assert "Bukti pendaftaran" in page
    assert "Nur'aini" in page
    assert "UPTD Balai Latihan Kerja Kota Pekalongan" in page
    assert "7KM4-9TQX" in page
    assert "Halaman 1 dari 1" in page


def test_a_long_paper_numbers_its_pages_and_repeats_its_head(paper):
    for _ in range(80):
        paper.paragraph("Satu alinea pendek.")
    paper.table_of(["Hari", "Pukul"], [["Senin", "08.00 WIB"]] * 60)

    pages = text_of(paper.as_bytes())

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "UPTD Balai Latihan Kerja" in page


def test_a_paper_is_kept_by_nobody_between(paper):
    response = pdf_response(paper, "bukti-7KM4-9TQX.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == 'attachment; filename="bukti-7KM4-9TQX.pdf"'
    assert response.content.startswith(b"%PDF")
