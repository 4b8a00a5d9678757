"""A-16, A-17 and A-52: a session that ends takes no answer with it, and leaves none behind."""

import time
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.kept_answers import KEPT, KEPT_SECONDS
from enrollment.models import Objection, Review
from enrollment.services.claiming import claim
from enrollment.services.objections import file_objection
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import UserFactory
from tests.factories.desk import case_factory
from tests.factories.rounds import apply_for, batches_of, open_round, published

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
    return post_too_late(client, draft.user, page, TYPED)


def post_too_late(client, user, page, typed):
    client.force_login(user)
    client.get(page)
    be_idle(client)
    return client.post(
        page,
        urlencode(typed),
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


@pytest.fixture
def answer_page():
    """Where an objection is answered."""
    selection_round = open_round(1)
    application = apply_for(selection_round, *batches_of(selection_round), score=80)
    published(selection_round)
    application.refresh_from_db()
    objection = file_objection(application, "Saya hadir.", actor=application.user)
    return reverse("enrollment:answer_objection", args=[objection.pk])


def test_a52_what_staff_wrote_at_length_comes_back_to_the_same_person_alone(client, answer_page):
    officer, colleague = UserFactory.create_batch(2, roles=["training_manager"])
    written = {"is_upheld": "no", "answer": "Nilai Anda sudah dijumlah dengan benar."}

    answer = post_too_late(client, officer, answer_page, written)

    assert answer["Location"] == f"/akun/masuk/?{urlencode({'next': answer_page})}"
    assert Objection.objects.get().answered_at is None
    assert "dijumlah" not in str(client.session[KEPT])
    client.force_login(officer)
    again = client.get(answer_page)
    assert {name: again.context["form"][name].value() for name in written} == written
    assert "belum tersimpan" in again.content.decode()
    assert client.get(answer_page).context["form"]["answer"].value() is None

    post_too_late(client, officer, answer_page, written)
    client.force_login(colleague)
    assert client.get(answer_page).context["form"]["answer"].value() is None
    assert KEPT not in client.session


def test_a52_what_is_kept_of_a_check_is_its_marks_and_its_words(client):
    verifier = UserFactory(roles=["verifier"])
    application = case_factory()
    claim(application, reviewer=verifier)
    page = reverse("enrollment:case", args=[application.pk])
    typed = {"identity": "no", "identity-reason": "nik_differs", "note": "Telepon dulu."}

    post_too_late(client, verifier, page, typed)
    client.force_login(verifier)

    form = client.get(page).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert Review.objects.count() == 0


def test_other_forms_of_staff_are_not_kept(client):
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
