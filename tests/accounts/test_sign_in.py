import smtplib
import threading
import time
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.urls import reverse

from accounts.models import User
from accounts.services.demo import DEMO_PASSWORD, create_demo_accounts, current_code
from tests.factories import UserFactory

PASSWORD = "perahu merah di pasir"
WRONG = "Nomor atau email dan kata sandinya tidak cocok. Periksa keduanya, lalu coba lagi."

pytestmark = pytest.mark.django_db


def sign_up(client, username, password=PASSWORD, **more):
    return client.post("/akun/daftar/", {"username": username, "password1": password, **more})


def sign_in(client, login, password=PASSWORD, path="/akun/masuk/"):
    return client.post(path, {"login": login, "password": password})


def is_signed_in(client):
    return client.get("/akun/").status_code == 200


@pytest.fixture
def demo_users():
    return create_demo_accounts()


@pytest.mark.parametrize(
    ("typed", "stored", "email"),
    [
        ("0812-3456-7890", "+6281234567890", ""),
        ("62 812 3456 7890", "+6281234567890", ""),
        (" Siti.Contoh@Example.com ", "siti.contoh@example.com", "siti.contoh@example.com"),
    ],
)
def test_a_resident_signs_up_with_a_phone_number_or_an_email(client, typed, stored, email):
    response = sign_up(client, typed)

    user = User.objects.get()
    assert response.status_code == 302
    assert (user.username, user.email) == (stored, email)
    assert user.roles == {"resident"}
    assert is_signed_in(client)


def test_extra_fields_of_a_sign_up_change_nothing(client):
    sign_up(client, "081234567890", is_superuser="on", is_staff="on", groups="1", roles="admin")

    user = User.objects.get()
    assert (user.is_superuser, user.roles) == (False, {"resident"})


@pytest.mark.parametrize("typed", ["", "siti", "0812", "siti@", "12345678901234567890"])
def test_what_is_neither_phone_nor_email_is_asked_again(client, typed):
    response = sign_up(client, typed)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["username"]
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["pendek", "password123", "081234567890"])
def test_a_weak_password_is_asked_again(client, password):
    assert sign_up(client, "081234567890", password).status_code == 422
    assert not User.objects.exists()


def test_a_long_password_with_spaces_is_fine(client):
    assert sign_up(client, "081234567890", "kuda " * 13).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_ten_sign_ups_at_once_make_one_account(client):
    start, statuses = threading.Barrier(10), []

    def press():
        start.wait()
        statuses.append(sign_up(type(client)(), "081234567890").status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [302] + [422] * 9
    assert User.objects.get().roles == {"resident"}


def test_two_hundred_people_behind_one_address_sign_up_within_a_minute(client_factory):
    statuses = [
        sign_up(client_factory(), f"08123456{number:04}").status_code for number in range(200)
    ]

    assert statuses == [302] * 200


def test_every_spelling_of_the_number_signs_in(client):
    UserFactory(username="+6281234567890", password=PASSWORD)

    assert sign_in(client, "0812 3456 7890").status_code == 302
    assert is_signed_in(client)


def test_a_new_session_begins_at_sign_in_and_the_old_one_ends_at_sign_out(client):
    UserFactory(username="+6281234567890", password=PASSWORD)
    client.get("/akun/masuk/")
    sign_in(client, "081234567890")
    old = client.cookies["sessionid"].value

    response = client.post("/akun/keluar/")

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = old
    assert not is_signed_in(client)


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client):
    UserFactory(username="+6281234567890", password=PASSWORD)
    UserFactory(username="+6281234567891", password=PASSWORD, is_active=False)

    answers = [
        sign_in(client, "081234567890", "salah"),
        sign_in(client, "081299999999", "salah"),
        sign_in(client, "081234567891"),
    ]

    for answer in answers:
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors() == [WRONG]


def test_the_tenth_wrong_password_locks_the_account_for_a_while(client):
    UserFactory(username="+6281234567890", password=PASSWORD)

    statuses = [sign_in(client, "081234567890", "salah").status_code for _ in range(10)]

    assert statuses == [422] * 9 + [429]
    with time_machine.travel("2100-01-01", tick=True):
        assert sign_in(client, "081234567890").status_code == 302


