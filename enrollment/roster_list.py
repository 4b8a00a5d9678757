"""The participants of a class as a list, for the page that edits them and for a file."""

from operator import attrgetter

from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.person_columns import PersonColumns
from blk_portal.shared.lists import Column, Narrowed, StaffList
from enrollment.choices import ApplicationStatus
from enrollment.models import Participation
from programs.models import Batch

MANAGERS = frozenset({Role.TRAINING_MANAGER})
OF_PERSON = PersonColumns(attrgetter("application.person"))
BATCH = "batch"


class Roster(Narrowed):
    """Who takes part in the class that ``query`` names, but for those too near to ``user``."""

    def __init__(self, user, query):
        batches = Batch.objects.select_related("program")
        self.batch = batches.filter(code=query.get(BATCH, "")).first()
        self.rows = participants(self.batch, user)

    @property
    def words(self):
        if self.batch is None:
            return [(_("Class"), "–")]
        return [(_("Class"), f"{self.batch.code}, {self.batch.program.title}")]


def participants(batch, user):
    return (
        Participation.objects.filter(batch=batch)
        .no_affair_of(user)
        .select_related("application__person")
        .order_by(Lower("application__person__full_name"), "pk")
    )


def address_of(query):
    code = QueryDict(query).get(BATCH)
    if code is None:
        return reverse("enrollment:roster_list")
    return reverse("enrollment:roster", args=[code])


def _known(read):
    return lambda row: {True: _("Yes"), False: _("No"), None: ""}[read(row)]


ROSTER = StaffList(
    key="peserta",
    title=gettext_lazy("Participants"),
    roles=MANAGERS,
    columns=(
        Column(
            "number",
            gettext_lazy("Registration number"),
            attrgetter("application.registration_number"),
        ),
        OF_PERSON.name(MANAGERS),
        OF_PERSON.nik_masked(MANAGERS),
        Column(
            "status",
            gettext_lazy("Status"),
            lambda row: str(ApplicationStatus(row.application.status).label),
        ),
        Column("days", gettext_lazy("Days attended"), attrgetter("days_attended")),
        Column("finished", gettext_lazy("Finished"), _known(attrgetter("has_finished"))),
        Column("competent", gettext_lazy("Competent"), _known(attrgetter("is_competent"))),
        Column("certificate", gettext_lazy("Certificate number"), attrgetter("certificate_number")),
        Column(
            "certificate_on", gettext_lazy("Date of the certificate"), attrgetter("certificate_on")
        ),
        OF_PERSON.phone(MANAGERS),
        OF_PERSON.address(MANAGERS),
        OF_PERSON.nik(MANAGERS),
    ),
    narrow=Roster,
    dress=lambda rows: rows,
    address=address_of,
    person=OF_PERSON.number_told,
    parameters=(BATCH,),
    shown=("number", "name", "status", "days", "finished", "competent", "certificate"),
)
