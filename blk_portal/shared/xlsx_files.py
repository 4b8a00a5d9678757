"""Rows as an XLSX workbook, and the rows of one that somebody filled in."""

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from blk_portal.shared.csv_files import neutral
from blk_portal.shared.errors import DomainError

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 2 * 1024 * 1024
MOST_BYTES_OPENED = 20 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
WIDEST_COLUMN = 40  # characters
ROWS_MEASURED = 200


@dataclass(frozen=True)
class SheetRow:
    """A row of a workbook: ``number`` as the spreadsheet shows it, ``cells`` by heading."""

    number: int
    cells: dict[str, str]


def write_xlsx(target, header, rows, *, facts=()):
    """Write a workbook of ``rows`` under ``header`` into the file ``target``.

    ``facts`` are pairs of words for a sheet of their own, read after the last row. Cells that begin
    like a formula are written as text. Rows are not held in memory; the first of them say how
    wide the columns are.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Rows"))
    rows = iter(rows)
    first = [[_cell(cell) for cell in row] for row in islice(rows, ROWS_MEASURED)]
    heading = [_cell(cell) for cell in header]
    for column, cells in enumerate(zip(heading, *first, strict=True), start=1):
        width = max(len(str(cell)) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST_COLUMN) + 2
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, cell) for cell in heading])
    number = 1
    for cells in chain(first, ([_cell(cell) for cell in row] for row in rows)):
        sheet.append(cells)
        number += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(heading)))}{number}"
    facts = list(facts)
    if facts:
        about = book.create_sheet(_("About this file"))
        about.column_dimensions["A"].width = about.column_dimensions["B"].width = WIDEST_COLUMN
        for fact in facts:
            about.append([_cell(cell) for cell in fact])
    book.save(target)


def _bold(sheet, cell):
    heading = WriteOnlyCell(sheet, cell)
    heading.font = Font(bold=True)
    return heading


def _cell(cell):
    """Return ``cell`` so that it is no formula and holds no character unknown to XML."""
    if isinstance(cell, str | Promise):
        text = neutral(str(cell))
        return text if text.isprintable() else ILLEGAL_CHARACTERS_RE.sub("", text)
    return neutral(cell)


def xlsx_bytes(header, rows, *, facts=()):
    """Return a workbook of ``rows`` under ``header``, and ``facts`` on a sheet of their own."""
    written = io.BytesIO()
    write_xlsx(written, header, rows, facts=facts)
    return written.getvalue()


def xlsx_response(filename, header, rows, *, facts=()):
    """Answer with a workbook as a download; nobody may keep a copy on the way."""
    return HttpResponse(
        xlsx_bytes(header, rows, facts=facts),
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "private, no-store",
        },
    )


def read_rows(uploaded, header, *, refuses_formulas=True):
    """Return the ``SheetRow``s of the first sheet, whose first row must hold ``header``.

    Further columns are ignored, in any order; empty rows are left out; every cell becomes text
    as a form would send it. Raise ``DomainError`` for a file that is no such workbook, is
    larger than an office's list, or holds formulas where values are wanted; without
    ``refuses_formulas`` these come as they stand, for the caller to refuse row by row.
    """
    texts = [[_text(cell) for cell in line] for line in _lines(uploaded)]
    if refuses_formulas and any(text.startswith("=") for line in texts for text in line):
        raise DomainError(_("This file holds formulas. Copy the list and paste it as values only."))
    headings, *lines = [[text.removeprefix("'") for text in line] for line in texts] or [[]]
    missing = [heading for heading in header if heading not in headings]
    if missing:
        raise DomainError(
            _("The first row must hold these headings, too: {headings}.").format(
                headings=", ".join(missing)
            )
        )
    if len(lines) > MOST_ROWS:
        raise DomainError(
            _("This file has more than {most} rows. Split it into several files.").format(
                most=MOST_ROWS
            )
        )
    places = [(heading, headings.index(heading)) for heading in header]
    rows = [
        SheetRow(number, {heading: "".join(line[place : place + 1]) for heading, place in places})
        for number, line in enumerate(lines, start=2)
    ]
    return [row for row in rows if any(row.cells.values())]


def _lines(uploaded):
    """Return the cells of the first sheet, up to one row more than a list may have."""
    if uploaded.size > MOST_BYTES:
        raise DomainError(_("This file is larger than 2 MB. Keep only the columns asked for."))
    try:
        with zipfile.ZipFile(uploaded) as parts:
            opened_size = sum(part.file_size for part in parts.infolist())
        if opened_size <= MOST_BYTES_OPENED:
            uploaded.seek(0)
            sheet = load_workbook(uploaded, read_only=True, keep_links=False).worksheets[0]
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
            return list(rows)
    except Exception as fault:  # whatever a broken workbook makes the library raise
        raise DomainError(
            _("This is no workbook that can be opened. Save the list as .xlsx and choose it again.")
        ) from fault
    raise DomainError(_("This file holds far more than a list. Copy the list to a new one."))


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
