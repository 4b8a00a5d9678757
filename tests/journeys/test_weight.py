"""What pages cost on a phone: bytes on the wire and files asked for, in a real browser."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import PersonFactory, UserFactory
from tests.journeys.browsing import PHONE
from tests.journeys.processes import PROJECT, LivePortal
from tests.pages import states_public, states_resident, states_staff
from tests.weights import DASHBOARD, KIB, ONE_DOCUMENT, PUBLIC, QUESTION, SECOND_PAGE, STAFF

pytestmark = pytest.mark.journey

KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js"}


@dataclass
class Load:
    """What one page brought over the line, by kind and together, in KiB."""

    requests: int = 0
    kib: Counter = field(default_factory=Counter)
    encodings: dict = field(default_factory=dict)

    def too_much(self, ceiling):
        sizes = {kind: self.kib[kind] for kind in ("html", "css", "js")}
        code = sum(sizes.values())
        measured = sizes | {"code": code, "total": sum(self.kib.values())}
        measured["requests"] = self.requests
        return [
            f"{name}: {value:.1f}, at most {most}"
            for name, value in measured.items()
            if (most := getattr(ceiling, name)) is not None and value > most
        ]


@pytest.fixture(scope="session")
def hashed_files(tmp_path_factory):
    """The environment in which static files have been collected, hashed and compressed."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.hashed_settings",
        "HASHED_STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"],
        cwd=PROJECT,
        env=os.environ | environment,
        check=True,
    )
    return environment


@pytest.fixture
def live_portal(supervisor, journey_environment, hashed_files, tmp_path):
    portal = LivePortal(supervisor, journey_environment | hashed_files, tmp_path / "web.log")
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def open_page(browsing):
    """A tab of a fresh phone, signed in as somebody; it remembers what each page brought."""

    def open_page(user=None):
        page = browsing.open(PHONE, path="about:blank")
        if user:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": browsing.url}]
            )
        return page

    return open_page


def load(page, path):
    """Open ``path`` and look at all of it; return what came over the line."""
    loaded, kinds = Load(), {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")

    def note_answer(event):
        if not event["response"].get("fromDiskCache"):
            kinds[event["requestId"]] = KINDS.get(event["type"], "other")
            headers = {name.lower(): text for name, text in event["response"]["headers"].items()}
            loaded.encodings[event["response"]["url"]] = headers.get("content-encoding", "")

    def note_size(event):
        if event["requestId"] in kinds and event["encodedDataLength"]:
            loaded.requests += 1
            loaded.kib[kinds[event["requestId"]]] += event["encodedDataLength"] / KIB

    wire.on("Network.responseReceived", note_answer)
    wire.on("Network.loadingFinished", note_size)
    assert page.goto(path).status == 200
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    wire.detach()
    return loaded


def resident():
    return PersonFactory(user=UserFactory(roles=["resident"])).user


def somebody_of(role):
    assert Group.objects.filter(name=role).exists()
    return PersonFactory(user=UserFactory(roles=[role])).user


def test_public_pages_are_light_on_the_first_visit(journey_database, open_page):
    batch = states_public.open_classes(None)
    paths = {
        "landing": "/",
        "programmes": reverse("programs:program_list"),
        "class": batch.get_absolute_url(),
        "intake": batch.intake.get_absolute_url(),
        "programme": batch.program.get_absolute_url(),
        "help": reverse("programs:help"),
    }

    loads = {name: load(open_page(), path) for name, path in paths.items()}

    assert {name: one.too_much(PUBLIC) for name, one in loads.items()} == dict.fromkeys(paths, [])
    pages = {url for one in loads.values() for url, how in one.encodings.items() if how != "br"}
    assert {url for url in pages if not url.endswith((".svg", ".png", ".webp"))} == set()


def test_a_resident_pays_little_for_each_page(journey_database, open_page):
    user = resident()
    draft = complete_draft(open_intake(), person=user.person)
    names = ["wishes", "check_answers", "application"]
    paths = {name: reverse(f"enrollment:{name}", args=[draft.pk]) for name in names}
    paths["question"] = reverse("enrollment:question", args=[draft.pk, "alamat"])

    first = {name: load(open_page(user), path) for name, path in paths.items()}
    page = open_page(user)
    load(page, paths["question"])
    second = {name: load(page, path) for name, path in paths.items()}

    assert {name: one.too_much(QUESTION) for name, one in first.items()} == dict.fromkeys(paths, [])
    too_much = {name: one.too_much(SECOND_PAGE) for name, one in second.items()}
    assert too_much == dict.fromkeys(paths, [])


def test_documents_bring_a_small_picture_each(journey_database, open_page):
    user = resident()
    draft = complete_draft(open_intake(), person=user.person)
    path = reverse("enrollment:documents", args=[draft.pk])

    assert load(open_page(user), path).too_much(ONE_DOCUMENT) == []


def test_status_and_result_are_light(journey_database, open_page):
    user = resident()
    made = states_resident.with_result(2)(user)

    loads = [
        load(open_page(user), reverse(f"enrollment:{name}", kwargs=made))
        for name in ["application", "result"]
    ]

    assert [one.too_much(QUESTION) for one in loads] == [[], []]


def test_pages_of_the_office_stay_within_their_budget(journey_database, open_page):
    verifier, official = somebody_of("verifier"), somebody_of("official")
    states_staff.files_waiting(verifier)
    case = states_staff.own_file(verifier)
    states_staff.figures(official)

    queue = load(open_page(verifier), reverse("enrollment:queue"))
    file = load(open_page(verifier), reverse("enrollment:case", kwargs=case))
    dashboard = load(open_page(official), reverse("dashboards:home"))

    assert queue.too_much(STAFF) == []
    assert file.too_much(STAFF) == []
    assert dashboard.too_much(DASHBOARD) == []
