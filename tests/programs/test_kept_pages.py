"""Visitors get pages that were made before, exactly as long as nothing on them changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from programs.choices import FigureKind
from programs.models import PublishedFigure, RequiredDocument
from programs.views import public
from tests.enrollment.residents import open_intake, open_now, plan_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


@pytest.fixture
def batch():
    return open_intake(titles=["Roti dan Kue"]).batches.get()


@pytest.fixture
def made(monkeypatch):
    """The public templates that were rendered, one after the other."""
    rendered, original = [], public.render

    def render(request, template, *args, **kwargs):
        rendered.append(template)
        return original(request, template, *args, **kwargs)

    monkeypatch.setattr(public, "render", render)
    return rendered


def addresses(batch):
    pages = [batch, batch.intake, batch.program]
    return ["/", "/program/", *(page.get_absolute_url() for page in pages)]


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return TOKEN.sub("", response.content.decode())


def test_a_page_is_made_twice_and_kept_from_then_on(client, batch, made):
    for address in addresses(batch):
        made.clear()
        pages = {shown(client, address) for _visit in range(4)}
        assert (len(pages), len(made)) == (1, 2)


def change_title(batch):
    batch.program.title = "Roti Manis"
    batch.program.save()
    return "Roti Manis"


def count_applicants(batch):
    now = timezone.now()
    PublishedFigure.objects.create(batch=batch, kind=FigureKind.APPLICANTS, value=73, as_of=now)
    return "73"


@pytest.mark.parametrize(("change", "pages"), [(change_title, 5), (count_applicants, 2)])
def test_a_change_is_seen_at_once(client, batch, change, pages):
    before = {address: [shown(client, address) for _ in range(3)] for address in addresses(batch)}

    word = change(batch)

    assert not any(word in page for pages in before.values() for page in pages)
    assert sum(word in shown(client, address) for address in addresses(batch)) == pages


def test_papers_and_rules_of_a_class_are_part_of_what_its_page_says(client):
    batch = plan_intake(titles=["Las"]).batches.get()
    for _visit in range(3):
        shown(client, batch.get_absolute_url())

    RequiredDocument.objects.create(program=batch.program, kind="AK1", label="Kartu kuning")
    assert "Kartu kuning" in shown(client, batch.get_absolute_url())

    batch.gates.filter(code="usia").update(minimum_age=21)
    assert "21 tahun" in shown(client, batch.get_absolute_url())


def test_the_page_turns_at_the_second_of_opening(client):
    intake = plan_intake(titles=["Las"])
    open_now(intake)
    opens = (timezone.now() + timedelta(hours=1)).replace(microsecond=0)
    type(intake).objects.filter(pk=intake.pk).update(opens_at=opens)
    address = intake.batches.get().get_absolute_url()

    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        before = {shown(client, address) for _visit in range(3)}
    with time_machine.travel(opens, tick=False):
        after = shown(client, address)

    assert ["Segera dibuka" in page for page in [*before, after]] == [True, False]


def test_each_visitor_has_a_form_of_his_own(batch):
    strict = [Client(enforce_csrf_checks=True) for _visitor in range(4)]
    tokens = [TOKEN.findall(visitor.get("/").content.decode())[0] for visitor in strict]

    assert len(set(tokens)) == 4
    for visitor, token in zip(strict, tokens, strict=True):
        chosen = {"language": "en", "next": "/", "csrfmiddlewaretoken": token}
        assert visitor.post("/bahasa/setlang/", chosen).status_code == 302
        assert 'lang="en"' in shown(visitor, "/")


def test_who_is_signed_in_neither_gets_nor_leaves_a_kept_page(client, batch, made):
    resident = UserFactory(roles=["resident"])
    signed_in = Client()
    signed_in.force_login(resident)
    for _visit in range(3):
        assert ">Keluar<" in shown(signed_in, "/")
        assert signed_in.get("/").headers["Cache-Control"] == "private, no-store"
    assert len(made) == 6

    for _visit in range(3):
        assert ">Keluar<" not in shown(client, "/")


def test_a_browser_that_has_the_page_gets_no_second_copy(client, batch):
    for _visit in range(3):
        response = client.get(batch.get_absolute_url())
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response.headers["Vary"]
    known = {"If-None-Match": response.headers["ETag"]}

    again = client.get(batch.get_absolute_url(), headers=known)
    assert (again.status_code, again.content) == (304, b"")

    count_applicants(batch)
    assert client.get(batch.get_absolute_url(), headers=known).status_code == 200


def test_a_page_with_the_form_of_another_cookie_is_sent_anew(client, batch):
    for _visit in range(3):
        response = client.get("/")
    known = {"If-None-Match": response.headers["ETag"]}

    assert Client().get("/", headers=known).status_code == 200
