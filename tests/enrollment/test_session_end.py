"""A-16, A-17 and A-52: a session that ends takes no answer with it, and leaves none behind."""

import time
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.kept_answers import KEPT, KEPT_SECONDS
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TYPED = {"motivation": "Saya ingin membuka usaha kue basah di rumah."}


@pytest.fixture
def draft():
    return complete_draft(open_intake())


@pytest.fixture
def page(draft):
    return reverse("enrollment:question", args=[draft.pk, "alasan"])


def be_idle(client, seconds=31 * 60):
    session = client.session
    session["seen_at"] = time.time() - seconds
    session.save()


def send_too_late(client, draft, page):
    client.force_login(draft.user)
    client.get(page)
    be_idle(client)
    return client.post(
        page,
        urlencode(TYPED),
        content_type="application/x-www-form-urlencoded",
        headers={"Referer": f"http://testserver{page}"},
    )


def test_a52_what_was_typed_comes_back_after_signing_in_again(client, draft, page):
    answer = send_too_late(client, draft, page)

    assert answer.status_code == 302
    assert answer["Location"] == f"/akun/masuk/?{urlencode({'next': page})}"
    draft.refresh_from_db()
    assert draft.motivation != TYPED["motivation"]
    client.force_login(draft.user)
    again = client.get(page)
    assert again.context["form"]["motivation"].value() == TYPED["motivation"]
    assert "belum tersimpan" in again.content.decode()
    assert client.get(page).context["is_kept"] is False


def test_a52_what_was_typed_is_not_readable_in_the_database(client, draft, page):
    send_too_late(client, draft, page)

    kept = client.session[KEPT]
    assert "kue basah" not in kept
    assert all("kue basah" not in str(row.get_decoded()) for row in Session.objects.all())


def test_a17_another_account_on_the_same_phone_gets_nothing_of_it(client, draft, page):
    send_too_late(client, draft, page)
    other = complete_draft(open_intake())
    client.force_login(other.user)

    seen = client.get(reverse("enrollment:question", args=[other.pk, "alasan"]))

    assert seen.context["is_kept"] is False
    assert KEPT not in client.session


def test_a17_what_was_kept_is_forgotten_soon(client, draft, page, monkeypatch):
    send_too_late(client, draft, page)
    assert KEPT in client.session
    later = time.time() + KEPT_SECONDS + 1
    client.force_login(draft.user)
    monkeypatch.setattr("accounts.kept_answers.time.time", lambda: later)

    assert client.get(page).context["is_kept"] is False


def test_a16_pages_of_signed_in_people_know_when_the_session_ends(client, draft, page):
    assert "data-session-seconds" not in client.get("/").content.decode()

    client.force_login(draft.user)

    words = client.get(page).content.decode()
    assert 'data-session-seconds="1800"' in words
    assert "Saya masih di sini" in words


def test_a16_staying_keeps_the_session(client, draft, page):
    client.force_login(draft.user)
    client.get(page)
    be_idle(client, 29 * 60)

    assert client.post(reverse("accounts:stay")).status_code == 204

    assert time.time() - client.session["seen_at"] < 5


def test_a17_signing_out_is_on_every_page_and_leaves_nothing(client, draft, page):
    client.force_login(draft.user)

    for address in [page, draft.get_absolute_url(), "/", reverse("enrollment:my_applications")]:
        answer = client.get(address)
        assert "Keluar" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    gone = client.post(reverse("account_logout"))
    assert '"cache"' in gone["Clear-Site-Data"]
    assert client.get(page).status_code == 302


def test_staff_forms_are_not_kept(client):
    verifier = UserFactory(roles=["verifier"])
    client.force_login(verifier)
    client.get("/petugas/")
    be_idle(client)

    client.post(
        "/petugas/antrean/ambil/",
        "text=rahasia",
        content_type="application/x-www-form-urlencoded",
    )

    assert KEPT not in client.session
