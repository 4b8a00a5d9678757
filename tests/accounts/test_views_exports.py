"""Pages of files and of saved views: who asked gets the file, and nobody else."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import ListExport, PersonAccess, SavedView
from accounts.services.saved_views import MOST_VIEWS
from enrollment.application_list import APPLICANTS
from tests.factories import ApplicationFactory, UserFactory
from tests.factories.crowds import crowd
from tests.factories.exports import written_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(roles=["verifier"])


@pytest.fixture
def desk(client, verifier):
    client.force_login(verifier)
    return client


def new(**query):
    return reverse("accounts:export_new", args=["pendaftar"], query=query)


def order(**fields):
    return {"submission_key": uuid4(), "format": "csv", "columns": ["number"]} | fields


def fetched(client, export):
    return client.get(reverse("accounts:export_file", args=[export.pk]))


def test_a_short_file_is_there_at_once_and_holds_what_the_page_said(desk):
    crowd(61)
    ApplicationFactory(status="verified")

    asked = desk.get(new(status="withdrawn"))
    page = desk.post(new(status="withdrawn"), order(), follow=True)
    file = b"".join(fetched(desk, ListExport.objects.get()).streaming_content).decode()

    assert asked.context["count"] == 61
    assert '<b class="num">61</b> baris' in page.text
    assert len(file.split("\r\n\r\n")[0].splitlines()) == 62


def test_personal_columns_without_a_reason_are_asked_for_again(desk):
    ApplicationFactory()
    refused = desk.post(new(), order(personal=["name"]))

    assert refused.status_code == 422
    assert not ListExport.objects.exists()

    desk.post(new(), order(personal=["name"], reason="Absensi wawancara"))
    assert ListExport.objects.get().reason == "Absensi wawancara"
    assert PersonAccess.objects.count() == 1


def test_a_column_of_another_role_is_no_choice(desk):
    response = desk.post(new(), order(personal=["nik"], reason="Laporan"))

    assert response.status_code == 422
    assert not ListExport.objects.exists()


def test_two_presses_make_one_file(desk):
    fields = order()
    for _time in range(2):
        desk.post(new(), fields)

    assert ListExport.objects.count() == 1


def test_a_long_file_is_left_to_a_worker_and_its_page_asks_again(desk, monkeypatch, settings):
    monkeypatch.setattr("accounts.views.exports.MOST_ROWS_IN_A_REQUEST", 1)
    ordered = []
    monkeypatch.setattr("accounts.views.exports.write_list_export.delay_on_commit", ordered.append)
    crowd(2)

    page = desk.post(new(), order(), follow=True)
    export = ListExport.objects.get()

    assert ordered == [export.pk]
    assert 'hx-trigger="load delay:2s"' in page.text
    assert '<meta http-equiv="refresh" content="5">' in page.text
    assert fetched(desk, export).status_code == 404

    ListExport.objects.update(rows_done=1, attempts=1, heartbeat_at=timezone.now())
    piece = desk.get(export.get_absolute_url(), headers={"HX-Request": "true"})
    assert "1 dari 2" in piece.text and "<html" not in piece.text
    assert "HX-Refresh" not in piece


def test_nobody_fetches_the_file_of_another(desk, client):
    export = written_export(UserFactory(roles=["verifier"]))

    assert fetched(desk, export).status_code == 404
    assert desk.get(export.get_absolute_url()).status_code == 404

    client.force_login(UserFactory(roles=["auditor"]))
    assert fetched(client, export).status_code == 404
    assert str(export.user) in client.get(reverse("accounts:exports")).text


def test_a_file_past_its_days_or_of_a_lost_role_is_not_handed_out(desk, verifier, monkeypatch):
    export = written_export(verifier)
    assert fetched(desk, export).status_code == 200

    late = export.expires_at
    with monkeypatch.context() as patch:
        patch.setattr("accounts.models.list_export.timezone", SimpleNamespace(now=lambda: late))
        assert fetched(desk, export).status_code == 404
    verifier.groups.clear()
    verifier.groups.add(Group.objects.get(name="helper"))
    assert fetched(desk, export).status_code == 403


def save(client, name, query, key="pendaftar"):
    url = reverse("accounts:saved_view_new", args=[key])
    return client.post(url, {"name": name, "query": query})


def test_a_view_is_kept_and_its_link_shows_it_again(desk, verifier):
    kept = "/petugas/pendaftar/?status=verified&sort=name"

    response = save(desk, "Lolos, menurut nama", "status=verified&sort=name&q=Siti&page=3")

    assert response["Location"] == kept
    view = SavedView.objects.get()
    assert (view.user, view.query) == (verifier, "status=verified&sort=name")
    page = desk.get(kept)
    assert f'href="{kept.replace("&", "&amp;")}" aria-current="page"' in page.text


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "' OR 1=1 --", '"><img src=x onerror=alert(1)>', "{{ 7 }}"],
)
def test_the_name_of_a_view_is_only_words(desk, name):
    save(desk, name, "sort=name")

    page = desk.get(reverse("enrollment:application_list"))

    assert SavedView.objects.get().name == name
    assert name not in page.text or "<" not in name
    assert "<script>alert" not in page.text and "<img src=x" not in page.text


def test_views_are_ones_own(desk, client, verifier):
    save(desk, "Milik saya", "sort=name")
    view = SavedView.objects.get()
    client.force_login(UserFactory(roles=["verifier"]))

    response = client.post(reverse("accounts:saved_view_remove", args=[view.pk]))

    assert response.status_code == 404
    assert "Milik saya" not in client.get(reverse("enrollment:application_list")).text
    client.force_login(verifier)
    client.post(reverse("accounts:saved_view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_replaces_and_too_many_names_are_refused(desk, verifier):
    save(desk, "Antrean", "sort=name")
    save(desk, "Antrean", "sort=sent")
    assert SavedView.objects.get().query == "sort=sent"

    SavedView.objects.bulk_create(
        SavedView(user=verifier, list_key="pendaftar", name=f"n{number}")
        for number in range(MOST_VIEWS - 1)
    )
    save(desk, "Satu lagi", "sort=name")

    assert SavedView.objects.count() == MOST_VIEWS


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name_of_some_length(desk, name):
    save(desk, name, "sort=name")

    assert not SavedView.objects.exists()


def test_no_view_is_longer_than_an_address_may_be():
    every = {name: "x" * 60 for name in APPLICANTS.parameters} | {
        "columns": ",".join(column.key for column in APPLICANTS.columns_of_page()[::-1])
    }

    query = QueryDict("", mutable=True)
    query.update(every)

    assert len(APPLICANTS.canonical(query)) < 1000


def test_a_list_that_is_not_there_is_not_found(desk):
    assert desk.get(reverse("accounts:export_new", args=["lain"])).status_code == 404
    assert save(desk, "x", "", key="lain").status_code == 404
