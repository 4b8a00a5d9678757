"""Attempts to reach one client's things while another, or nobody, is helped."""

import inspect
from datetime import timedelta
from functools import cache

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Value
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts import help_in_session
from accounts.acting import Acting
from accounts.models import HelpSession
from enrollment.models import Application
from enrollment.views import own, resident_documents
from notices.services.outbox import queue_notice, was_told
from tests.access.matrix import LOGIN
from tests.access.rows_resident import ROWS
from tests.enrollment.clients import HelperAtWork
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet
from tests.factories import PersonFactory
from tests.files import picture

pytestmark = pytest.mark.django_db

OVER_DRAFTS = [row for row in ROWS if row.of in ("draft", "paper_of_draft")]

OPEN_TO_OWNERS = [
    row
    for row in OVER_DRAFTS
    if {*row.own_get.values(), *row.own_post.values()} - {404, 405, LOGIN}
]


@pytest.fixture
def intake():
    return open_intake()


@pytest.fixture
def clients(intake):
    """Two persons with a draft each."""
    return [complete_draft(intake).person for _place in range(2)]


@pytest.fixture
def work():
    return HelperAtWork()


def draft_of(person):
    return Application.objects.get(person=person)


def part_url(person, part="kontak"):
    return reverse("enrollment:question", kwargs={"pk": draft_of(person).pk, "part": part})


def url_of(row, person):
    kwargs = {"pk": draft_of(person).pk, **row.kwargs}
    return reverse(row.url, kwargs={**kwargs, "kind": "KTP"} if "paper" in row.of else kwargs)


def statuses(work, person, row):
    """What the page answers to reading, and to a form that carries a good token."""
    url = url_of(row, person)
    page = work.open(reverse("enrollment:assist"))
    return {work.open(url).status_code, work.send(page, url).status_code} - {405}


@pytest.mark.parametrize("row", OVER_DRAFTS, ids=lambda row: row.url)
def test_only_the_client_of_now_is_in_reach(row, work, clients):
    first, second = clients
    own = complete_draft(open_intake(), person=PersonFactory(user=work.helper)).person

    work.begin(first)
    assert [statuses(work, other, row) for other in (second, own)] == [{404}, {404}]

    work.finish()
    work.begin(second)
    assert [statuses(work, other, row) for other in (first, own)] == [{404}, {404}]

    work.finish()
    assert [statuses(work, other, row) for other in clients] == [{404}, {404}]


@pytest.mark.parametrize("row", OPEN_TO_OWNERS, ids=lambda row: row.url)
def test_without_the_one_guard_everything_would_be_in_reach(row, work, clients, monkeypatch):
    first, second = clients
    monkeypatch.setattr(Acting, "within_reach", staticmethod(_everything))
    monkeypatch.setattr(own, "_reading", cache(own._reading.__wrapped__))

    work.begin(second)

    assert statuses(work, first, row) != {404}


def _everything(rows, whose, *, is_helping):
    """All rows; the key stands in the statement, as it must, and narrows nothing."""
    return rows.annotate(whose=Value(getattr(whose, "pk", whose)))


def test_the_list_shows_the_client_alone(work, clients, intake):
    first, second = clients
    own = complete_draft(open_intake(), person=PersonFactory(user=work.helper))

    work.begin(first)
    listed = work.open(reverse("enrollment:my_applications")).context["rows"]
    work.finish()
    afterwards = work.open(reverse("enrollment:my_applications")).context["rows"]

    assert [row["application"] for row in listed] == [draft_of(first)]
    assert [row["application"] for row in afterwards] == [own]


def test_messages_are_those_of_the_client_and_count_as_told(work, clients):
    first, second = clients
    own = PersonFactory(user=work.helper)
    titles = ["Roti", "Las", "Batik"]
    for person, title in zip([first, second, own], titles, strict=True):
        queue_notice(
            person,
            "seat_offered",
            context={"title": title, "starts": "3 Agustus 2026", "deadline": "Jumat"},
            event_key=title,
        )
    url = reverse("notices:my_notices")

    work.begin(first)
    during = work.open(url)
    told = [was_told(title) for title in titles]
    work.finish()
    afterwards = work.open(url)

    assert [notice.event_key for notice in during.context["notices"]] == ["Roti"]
    assert [title in during.content.decode() for title in titles] == [
        True,
        False,
        False,
    ]
    assert told == [True, False, False]
    assert [notice.event_key for notice in afterwards.context["notices"]] == ["Batik"]


