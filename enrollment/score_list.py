"""The scores of a test as a list for a file: those that the user may see, no others."""

from operator import attrgetter

from django.db.models import BooleanField, Value
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.person_columns import PersonColumns
from blk_portal.shared.lists import Column, Narrowed, StaffList
from enrollment.models import Assessment, Score
from enrollment.who_sees import scores_seen, sight_of

READERS = frozenset({Role.ASSESSOR, Role.TRAINING_MANAGER})
TEST = "test"
BY_NAME = ["sitting__slot__starts_at", "sitting__slot__room"]
BY_NAME += ["sitting__application__registration_number"]
BY_CODE = ["sitting__code"]


class ScoresOfTest(Narrowed):
    """Scores of the test that ``query`` names; people as ``user`` may see them now."""

    def __init__(self, user, query):
        number = query.get(TEST, "")
        tests = Assessment.objects.select_related("intake")
        self.test = tests.filter(pk=number).first() if number.isdecimal() else None
        self.rows = self._scores(user) if self.test else Score.objects.none()

    def _scores(self, user):
        sight = sight_of(self.test, user)
        people = BY_NAME if sight.sees_names else BY_CODE
        return (
            scores_seen(self.test, user, sight)
            .annotate(is_named=Value(sight.sees_names, output_field=BooleanField()))
            .order_by(*people, "criterion", "assessor", "pk")
        )

    @property
    def words(self):
        if self.test is None:
            return [(_("Test"), "–")]
        return [(_("Test"), f"{self.test.title}, {self.test.intake.title}")]


def _person(row):
    return row.sitting.application.person if row.is_named else None


def _address(query):
    number = QueryDict(query).get(TEST)
    if number is None:
        return reverse("enrollment:assessment_list")
    return reverse("enrollment:assessment", args=[number])


OF_PERSON = PersonColumns(_person)
SCORES = StaffList(
    key="nilai",
    title=gettext_lazy("Scores of a test"),
    roles=READERS,
    columns=(
        Column(
            "number",
            gettext_lazy("Registration number"),
            lambda row: row.sitting.application.registration_number if row.is_named else "",
        ),
        Column("code", gettext_lazy("Code"), lambda row: "" if row.is_named else row.sitting.code),
        OF_PERSON.name(READERS),
        Column("criterion", gettext_lazy("Criterion"), attrgetter("criterion")),
        Column("assessor", gettext_lazy("Assessor"), lambda row: str(row.assessor)),
        Column("score", gettext_lazy("Score"), attrgetter("value")),
    ),
    narrow=ScoresOfTest,
    dress=lambda rows: rows.select_related("sitting__application__person", "assessor"),
    address=_address,
    person=OF_PERSON.number_told,
    parameters=(TEST,),
    shown=("number", "code", "criterion", "assessor", "score"),
)
