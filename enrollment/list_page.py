"""One page of the list of applicants: its heads, its lines, and the states above it."""

from dataclasses import dataclass

from enrollment.application_list import number_of_all
from enrollment.choices import ApplicationStatus
from enrollment.models import Application
from enrollment.queue_rows import flags_of


@dataclass(frozen=True)
class Head:
    """A heading that sorts by its column; ``sort`` is what its link asks for."""

    label: str
    sort: str
    direction: str


@dataclass(frozen=True)
class Cell:
    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    application: Application
    cells: list
    flags: list


def tabs(counts, status):
    """The states that there are, in the order of a life, with all of them first."""
    states = [
        {
            "code": code.value,
            "label": code.label,
            "count": counts.get(code, 0),
            "is_current": code == status,
        }
        for code in ApplicationStatus
        if code in counts or code == status
    ]
    return [{"code": None, "count": number_of_all(counts), "is_current": not status}, *states]


def column_heads(columns, sorted_by, backwards):
    heads = []
    for column in columns:
        is_current = column == sorted_by
        turn = "-" if is_current and not backwards else ""
        direction = ""
        if is_current:
            direction = "descending" if backwards else "ascending"
        heads.append(Head(column.label, turn + column.key if column.order else "", direction))
    return heads


def read_page(applications, page):
    """Read the rows of ``page``, a page of numbers, in its order.

    So what sorts and narrows the list never reads what only the lines of one page show.
    """
    found = applications.in_bulk(list(page))
    return [found[number] for number in page if number in found]


def page_rows(applications, page, columns):
    wants_flags = any(column.kind == "flags" for column in columns)
    return [
        Row(
            application,
            [Cell(column.kind, _text(column, application)) for column in columns],
            flags_of(application) if wants_flags else [],
        )
        for application in read_page(applications, page)
    ]


def _text(column, application):
    if column.kind == "flags":
        return ""
    value = column.value(application)
    return "–" if value in (None, "") else column.text(value)
