"""Somebody who lost the phone gets back into the account, and everybody concerned is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, User
from accounts.services.accounts import renew_password
from notices.models import Notice
from tests.enrollment.clients import HelperAtWork
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "+6281200000111", "+6281200000222"
COMPARED = ["original", "face", "name"]


@pytest.fixture
def helper(client):
    user = UserFactory(roles=["helper"], display_name="Hadi Contoh")
    client.force_login(user)
    return user


@pytest.fixture
def person():
    user = UserFactory(username=OLD, roles=["resident"])
    return PersonFactory(user=user, phone=OLD)


def change(client, person, *, username="0812-0000-0222", identity=COMPARED):
    return client.post(
        reverse("enrollment:counter_number", args=[person.user_id]),
        {"username": username, "identity": identity, "reason": "HP hilang"},
    )


def test_a_lost_number_is_changed_and_both_numbers_are_told(client, helper, person):
    theirs = type(client)()
    theirs.force_login(person.user)

    answer = change(client, person)

    person.refresh_from_db()
    user = User.objects.get(pk=person.user_id)
    assert (user.username, person.phone, user.must_change_password) == (NEW, NEW, True)
    assert user.check_password(answer.context["one_time"].password)
    assert theirs.get("/akun/").status_code == 302
    notices = Notice.objects.filter(kind="sign_in_number_changed").order_by("pk")
    assert [notice.to_phone for notice in notices] == [NEW, OLD]
    assert {NEW[3:], "0812-0000-0222"} & set(notices[1].text.split()) == set()
    assert "0812-****-0222" in notices[1].text
    event = AccountEvent.objects.get()
    assert (event.act, event.reason, event.actor) == ("number_changed", "HP hilang", helper)
    assert event.detail == (
        "0812-****-0111 → 0812-****-0222; KTP dicocokkan: asli, wajah, nama, dan tanggal lahir"
    )


def test_nothing_happens_unless_all_is_compared(client, helper, person):
    answers = [change(client, person, identity=some) for some in ([], ["original", "face"])]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Cocokkan ketiganya dulu" in answers[0].content.decode()
    person.user.refresh_from_db()
    assert (person.user.username, Notice.objects.count()) == (OLD, 0)


def test_a_number_with_an_account_is_refused(client, helper, person):
    UserFactory(username=NEW)

    answer = change(client, person)

    assert answer.status_code == 422
    assert "Nomor atau email ini sudah punya akun." in answer.content.decode()
    assert User.objects.get(pk=person.user_id).username == OLD
    assert not AccountEvent.objects.exists()


def test_the_number_of_a_contact_person_stays(client, helper, person):
    type(person).objects.filter(pk=person.pk).update(phone="+6281200000999")

    change(client, person)

    person.refresh_from_db()
    assert person.phone == "+6281200000999"


def test_a_new_password_needs_the_comparison_too(client, helper, person):
    url = reverse("accounts:counter_account_act", args=[person.user_id])
    answers = {"act": "password_reset", "reason": "lupa"}

    refused = client.post(url, answers)
    given = client.post(url, {**answers, "identity": COMPARED})

    assert (refused.status_code, given.status_code) == (422, 200)
    assert AccountEvent.objects.get().detail.startswith("KTP dicocokkan")


def test_a_password_for_one_use_is_over_after_a_day(client, helper, person):
    one_time = renew_password(person.user, actor=helper, reason="lupa")
    theirs = type(client)()
    sign_in = {"login": OLD, "password": one_time.password}

    theirs.post("/akun/masuk/", sign_in)
    assert theirs.get("/akun/")["Location"] == "/akun/kata-sandi/"
    User.objects.filter(pk=person.user_id).update(
        password_until=timezone.now() - timedelta(seconds=1)
    )

    assert theirs.get("/akun/kata-sandi/")["Location"] == "/akun/masuk/"
    theirs.post("/akun/masuk/", sign_in)
    assert theirs.get("/akun/kata-sandi/").status_code == 302


def test_a_password_of_ones_own_has_no_end(client, person):
    User.objects.filter(pk=person.user_id).update(
        password_until=timezone.now() - timedelta(days=9), must_change_password=False
    )
    client.force_login(User.objects.get(pk=person.user_id))

    assert client.get("/akun/").status_code == 200


def test_people_read_what_was_done_to_their_account(client, helper, person):
    change(client, person)
    HelperAtWork(helper=helper).begin(person)
    AccountEvent.objects.create(account=UserFactory(), act="deactivated", reason="bukan milik dia")
    user = User.objects.get(pk=person.user_id)
    user.must_change_password = False
    user.save()
    client.force_login(user)

    page = client.get(reverse("accounts:account_history")).content.decode()

    assert "Nomor untuk masuk diganti" in page
    assert "HP hilang" in page
    assert page.count("Pendamping H.C., UPTD BLK") == 2
    assert "Hadi Contoh" not in page
    assert "bukan milik dia" not in page
