"""The objections to the result of a round as a list, for its page and for a file."""

from operator import attrgetter

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import Person
from accounts.person_columns import PersonColumns
from blk_portal.shared.lists import Column, Narrowed, StaffList
from enrollment.choices import RoundStatus
from enrollment.models import Objection, SelectionRound

READERS = frozenset({Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR})
INTAKE = "intake"
OF_PERSON = PersonColumns(attrgetter("application.person"))


class ObjectionsOf(Narrowed):
    """Objections in the intake that ``query`` names, but for those too near to ``user``."""

    def __init__(self, user, query):
        self.round = (
            SelectionRound.objects.filter(
                intake__code=query.get(INTAKE, ""), status=RoundStatus.PUBLISHED
            )
            .select_related("intake")
            .first()
        )
        self.rows = objections_to(self.round, user)

    @property
    def words(self):
        if self.round is None:
            return [(_("Intake"), "–")]
        return [(_("Intake"), f"{self.round.intake.code}, {self.round.intake.title}")]


def objections_to(selection_round, user):
    """Return the objections to a published result that ``user`` may read, the oldest first."""
    return (
        Objection.objects.filter(application__intake__selection_round=selection_round)
        .exclude(application__person__in=Person.objects.near_to(user))
        .select_related("application__person", "answered_by")
        .order_by("created_at", "pk")
    )


def state_of(objection):
    """Return the badge and the words of how far an objection is."""
    if not objection.answered_at:
        return "due", _("No answer yet")
    if objection.is_upheld:
        return "problem", _("Correction needed")
    return "complete", _("Answered")


def _address(query):
    code = QueryDict(query).get(INTAKE)
    if code is None:
        return reverse("enrollment:round_list")
    return f"{reverse('enrollment:round_people', args=[code])}#objections"


def _personal(key, label, read):
    def value(row):
        return "" if OF_PERSON.number_told(row) is None else read(row)

    return Column(key, label, value, is_personal=True, roles=READERS)


OBJECTIONS = StaffList(
    key="sanggahan",
    title=gettext_lazy("Objections"),
    roles=READERS,
    columns=(
        Column(
            "number",
            gettext_lazy("Registration number"),
            attrgetter("application.registration_number"),
        ),
        OF_PERSON.name(READERS),
        Column("filed", gettext_lazy("Filed"), attrgetter("created_at")),
        Column("state", gettext_lazy("State"), lambda row: state_of(row)[1]),
        _personal("words", gettext_lazy("Words of the applicant"), attrgetter("text")),
        _personal("answer", gettext_lazy("Answer"), attrgetter("answer")),
        Column("answered", gettext_lazy("Answered on"), attrgetter("answered_at")),
        Column(
            "by",
            gettext_lazy("Answered by"),
            lambda row: str(row.answered_by) if row.answered_by else "",
        ),
    ),
    narrow=ObjectionsOf,
    dress=lambda rows: rows,
    address=_address,
    person=OF_PERSON.number_told,
    parameters=(INTAKE,),
    shown=("number", "filed", "state", "answered", "by"),
)
