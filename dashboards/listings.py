"""The list behind each number: which rows, which columns; the page and the export share them.

Persons are masked for everybody: registration number, masked name, kelurahan.
"""

from dataclasses import dataclass

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.formats import long_date, masked_name, rupiah
from blk_portal.shared.lists import Column
from dashboards.figures import (
    APPLICATION_FIGURES,
    CLASSES,
    GRANT_FIGURES,
    Figure,
    applications_of,
    classes_of,
    grant_requests_of,
)
from enrollment.models import Choice, Seat


@dataclass(frozen=True)
class Listing:
    figure: Figure
    rows: QuerySet
    columns: tuple[Column]


NUMBER = "num"
APPLICATION_COLUMNS = (
    Column("number", _("Registration number"), lambda row: row.registration_number),
    Column("name", _("Name"), lambda row: masked_name(row.person.full_name)),
    Column("kelurahan", _("Kelurahan"), lambda row: _kelurahan(row.person)),
    Column("program", _("Programme"), lambda row: row.program_title),
    Column("intake", _("Intake"), lambda row: row.intake.title),
    Column("status", _("Status"), lambda row: row.get_status_display()),
)
GRANT_COLUMNS = (
    Column("reference", _("Request"), lambda row: row.reference),
    Column("name", _("Name"), lambda row: masked_name(row.person.full_name)),
    Column("kelurahan", _("Kelurahan"), lambda row: _kelurahan(row.person)),
    Column("round", _("Grant round"), lambda row: row.grant_round.title),
    Column("received", _("Received on"), lambda row: row.received_on, long_date),
    Column("status", _("Status"), lambda row: row.get_status_display()),
    Column(
        "value",
        _("Value"),
        lambda row: row.grant.value if hasattr(row, "grant") else None,
        rupiah,
        kind=NUMBER,
    ),
)
CLASS_COLUMNS = (
    Column("code", _("Code"), lambda row: row.code),
    Column("program", _("Programme"), lambda row: row.program.title),
    Column("intake", _("Intake"), lambda row: row.intake.title),
    Column("fund", _("Fund"), lambda row: row.fund.name),
    Column("status", _("Status"), lambda row: row.get_status_display()),
    Column("seats", _("Seats"), lambda row: row.capacity, kind=NUMBER),
    Column("planned", _("Planned cost"), lambda row: row.planned_cost, rupiah, kind=NUMBER),
    Column("realised", _("Realised cost"), lambda row: row.realised_cost, rupiah, kind=NUMBER),
)
KEYS = [*APPLICATION_FIGURES, *GRANT_FIGURES, "classes"]


def text_of(column, row):
    """What the page says in a cell."""
    value = column.value(row)
    return "–" if value in (None, "") else column.text(value)


def listing_of(key, scope):
    """Return the listing behind the figure ``key``, one of ``KEYS``."""
    return Listing(figure_of(key), _rows_of(key, scope), columns_of(key))


def figure_of(key):
    return {**APPLICATION_FIGURES, **GRANT_FIGURES}.get(key, CLASSES)


def columns_of(key):
    """The columns of the listing behind the figure ``key``."""
    if key in APPLICATION_FIGURES:
        return APPLICATION_COLUMNS
    return GRANT_COLUMNS if key in GRANT_FIGURES else CLASS_COLUMNS


def _rows_of(key, scope):
    if key in APPLICATION_FIGURES:
        return (
            _with_program(applications_of(key, scope), scope)
            .select_related("person__kelurahan", "intake")
            .order_by("submitted_at", "pk")
        )
    if key in GRANT_FIGURES:
        return (
            grant_requests_of(key, scope)
            .select_related("person__kelurahan", "grant_round", "grant")
            .order_by("received_on", "pk")
        )
    return classes_of(scope).select_related("program", "intake", "fund").order_by("intake", "code")


def _with_program(applications, scope):
    """Name the programme of the seat, else of the first wish that is in the scope."""
    seats = scope.of_batches(Seat.objects).order_by("-taken_at")
    wishes = scope.of_batches(Choice.objects).order_by("rank")
    return applications.annotate(
        program_title=Coalesce(
            Subquery(seats.values("batch__program__title")[:1]),
            Subquery(wishes.values("batch__program__title")[:1]),
        )
    )


def _kelurahan(person):
    return person.kelurahan.name if person.kelurahan else person.outside_regency
