"""The list behind each number: which rows, which columns; the page and the export share them.

Persons are masked for everybody: registration number, masked name, kelurahan.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.formats import long_date, masked_name, rupiah
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
class Column:
    """``value`` of a row for the export; ``text`` of that value for the page."""

    label: str
    value: Callable
    text: Callable = str
    is_number: bool = False

    def text_of(self, row):
        value = self.value(row)
        return "–" if value in (None, "") else self.text(value)


@dataclass(frozen=True)
class Listing:
    figure: Figure
    rows: QuerySet
    columns: list[Column]


APPLICATION_COLUMNS = [
    Column(_("Registration number"), lambda row: row.registration_number),
    Column(_("Name"), lambda row: masked_name(row.person.full_name)),
    Column(_("Kelurahan"), lambda row: _kelurahan(row.person)),
    Column(_("Programme"), lambda row: row.program_title),
    Column(_("Intake"), lambda row: row.intake.title),
    Column(_("Status"), lambda row: row.get_status_display()),
]
GRANT_COLUMNS = [
    Column(_("Request"), lambda row: row.reference),
    Column(_("Name"), lambda row: masked_name(row.person.full_name)),
    Column(_("Kelurahan"), lambda row: _kelurahan(row.person)),
    Column(_("Grant round"), lambda row: row.grant_round.title),
    Column(_("Received on"), lambda row: row.received_on, long_date),
    Column(_("Status"), lambda row: row.get_status_display()),
    Column(
        _("Value"),
        lambda row: row.grant.value if hasattr(row, "grant") else None,
        rupiah,
        is_number=True,
    ),
]
CLASS_COLUMNS = [
    Column(_("Code"), lambda row: row.code),
    Column(_("Programme"), lambda row: row.program.title),
    Column(_("Intake"), lambda row: row.intake.title),
    Column(_("Fund"), lambda row: row.fund.name),
    Column(_("Status"), lambda row: row.get_status_display()),
    Column(_("Seats"), lambda row: row.capacity, is_number=True),
    Column(_("Planned cost"), lambda row: row.planned_cost, rupiah, is_number=True),
    Column(_("Realised cost"), lambda row: row.realised_cost, rupiah, is_number=True),
]
KEYS = [*APPLICATION_FIGURES, *GRANT_FIGURES, "classes"]


def listing_of(key, scope):
    """Return the listing behind the figure ``key``, one of ``KEYS``."""
    if key in APPLICATION_FIGURES:
        return Listing(
            APPLICATION_FIGURES[key],
            _with_program(applications_of(key, scope), scope)
            .select_related("person__kelurahan", "intake")
            .order_by("submitted_at", "pk"),
            APPLICATION_COLUMNS,
        )
    if key in GRANT_FIGURES:
        return Listing(
            GRANT_FIGURES[key],
            grant_requests_of(key, scope)
            .select_related("person__kelurahan", "grant_round", "grant")
            .order_by("received_on", "pk"),
            GRANT_COLUMNS,
        )
    return Listing(
        CLASSES,
        classes_of(scope).select_related("program", "intake", "fund").order_by("intake", "code"),
        CLASS_COLUMNS,
    )


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
