import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from blk_portal.shared import xlsx_files
from blk_portal.shared.errors import DomainError
from blk_portal.shared.xlsx_files import SheetRow, read_rows, xlsx_bytes

HEADER = ["Nomor", "Nilai"]


def upload(content):
    return SimpleUploadedFile("nilai.xlsx", content)


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content, name, text):
    """Return the workbook ``content`` with one of its parts replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(written, "w") as copy:
        for part in parts.infolist():
            copy.writestr(part.filename, text if part.filename == name else parts.read(part))
    return written.getvalue()


def test_rows_are_read_back_as_written():
    content = xlsx_bytes(HEADER, [["PKL-1", 85], ["=1+1", 70.5]], facts=[("Jumlah baris", 2)])

    book = load_workbook(io.BytesIO(content))
    assert [sheet.title for sheet in book] == ["Baris", "Tentang berkas ini"]
    assert [cell.value for cell in book.worksheets[1][1]] == ["Jumlah baris", 2]
    assert read_rows(upload(content), HEADER) == [
        SheetRow(2, {"Nomor": "PKL-1", "Nilai": "85"}),
        SheetRow(3, {"Nomor": "=1+1", "Nilai": "70.5"}),
    ]


def test_no_cell_of_an_export_is_a_formula():
    book = load_workbook(io.BytesIO(xlsx_bytes(["=A1"], [["=HYPERLINK(1)"], ["@SUM(1)"]])))

    assert [(cell.value, cell.data_type) for (cell,) in book.worksheets[0]] == [
        ("'=A1", "s"),
        ("'=HYPERLINK(1)", "s"),
        ("'@SUM(1)", "s"),
    ]


def test_more_rows_than_are_measured_are_all_written_and_facts_are_read_last():
    seen = []

    def rows():
        for number in range(xlsx_files.ROWS_MEASURED + 5):
            seen.append(number)
            yield [number, "x\x0by"]

    content = xlsx_bytes(HEADER, rows(), facts=(["Baris", len(seen)] for _one in "1"))

    first, about = load_workbook(io.BytesIO(content))
    assert [row[0].value for row in first] == ["Nomor", *seen]
    assert first["B2"].value == "xy"  # no vertical tab can stand in a workbook
    assert first.auto_filter.ref == f"A1:B{len(seen) + 1}"
    assert about["B1"].value == len(seen)


def test_columns_may_stand_in_any_order_and_empty_rows_are_left_out():
    content = workbook(["Nilai", "Nama", "Nomor"], [85.0, "Siti", "PKL-1"], [], [None, "", "PKL-2"])

    assert read_rows(upload(content), HEADER) == [
        SheetRow(2, {"Nomor": "PKL-1", "Nilai": "85"}),
        SheetRow(4, {"Nomor": "PKL-2", "Nilai": ""}),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Nomor;Nilai", "bukan berkas XLSX"),
        (workbook(HEADER)[:-40], "bukan berkas XLSX"),
        (workbook(["Nomor"]), "Nilai"),
        (workbook(), "Nomor, Nilai"),
        (workbook(HEADER, ["PKL-1", "=1+1"]), "rumus"),
        (
            with_part(
                workbook(HEADER),
                "xl/worksheets/sheet1.xml",
                '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>',
            ),
            "judul kolom|bukan berkas XLSX",
        ),
    ],
    ids=["csv", "cut", "a heading missing", "empty", "formula", "external entity"],
)
def test_another_file_is_refused_in_words(content, words):
    with pytest.raises(DomainError, match=words):
        read_rows(upload(content), HEADER)


def test_a_small_file_that_opens_to_a_large_one_is_refused(monkeypatch):
    content = with_part(workbook(HEADER), "docProps/app.xml", " " * 100_000)
    monkeypatch.setattr(xlsx_files, "MOST_BYTES_OPENED", 50_000)

    with pytest.raises(DomainError, match="jauh lebih besar"):
        read_rows(upload(content), HEADER)


def test_more_rows_than_an_office_has_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 2)

    with pytest.raises(DomainError, match="lebih dari 2 baris"):
        read_rows(upload(workbook(HEADER, *[["PKL", n] for n in range(3)])), HEADER)
