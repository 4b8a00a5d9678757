"""People who have not been told yet, as a list: for the page that calls them and for a file."""

from operator import attrgetter

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from accounts.person_columns import PersonColumns
from blk_portal.shared.lists import Column, Narrowed, StaffList, words_of_filter
from notices.choices import CallOutcome
from notices.forms import CallFilterForm
from notices.models import Notice

CALLERS = frozenset({Role.HELPER, Role.VERIFIER, Role.TRAINING_MANAGER})
OF_PERSON = PersonColumns(attrgetter("person"))


class PeopleToCall(Narrowed):
    """Messages that ``user`` may pass on by telephone, those first that end first."""

    def __init__(self, user, query):
        self.form = CallFilterForm(query)
        self.rows = self.form.narrowed(
            Notice.objects.released()
            .to_be_called()
            .callable_by(user)
            .with_calls()
            .select_related("person")
            .order_by(F("answer_by").asc(nulls_last=True), "created_at", "pk")
        )

    @property
    def words(self):
        return [*words_of_filter(self.form), (_("Sorted by"), _("Answer by"))]


def calls_so_far(notice):
    if not notice.call_count:
        return _("No call yet")
    return f"{notice.call_count} × – {CallOutcome(notice.last_outcome).label}"


CALL_LIST = StaffList(
    key="panggilan",
    title=gettext_lazy("People to call"),
    roles=CALLERS,
    columns=(
        Column("message", gettext_lazy("Message"), attrgetter("subject")),
        Column("answer_by", gettext_lazy("Answer by"), attrgetter("answer_by")),
        Column("since", gettext_lazy("Waiting since"), attrgetter("created_at")),
        Column("calls", gettext_lazy("Calls"), calls_so_far),
        OF_PERSON.name(CALLERS),
        OF_PERSON.phone(CALLERS),
    ),
    narrow=PeopleToCall,
    dress=lambda rows: rows,
    address=lambda query: f"{reverse('notices:call_list')}?{query}",
    person=OF_PERSON.number_told,
    parameters=("show",),
    shown=("message", "answer_by", "since", "calls"),
)