@pytest.mark.parametrize("page", ["own_document", "own_file"])
def test_papers_open_for_the_client_of_now_alone(page, work, clients):
    first, second = clients
    own = PersonFactory(user=work.helper)
    papers = [put_in_wallet(person, "KK") for person in (first, second, own)]
    urls = [reverse(f"enrollment:{page}", kwargs={"uuid": paper.uuid}) for paper in papers]

    work.begin(first)
    assert [work.open(url).status_code for url in urls] == [200, 404, 404]
    work.finish()
    work.begin(second)
    assert [work.open(url).status_code for url in urls] == [404, 200, 404]
    work.finish()
    assert [work.open(url).status_code for url in urls] == [404, 404, 200]

    assert [access.user for access in papers[0].accesses.all()] == [work.helper]


def test_a_form_of_the_person_before_is_refused(work, clients):
    first, second = clients
    before = [person.phone for person in clients]
    work.begin(first)
    open_page = work.open(part_url(first))
    work.finish()
    work.begin(second)

    answer = work.send(open_page, data={"phone": "0812-9999-0001"})
    guessed = work.send(open_page, part_url(second), {"phone": "0812-9999-0001"})

    assert [answer.status_code, guessed.status_code] == [403, 403]
    assert "dibuka untuk warga lain" in answer.content.decode()
    assert [PersonFactory._meta.model.objects.get(pk=p.pk).phone for p in clients] == before


def test_a_begin_button_of_the_person_before_is_refused(work):
    first, second = PersonFactory.create_batch(2)
    url = reverse("enrollment:start", kwargs={"code": open_intake().code})
    work.begin(first)
    open_page = work.open(url)
    work.finish()
    work.begin(second)

    answer = work.send(open_page)

    assert answer.status_code == 403
    assert not Application.objects.exists()


def test_without_the_new_token_the_button_would_serve_the_next_person(work, monkeypatch):
    first, second = PersonFactory.create_batch(2)
    url = reverse("enrollment:start", kwargs={"code": open_intake().code})
    monkeypatch.setattr(help_in_session, "rotate_token", lambda request: None)
    work.begin(first)
    open_page = work.open(url)
    work.finish()
    work.begin(second)

    work.send(open_page)

    assert Application.objects.get().person == second


def test_reading_begins_no_application(work):
    work.begin(PersonFactory())

    page = work.open(reverse("enrollment:start", kwargs={"code": open_intake().code}))

    assert (page.status_code, Application.objects.count()) == (200, 0)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_after_half_an_hour_nothing_is_saved(headers, work, clients):
    person = clients[0]
    phone = person.phone
    work.begin(person)
    page = work.open(part_url(person))
    HelpSession.objects.update(last_used_at=timezone.now() - timedelta(minutes=31))

    answer = work.send(page, data={"phone": "0812-9999-0001"}, headers=headers)

    person.refresh_from_db()
    assert (answer.status_code, person.phone) == (409, phone)
    assert answer.headers.get("HX-Redirect") == ("/petugas/bantu/" if headers else None)
    assert HelpSession.objects.get().ending == "idle"
    assert work.open(part_url(person)).status_code == 404


def test_reading_after_half_an_hour_leads_to_the_start(work, clients):
    work.begin(clients[0])
    HelpSession.objects.update(last_used_at=timezone.now() - timedelta(minutes=31))

    answer = work.open(part_url(clients[0]))

    assert (answer.status_code, answer["Location"]) == (302, "/petugas/bantu/")


def test_beginning_on_another_device_ends_it_on_this_one(work, clients):
    first, second = clients
    phone = first.phone
    work.begin(first)
    page = work.open(part_url(first))
    HelperAtWork(helper=work.helper).begin(second)

    answer = work.send(page, data={"phone": "0812-9999-0001"})

    first.refresh_from_db()
    assert (answer.status_code, first.phone) == (409, phone)
    assert [work.open(part_url(person)).status_code for person in clients] == [404, 404]


def test_a_session_written_back_late_opens_nobody(work, clients):
    """A slow answer of another tab may write the session of before over the one of now."""
    first, second = clients
    work.begin(first)
    late = dict(work.browser.session)
    work.finish()
    work.begin(second)
    session = work.browser.session
    session.update(late)
    session.save()

    assert work.open(part_url(first)).status_code == 302
    assert [work.open(part_url(person)).status_code for person in clients] == [404, 404]


