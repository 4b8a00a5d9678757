"""The list of applicants: its rows, its columns, and what of them may leave in a file."""

from operator import attrgetter

from django.db.models import Case, Count, F, IntegerField, Value, When
from django.db.models.functions import Coalesce, Collate, Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.person_columns import PersonColumns
from blk_portal.shared.formats import long_date
from blk_portal.shared.lists import (
    SORT,
    Column,
    Narrowed,
    StaffList,
    ordered,
    sorting,
    words_of_filter,
    words_of_sorting,
)
from enrollment.choices import ApplicationStatus
from enrollment.filters import ApplicationFilter
from enrollment.models import Application
from enrollment.queue_rows import flags_of
from programs.choices import Education

READERS = frozenset({Role.VERIFIER, Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR})
CALLERS = frozenset({Role.VERIFIER, Role.TRAINING_MANAGER})
# Reports to the ministry name people by NIK; the Inspektorat compares them.
IDENTIFIERS = frozenset({Role.TRAINING_MANAGER, Role.AUDITOR})
NEWEST_FIRST = "-sent"
OF_PERSON = PersonColumns(attrgetter("person"))
STATUSES = [status for status in ApplicationStatus if status != ApplicationStatus.DRAFT]


def _letters(path):
    """Sort words the same in every database, capitals or not."""
    return Collate(Lower(Coalesce(path, Value(""))), "C")


def _place_in(choices, path):
    """Sort by the order in which ``choices`` stand in the code: the order of a life."""
    return Case(
        *(When(**{path: choice}, then=Value(place)) for place, choice in enumerate(choices)),
        default=Value(-1),
        output_field=IntegerField(),
    )


def _kelurahan(row):
    person = row.person
    return person.kelurahan.name if person.kelurahan else person.outside_regency


def _flags(row):
    return "; ".join(str(flag.label) for flag in flags_of(row))


COLUMNS = (
    Column(
        "number",
        gettext_lazy("Registration number"),
        lambda row: row.registration_number,
        order=(F("registration_number"),),
        kind="number",
    ),
    OF_PERSON.name(READERS, order=(Collate(Lower("person__full_name"), "C"),)),
    OF_PERSON.nik_masked(READERS),
    Column(
        "intake",
        gettext_lazy("Intake"),
        lambda row: row.intake.title,
        order=(F("intake__opens_at"), F("intake__code")),
    ),
    Column(
        "wish",
        gettext_lazy("First wish"),
        lambda row: row.first_wish or "",
        order=(_letters("wish__batch__program__title"),),
    ),
    Column(
        "class",
        gettext_lazy("Class"),
        lambda row: row.first_class or "",
        order=(_letters("wish__batch__code"),),
        kind="mono",
    ),
    Column(
        "status",
        gettext_lazy("Status"),
        lambda row: str(ApplicationStatus(row.status).label),
        order=(_place_in(ApplicationStatus, "status"),),
        kind="status",
    ),
    Column(
        "sent",
        gettext_lazy("Sent"),
        lambda row: row.submitted_at,
        long_date,
        order=(F("submitted_at"),),
        kind="nowrap",
    ),
    Column(
        "kelurahan",
        gettext_lazy("Kelurahan"),
        _kelurahan,
        order=(_letters(Coalesce("person__kelurahan__name", "person__outside_regency")),),
    ),
    Column(
        "education",
        gettext_lazy("Last education"),
        lambda row: str(Education(row.education).label) if row.education else "",
        order=(_place_in(Education, "education"),),
    ),
    Column("flags", gettext_lazy("Flags"), _flags, kind="flags"),
    Column(
        "reviewer",
        gettext_lazy("Checked by"),
        lambda row: row.reviewer_name or "",
        order=(_letters("decision__reviewer__display_name"),),
    ),
    OF_PERSON.phone(CALLERS),
    OF_PERSON.address(CALLERS),
    OF_PERSON.nik(IDENTIFIERS),
)


class Applicants(Narrowed):
    """Everything sent that is no affair of ``user``'s own, as ``query`` narrows and sorts it."""

    def __init__(self, user, query):
        self._filter = ApplicationFilter(
            query, queryset=Application.objects.sent().no_affair_of(user)
        )
        self.sorting = sorting(query, COLUMNS, NEWEST_FIRST)
        wanted = query.get("status", "")
        self.status = ApplicationStatus(wanted) if wanted in STATUSES else None

    @property
    def form(self):
        return self._filter.form

    @property
    def rows(self):
        rows = self._filter.qs.with_first_wish().with_standing_decision()
        if self.status:
            rows = rows.filter(status=self.status)
        else:
            rows = rows.exclude(status=ApplicationStatus.EXCLUDED)
        return ordered(rows, *self.sorting)

    @property
    def words(self):
        words = words_of_filter(self.form)
        if self.status:
            words.append((_("Status"), str(self.status.label)))
        return [*words, (_("Sorted by"), words_of_sorting(*self.sorting))]

    def counts(self):
        """How many there are in each state, whatever state the page shows."""
        return dict(self._filter.qs.order_by().values_list("status").annotate(number=Count("*")))


def number_of_all(counts):
    """How many the list shows where no state is asked for: all but excluded duplicates."""
    return sum(number for status, number in counts.items() if status != ApplicationStatus.EXCLUDED)


def address_of(query):
    return f"{reverse('enrollment:application_list')}?{query}"


APPLICANTS = StaffList(
    key="pendaftar",
    title=gettext_lazy("Applicants"),
    roles=READERS,
    columns=COLUMNS,
    narrow=Applicants,
    dress=lambda rows: rows.for_the_list(),
    address=address_of,
    person=OF_PERSON.number_told,
    parameters=("status", *ApplicationFilter.base_filters, SORT),
    shown=("number", "name", "intake", "wish", "status", "sent", "flags", "reviewer"),
)
