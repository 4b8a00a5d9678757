"""The requests of a grant round as a list, for its page and for a file."""

from operator import attrgetter

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.models import Person
from accounts.person_columns import PersonColumns
from blk_portal.shared.lists import Column, Narrowed, StaffList, words_of_filter
from grants.filters import ORDERS, GrantRequestFilter
from grants.models import GrantRequest, GrantRound

READERS = frozenset({Role.GRANTS_OFFICER, Role.AUDITOR})
ROUND, ORDER = "round", "order"
OF_PERSON = PersonColumns(attrgetter("person"))


class RoundRequests(Narrowed):
    """The requests of ``grant_round``, but for those of people too near to ``user``."""

    def __init__(self, user, query, grant_round):
        self.grant_round = grant_round
        self.filter = GrantRequestFilter(
            query,
            queryset=GrantRequest.objects.filter(grant_round=grant_round)
            .not_of(Person.objects.near_to(user))
            .with_what_a_list_shows(),
        )
        self.rows = self.filter.qs
        self.order = query.get(ORDER, "")

    @property
    def words(self):
        if self.grant_round is None:
            return [(_("Grant round"), "–")]
        return [
            (_("Grant round"), f"{self.grant_round.code}, {self.grant_round.title}"),
            *words_of_filter(self.filter.form, without=(ORDER,)),
            (_("Sorted by"), str(ORDERS.get(self.order, ORDERS["received_on"]))),
        ]


def _narrow(user, query):
    return RoundRequests(user, query, GrantRound.objects.filter(code=query.get(ROUND, "")).first())


def _address(query):
    kept = QueryDict(query, mutable=True)
    code = kept.pop(ROUND, [""])[0]
    if not code:
        return reverse("grants:round_list")
    return f"{reverse('grants:round', args=[code])}?{kept.urlencode()}"


def _business(row):
    return "" if OF_PERSON.number_told(row) is None else row.business_name


def _training(row):
    return row.participation.batch.program.title if row.participation else ""


def _score(row):
    verification = getattr(row, "field_verification", None)
    return verification.score if verification else None


def _value(row):
    grant = getattr(row, "grant", None)
    return int(grant.value) if grant else None


REQUESTS = StaffList(
    key="hibah",
    title=gettext_lazy("Requests of a grant round"),
    roles=READERS,
    columns=(
        Column("reference", gettext_lazy("Request"), attrgetter("reference")),
        Column("received", gettext_lazy("Received on"), attrgetter("received_on")),
        OF_PERSON.name(READERS),
        Column(
            "kelurahan",
            gettext_lazy("Kelurahan"),
            lambda row: row.person.kelurahan.name if row.person.kelurahan else "",
        ),
        Column(
            "business",
            gettext_lazy("Name of the business"),
            _business,
            is_personal=True,
            roles=READERS,
        ),
        Column("kind", gettext_lazy("Kind of business"), attrgetter("business_kind")),
        Column("training", gettext_lazy("Training"), _training),
        Column("status", gettext_lazy("Status"), lambda row: row.get_status_display()),
        Column("score", gettext_lazy("Score of the visit"), _score),
        Column("value", gettext_lazy("Value (Rp)"), _value),
        Column("repeat", gettext_lazy("Repeat allowed because"), attrgetter("override_reason")),
    ),
    narrow=_narrow,
    dress=lambda rows: rows,
    address=_address,
    person=OF_PERSON.number_told,
    parameters=(ROUND, "status", "kelurahan", "graduate", ORDER),
    shown=("reference", "received", "kelurahan", "kind", "training", "status", "score", "value"),
)