def test_a_locked_account_does_not_open_with_the_right_password(client):
    UserFactory(username="+6281234567890", password=PASSWORD)
    for _ in range(10):
        sign_in(client, "081234567890", "salah")

    response = sign_in(client, "0812-3456-7890")

    assert response.status_code == 429
    assert "Akun ini beristirahat 15 menit" in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/program/", "/program/"),
        ("https://jahat.example/", "/akun/"),
        ("//jahat.example/", "/akun/"),
        ("javascript:alert(1)", "/akun/"),
    ],
)
def test_only_pages_of_the_portal_follow_a_sign_in(client, target, goes_to):
    UserFactory(username="+6281234567890", password=PASSWORD)

    response = client.post(
        "/akun/masuk/", {"login": "081234567890", "password": PASSWORD, "next": target}
    )

    assert response["Location"] == goes_to


def test_a_closed_account_is_out_at_once(client):
    user = UserFactory()
    client.force_login(user)
    assert is_signed_in(client)

    User.objects.update(is_active=False)

    assert not is_signed_in(client)


def test_a_role_taken_away_acts_at_the_next_request(client):
    user = UserFactory(roles=["verifier"])
    client.force_login(user)
    assert client.get("/petugas/").status_code == 200

    user.groups.clear()

    assert client.get("/petugas/").status_code == 403


def test_staff_without_a_second_factor_reach_no_page_but_its_activation(client):
    user = UserFactory(username="rina@example.com", password=PASSWORD, roles=["verifier"])
    sign_in(client, user.username)

    for path in ["/petugas/", "/akun/", "/program/", "/akun/kode/"]:
        assert client.get(path)["Location"].startswith("/akun/kode/aktifkan/?next=")

    page = client.get("/akun/kode/aktifkan/")
    code = code_of(page.context["form"].secret)
    response = client.post("/akun/kode/aktifkan/", {"code": code})
    assert response["Location"] == "/akun/kode/cadangan/"
    assert len(client.get("/akun/kode/cadangan/").context["unused_codes"]) == 10
    assert client.get("/petugas/").status_code == 200


def test_the_secret_of_the_second_factor_is_encrypted_at_rest(client):
    user = UserFactory(username="rina@example.com", password=PASSWORD, roles=["verifier"])
    sign_in(client, user.username)
    secret = client.get("/akun/kode/aktifkan/").context["form"].secret
    client.post("/akun/kode/aktifkan/", {"code": code_of(secret)})

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        (stored,) = cursor.fetchone()

    assert secret not in stored


def test_staff_sign_in_with_password_and_code(client, demo_users):
    verifier = demo_users["verifier"].username

    response = sign_in(client, verifier, DEMO_PASSWORD)
    assert response["Location"] == "/akun/kode/masuk/"
    assert client.get("/petugas/").status_code == 302

    assert client.post("/akun/kode/masuk/", {"code": "000000"}).status_code == 422
    response = client.post("/akun/kode/masuk/", {"code": current_code(verifier)})
    assert response["Location"] == "/petugas/"
    assert client.get("/petugas/").status_code == 200


def test_a_code_is_good_for_one_sign_in(client, client_factory, demo_users):
    verifier = demo_users["verifier"].username
    code = current_code(verifier)
    first, second = client_factory(), client_factory()
    for one in (first, second):
        sign_in(one, verifier, DEMO_PASSWORD)

    assert first.post("/akun/kode/masuk/", {"code": code}).status_code == 302
    assert second.post("/akun/kode/masuk/", {"code": code}).status_code == 422


def test_codes_cannot_be_guessed_on_and_on(client, demo_users):
    verifier = demo_users["verifier"].username
    sign_in(client, verifier, DEMO_PASSWORD)
    for _ in range(10):
        client.post("/akun/kode/masuk/", {"code": "000000"})

    response = client.post("/akun/kode/masuk/", {"code": current_code(verifier)})

    assert response.status_code == 422
    assert not is_signed_in(client)


