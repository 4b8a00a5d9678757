"""Rows as a CSV file for spreadsheets, streamed."""

import csv
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """A file that hands each written line back."""

    def write(self, line):
        return line


def neutral(cell):
    """Return ``cell`` so that no spreadsheet takes it for a formula; numbers stay numbers.

    A moment becomes the local time that a spreadsheet reads.
    """
    if isinstance(cell, datetime) and timezone.is_aware(cell):
        return timezone.localtime(cell).replace(tzinfo=None, microsecond=0)
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell


def csv_lines(header, rows, *, facts=()):
    """Yield the lines of a file; ``facts`` follow the last row after an empty line.

    They are read after the last row. Who finds them at the end has the whole file.
    """
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield BYTE_ORDER_MARK + writer.writerow([neutral(cell) for cell in header])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])
    for place, fact in enumerate(facts):
        if not place:
            yield "\r\n"
        yield writer.writerow([neutral(cell) for cell in fact])


def facts_of(title, count, *, user):
    """Return what a file says of itself at its end: rows, list, moment and who made it."""
    return [
        (_("Number of rows"), count),
        (_("List"), str(title)),
        (_("As of"), long_datetime(timezone.now())),
        (_("Made by"), str(user)),
    ]


def csv_response(filename, header, rows, *, facts=()):
    """Answer with ``rows`` as a download; nobody may keep a copy on the way."""
    return StreamingHttpResponse(
        csv_lines(header, rows, facts=facts),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "private, no-store",
        },
    )
