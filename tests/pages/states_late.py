"""Pages to which somebody comes too late: what stands now beside what was about to be saved."""

from django.urls import reverse

from tests.filled_forms import filled
from tests.pages.state import State
from tests.test_late_saves import SHARED, SHOWN_AT, Officer

PARTS = {
    "programs": ["programs:staff_intake_edit", "programs:staff_batch", "programs:staff_fund"],
    "grants": ["grants:round_edit"],
    "notices": ["notices:template"],
    "desk": ["enrollment:roster"],
    "scoring": ["enrollment:assessment", "enrollment:assessment_phases"],
    "accounts": ["accounts:staff_account_roles"],
    "own_data": ["accounts:data_request_correct"],
}
PAGES = {shared.url: shared for shared in SHARED}


def too_late(shared):
    """Let a colleague save first, and then the reader of the page what he has in his form."""

    def ask(client, user):
        arguments, box, _stored = shared.make()
        shown = reverse(SHOWN_AT.get(shared.url, shared.url), args=arguments)
        fields = filled(client.get(shown).text, box)
        Officer(shared, arguments).opens(box).saves(shared.first)
        typed = fields | {name: [words] for name, words in shared.also.items()}
        return client.post(reverse(shared.url, args=arguments), typed | {box: [shared.second]})

    return ask


STATES = [
    State(part, url, "saved by somebody else", who=PAGES[url].role, ask=too_late(PAGES[url]))
    for part, urls in PARTS.items()
    for url in urls
]