def test_somebody_who_becomes_staff_in_mid_session_is_stopped(client):
    user = UserFactory(username="+6281234567890", password=PASSWORD, roles=["resident"])
    sign_in(client, "081234567890")
    assert is_signed_in(client)

    user.groups.add(user.groups.model.objects.get(name="admin"))

    assert client.get("/petugas/")["Location"].startswith("/akun/kode/aktifkan/")


def test_staff_need_longer_passwords(client):
    user = UserFactory(roles=["verifier"], password=PASSWORD)
    client.force_login(user)

    response = client.post(
        "/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": "perahu merah"}
    )

    assert "paling sedikit 15" in str(response.context["form"].errors["password1"])


def test_a_password_from_staff_must_be_changed_before_anything_else(client):
    user = UserFactory(username="+6281234567890", password=PASSWORD, must_change_password=True)
    sign_in(client, "081234567890")

    assert client.get("/akun/")["Location"] == "/akun/kata-sandi/"
    client.post("/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": "sepeda biru di sawah"})

    user.refresh_from_db()
    assert user.must_change_password is False
    assert is_signed_in(client)


def test_a_changed_password_ends_other_sessions(client, client_factory):
    UserFactory(username="+6281234567890", password=PASSWORD)
    other = client_factory()
    for one in (client, other):
        sign_in(one, "081234567890")

    client.post("/akun/kata-sandi/", {"oldpassword": PASSWORD, "password1": "sepeda biru di sawah"})

    assert is_signed_in(client)
    assert not is_signed_in(other)


@pytest.mark.parametrize(("roles", "minutes"), [(["resident"], 30), (["verifier"], 15)])
def test_an_idle_session_ends(client, roles, minutes):
    client.force_login(UserFactory(roles=roles))
    with time_machine.travel("2026-07-01 08:00+07:00", tick=False) as clock:
        assert is_signed_in(client)
        clock.shift((minutes - 1) * 60)
        assert is_signed_in(client)
        clock.shift((minutes + 1) * 60)

        response = client.get("/akun/")

    assert response["Location"] == "/akun/masuk/?next=%2Fakun%2F"


def test_a_forgotten_password_leads_to_the_counter_without_a_mail_server(client, mailoutbox):
    UserFactory(username="siti@example.com", email="siti@example.com")

    response = client.post(reverse("account_reset_password"), {"email": "siti@example.com"})

    assert "loket" in response.content.decode()
    assert mailoutbox == []


def test_a_forgotten_password_is_renewed_by_a_link_that_works_once(client, settings, mailoutbox):
    settings.DEMO = False
    user = UserFactory(username="siti@example.com", email="siti@example.com", password=PASSWORD)

    for email in ["siti@example.com", "tidakada@example.com"]:
        response = client.post(reverse("account_reset_password"), {"email": email})
        assert response["Location"] == "/akun/kata-sandi/lupa/terkirim/"

    (mail,) = mailoutbox
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    response = client.get(link, follow=True)
    form_page = response.redirect_chain[-1][0]
    client.post(form_page, {"password1": "sepeda biru di sawah"})
    user.refresh_from_db()
    assert user.check_password("sepeda biru di sawah")
    assert client.get(link).context["token_fail"]


def test_a_mail_server_that_fails_does_not_tell_who_has_an_account(client, settings, monkeypatch):
    settings.DEMO = False
    UserFactory(username="siti@example.com", email="siti@example.com")

    def fails(self, messages):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", fails)

    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ["siti@example.com", "tidakada@example.com"]
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/akun/kata-sandi/lupa/terkirim/")
    ] * 2


@pytest.fixture
def client_factory(client):
    return type(client)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/petugas/tes/?intake=1", "/petugas/tes/?intake=1"),
        ("https://elsewhere.example/petugas/", "/akun/"),
        (None, "/akun/"),
    ],
)
def test_a_form_sent_without_a_session_leads_back_to_its_page(client, page, back):
    headers = {"referer": page} if page else {}

    response = client.post("/petugas/antrean/ambil/", headers=headers)

    assert response["Location"] == f"/akun/masuk/?{urlencode({'next': back}, safe='/')}"
