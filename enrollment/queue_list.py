"""The review queue as a list: its states, what narrows it, and what of it leaves as a file."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Role
from blk_portal.shared.lists import Narrowed, StaffList, words_of_filter
from enrollment.application_list import COLUMNS, OF_PERSON
from enrollment.choices import ApplicationStatus
from enrollment.filters import QueueFilter
from enrollment.models import Application
from enrollment.registration_numbers import read_registration_number
from enrollment.services.claiming import HELD_FOR

IN_THE_ADDRESS = ["status", "intake", "program", "batch", "flag"]
MINE = "mine"
TABS = [
    (ApplicationStatus.SUBMITTED.value, gettext_lazy("Waiting")),
    (MINE, gettext_lazy("In my hand")),
    (ApplicationStatus.NEEDS_FIX.value, gettext_lazy("With the applicant")),
    (ApplicationStatus.VERIFIED.value, gettext_lazy("Passed")),
    (ApplicationStatus.INELIGIBLE.value, gettext_lazy("Not eligible")),
]


class Queue(Narrowed):
    """The files that ``user`` may check, as ``query`` and a searched ``text`` narrow them.

    Where the text is ``None`` nobody knows what was searched for, and nothing is found.
    """

    def __init__(self, user, query, text):
        self.user = user
        filters = {name: query.get(name) for name in IN_THE_ADDRESS} | {"q": text or ""}
        self._filter = QueueFilter(filters, queryset=to_be_checked_by(user))
        self._finds_nothing = text is None
        wanted = query.get("status")
        self.state = wanted if wanted in dict(TABS) else ApplicationStatus.SUBMITTED.value

    @property
    def form(self):
        return self._filter.form

    @property
    def files(self):
        """Those of every state."""
        return Application.objects.none() if self._finds_nothing else self._filter.qs

    @property
    def rows(self):
        rows = self._in_my_hand() if self.state == MINE else self.files.filter(status=self.state)
        return rows.waiting_longest_first()

    @property
    def words(self):
        state = (_("State of the files"), str(dict(TABS)[self.state]))
        return [state, *words_of_filter(self.form), (_("Sorted by"), _("Waiting longest first"))]

    def counts(self):
        """How many there are in each state; one statement counts all but the user's own."""
        by_status = (
            self.files.filter(status__in=[code for code, _label in TABS])
            .order_by()
            .values_list("status")
            .annotate(number=Count("*"))
        )
        return dict.fromkeys(dict(TABS), 0) | dict(by_status) | {MINE: self._in_my_hand().count()}

    def _in_my_hand(self):
        since = timezone.now() - HELD_FOR
        return self.files.awaiting_review().in_the_hand_of(self.user, since=since)


def to_be_checked_by(user):
    return Application.objects.reviewable_by(user).of_intakes_that_go_on()


QUEUE = StaffList(
    key="antrean",
    title=gettext_lazy("Queue of files"),
    roles=frozenset({Role.VERIFIER}),
    columns=COLUMNS,
    narrow=lambda user, query: Queue(
        user, query, read_registration_number(query.get("number", ""))
    ),
    dress=lambda rows: rows.for_the_list(),
    address=lambda query: f"{reverse('enrollment:queue')}?{query}",
    person=OF_PERSON.number_told,
    parameters=(*IN_THE_ADDRESS, "number"),
    shown=("number", "name", "intake", "wish", "status", "sent", "flags"),
)