def test_an_upload_under_way_ends_where_it_began(work, clients, monkeypatch):
    first, second = clients
    work.begin(first)
    page = work.open(reverse("enrollment:documents", kwargs={"pk": draft_of(first).pk}))
    other_tab = HelperAtWork(helper=work.helper)
    store = resident_documents.store_document

    def store_while_the_other_tab_goes_on(*args, **kwargs):
        other_tab.begin(second)
        return store(*args, **kwargs)

    monkeypatch.setattr(resident_documents, "store_document", store_while_the_other_tab_goes_on)
    url = reverse("enrollment:upload", kwargs={"pk": draft_of(first).pk, "kind": "KTP"})
    work.send(page, url, {"file": SimpleUploadedFile("ktp.jpg", picture(), "image/jpeg")})

    assert first.documents.current().get(kind="KTP").uploaded_by == work.helper
    assert second.documents.filter(uploaded_by=work.helper).count() == 0


def test_signing_out_ends_it_and_signing_in_does_not_bring_it_back(work, clients):
    work.begin(clients[0])

    work.send(work.open(reverse("enrollment:assist")), reverse("account_logout"))
    work.browser.force_login(work.helper)

    assert HelpSession.objects.get().ending == "signed_out"
    assert work.open(part_url(clients[0])).status_code == 404


def test_an_idle_sign_in_ends_it_too(work, clients):
    work.begin(clients[0])
    session = work.browser.session
    session["seen_at"] -= 31 * 60
    session.save()

    assert work.open(part_url(clients[0]))["Location"].startswith("/akun/masuk/")
    assert HelpSession.objects.get().ending == "idle"


def test_everything_else_of_the_helper_stays_closed_meanwhile(work, clients):
    work.begin(clients[0])
    names = ["accounts:home", "accounts:staff_home", "notices:call_list", "accounts:counter"]
    names += ["account_change_password", "mfa_index"]

    answers = {name: work.open(reverse(name)) for name in names}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        names, 409
    )
    assert 'value="/akun/"' in answers["accounts:home"].content.decode()


def test_every_page_says_whom_and_no_cache_keeps_it(work, intake):
    person = complete_draft(intake, full_name="Siti Nurhayati").person
    work.begin(person)
    batch = intake.batches.first()
    urls = [part_url(person), draft_of(person).get_absolute_url(), reverse("enrollment:assist")]
    urls += ["/", batch.get_absolute_url(), reverse("accounts:home"), "/lamaran/999999/"]

    for url in urls:
        page = work.open(url)
        assert "Anda sedang membantu <strong>Siti N***</strong>" in page.content.decode(), url
        assert "no-store" in page["Cache-Control"], url

    work.finish()
    assert "sedang membantu" not in work.open("/").content.decode()


def test_what_the_session_kept_of_the_person_before_is_forgotten(work, clients):
    work.begin(clients[0])
    session = work.browser.session
    session["quick_check"] = {"born": "1999-04-12"}
    session.save()

    work.finish()

    assert "quick_check" not in work.browser.session


def test_a_resident_cannot_become_a_helper(clients):
    resident = Client()
    resident.force_login(clients[0].user)
    page = resident.post(
        reverse("enrollment:assist_begin"), {"nik": clients[1].nik, "source": "spoken"}
    )

    assert page.status_code == 403
    assert not HelpSession.objects.exists()


def test_pages_that_serve_clients_find_everything_by_acting():
    """A page that asked for the rows of the signed-in user would show the helper's own."""
    modules = {
        inspect.getmodule(inspect.unwrap(view))
        for view in _views(get_resolver())
        if getattr(view, "serves_clients", False)
    }

    assert len(modules) >= 7
    assert [
        module.__name__
        for module in modules
        if "belonging_to(request.user" in inspect.getsource(module)
    ] == []


def _views(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern)
        else:
            yield pattern.callback


def test_the_list_of_today_has_masked_names_and_numbers_only(work, intake):
    person = complete_draft(intake, full_name="Siti Nurhayati").person
    work.begin(person)
    other = HelperAtWork()
    other.begin(PersonFactory(full_name="Budi Santoso"))
    work.finish()

    page = work.open(reverse("enrollment:assist"))

    assert [row.name for row in page.context["served"]] == ["Siti N***"]
    assert person.nik not in page.content.decode()
