"""Which pages there are: read off the access matrix, so that a new URL is a new page to read."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from tests.access.matrix import ANONYMOUS, WHO, World
from tests.access.parts import MAKERS, PARTS
from tests.factories import PersonFactory, UserFactory
from tests.pages.states import STATES

SHOWN_TO = [ANONYMOUS, Role.RESIDENT]
SHOWING_A_PAGE = {"get": [200], "post": [200, 409, 422]}


# Answer with a redirect, a file or a piece of another page, so there is nothing to read.
WITHOUT_A_PAGE = {
    *("dashboards:trail_of_application_csv", "dashboards:trail_of_person_csv"),
    *("set_language", "healthz", "readyz", "mfa_deactivate_totp"),
    *(
        "dashboards:figures_csv",
        "dashboards:fairness_csv",
        "grants:photo",
    ),
    *("enrollment:answer_for_applicant", "enrollment:answer_offer", "enrollment:assessment_invite"),
    *("enrollment:assessment_room", "enrollment:assessment_close", "enrollment:test_card_photo"),
    *("enrollment:score_sheet", "enrollment:score_workbook", "enrollment:score_confirm"),
    "enrollment:score_talk",
    *("enrollment:assist_end", "enrollment:case_claim", "enrollment:case_document"),
    *("enrollment:case_release", "enrollment:case_undo", "enrollment:case_relation"),
    *("enrollment:relation_end", "enrollment:duplicate_reopen"),
    *("enrollment:duplicate_merge_confirm", "enrollment:duplicate_merge_drop"),
    *("enrollment:class_finish", "enrollment:class_leave", "enrollment:class_start"),
    *("enrollment:give_up_seat", "enrollment:open_intake", "enrollment:own_file"),
    *(
        "enrollment:publish_round",
        "enrollment:queue_search",
        "enrollment:register_again",
    ),
    *("enrollment:remove_document", "enrollment:resubmit", "enrollment:result_document"),
    *("enrollment:round_decree", "enrollment:round_progress", "enrollment:run_round"),
    *("enrollment:bulk_agree", "enrollment:bulk_drop", "enrollment:bulk_progress"),
    "notices:dispatch_release",
    *("enrollment:bulk_retry", "enrollment:bulk_undo"),
    *("enrollment:calculate_correction", "enrollment:withdraw_correction"),
    *("enrollment:start", "enrollment:take_next"),
    *("grants:request_create", "grants:round_move", "grants:withdraw", "notices:number_told"),
    *("enrollment:own_page", "enrollment:own_thumbnail", "enrollment:reuse_document"),
    *("enrollment:receipt_pdf", "enrollment:statement_pdf", "enrollment:test_card_pdf"),
    *(
        "enrollment:official_paper_pdf",
        "enrollment:official_paper_scan",
        "enrollment:case_document_page",
    ),
    "accounts:withdraw_identity_claim",
    *("accounts:export_file", "accounts:saved_view_new", "accounts:saved_view_remove"),
    *("accounts:acting_head_end", "enrollment:nomination_scan"),
    *("accounts:stay", "accounts:use_data_again", "accounts:own_request_cancel"),
    *("notices:delivery_callback", "notices:template_restore"),
    *("programs:rule_set", "programs:staff_holiday_remove"),
}


@dataclass(frozen=True)
class Page:
    """What somebody was shown: a whole HTML page, ready for a browser."""

    name: str
    url_name: str
    path: str
    status: int
    headers: dict
    html: str


def pages_of(part, language):
    """Every page of one part of the portal: its rows', then those of its further states."""
    world = World(MAKERS)
    for client in world.clients.values():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    states = [state for state in STATES if state.part == part]
    seen = [*_pages_of_rows(world, PARTS[part].ROWS), *pages_of_states(states, language)]
    return list({(page.url_name, page.html): page for page in seen}.values())


def urls_of(part):
    return {row.url for row in PARTS[part].ROWS}


def _pages_of_rows(world, rows):
    for row in rows:
        for method in ["get", "post"]:
            for who, own in _who_is_shown(row, method):
                response = world.answer(row, method, who, own=own)
                yield from _as_page(f"{method} {row.url} as {who}", row.url, response)


def _who_is_shown(row, method):
    """For a page: a stranger and a resident if they may see it, else the first who may."""
    shown = [
        (who, own)
        for own in ([False, True] if row.of else [False])
        for who in WHO
        if not (own and who == ANONYMOUS)
        and row.expected(method, who, own=own) in SHOWING_A_PAGE[method]
    ]
    first = {who: (who, own) for who, own in reversed(shown)}
    public = [first[who] for who in SHOWN_TO if who in first]
    if method == "post":
        public = public[:1]
    return public or shown[:1]


def pages_of_states(states, language):
    for state in states:
        with transaction.atomic():
            response = _show(state, language)
            transaction.set_rollback(True)
        pages = list(_as_page(f"{state.url}: {state.name}", state.url, response))
        assert pages, f"{state.url}: {state.name} answered {response.status_code}"
        yield from pages


def _show(state, language):
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    user = PersonFactory(user=UserFactory(roles=[state.who])).user if state.who else None
    kwargs = state.make(user) if state.make else {}
    if user:
        client.force_login(user)
    if state.ask:
        return state.ask(client, user)
    address = reverse(state.url, kwargs={**state.kwargs, **kwargs}) + state.query
    if state.data is None:
        return client.get(address)
    return client.post(address, state.data)


def _as_page(name, url_name, response):
    is_html = response.get("Content-Type", "").startswith("text/html")
    if is_html and response.content.lstrip()[:9].lower() == b"<!doctype":
        yield Page(
            name=name,
            url_name=url_name,
            path=response.wsgi_request.get_full_path(),
            status=response.status_code,
            headers=dict(response.items()),
            html=response.text,
        )
