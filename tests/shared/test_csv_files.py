import csv
import io
from datetime import UTC, datetime

import pytest

from blk_portal.shared.csv_files import csv_lines, csv_response, neutral


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('=HYPERLINK("http://example.com")', '\'=HYPERLINK("http://example.com")'),
        ("+62812", "'+62812"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\t=1"),
        ("Siti", "Siti"),
        (-5, -5),
        (None, ""),
    ],
)
def test_cells_that_begin_a_formula_are_neutralised(cell, written):
    assert neutral(cell) == written


def test_file_says_its_encoding_and_is_read_back_as_written():
    response = csv_response("daftar.csv", ["Nama", "Kelas"], [["Siti, A", "Roti"], ["=1", 3]])

    text = b"".join(response.streaming_content).decode("utf-8-sig")

    assert response["Content-Disposition"] == 'attachment; filename="daftar.csv"'
    assert response["Cache-Control"] == "private, no-store"
    assert list(csv.reader(io.StringIO(text))) == [
        ["Nama", "Kelas"],
        ["Siti, A", "Roti"],
        ["'=1", "3"],
    ]


def test_facts_stand_after_the_last_row_and_are_read_last():
    seen = []

    def rows():
        for name in ["Siti", "Ahmad"]:
            seen.append(name)
            yield [name]

    lines = "".join(csv_lines(["Nama"], rows(), facts=(["Baris", len(seen)] for _one in "1")))

    assert lines == "\ufeffNama\r\nSiti\r\nAhmad\r\n\r\nBaris,2\r\n"


def test_a_moment_is_written_as_the_clock_in_the_office_shows_it():
    moment = datetime(2026, 7, 15, 13, 24, 5, 7, tzinfo=UTC)

    assert str(neutral(moment)) == "2026-07-15 20:24:05"
