"""Sign-in with a second factor, and the pages that say no."""

from unittest import mock

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.services.demo import demo_secret
from blk_portal.shared.crypto import encrypt
from tests.pages.state import State

PASSWORD = "kata-sandi-contoh"
WRONG = {"login": "0812-0000-0111", "password": "salah"}


def with_second_factor(user):
    Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.TOTP,
        data={"secret": encrypt(demo_secret(user.username))},
    )
    return {}


def after_the_password(client, user):
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client.get(reverse("mfa_authenticate"))


def wrong_code(client, user):
    after_the_password(client, user)
    return client.post(reverse("mfa_authenticate"), {"code": "000000"})


def new_recovery_codes(client, user):
    return client.post(reverse("mfa_generate_recovery_codes"), follow=True)


def without_its_token(client, user):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    return strict.post(reverse("account_login"), WRONG)


def wrong_ten_times(client, user):
    for _try in range(10):
        response = client.post(reverse("account_login"), WRONG)
    return response


def too_often(client, user):
    for _try in range(6):
        response = client.post(reverse("account_reset_password"), {"login": "0812-0000-0111"})
    return response


def broken(client, user):
    with mock.patch("programs.views.public.render", side_effect=RuntimeError):
        return client.get(reverse("programs:landing"))


def second_factor(url, name, **more):
    return State("accounts", url, name, "verifier", with_second_factor, **more)


STATES = [
    State("portal", "programs:landing", "broken", who="", ask=broken),
    State("accounts", "account_login", "wrong password", who="", data=WRONG),
    State(
        "accounts",
        "account_signup",
        "weak password",
        who="",
        data={"username": "0812-0000-0111", "password1": "123"},
    ),
    State("accounts", "accounts:staff_home", "not for residents"),
    State(
        "accounts",
        "mfa_authenticate",
        "code",
        "verifier",
        with_second_factor,
        ask=after_the_password,
    ),
    State(
        "accounts", "mfa_authenticate", "wrong code", "verifier", with_second_factor, ask=wrong_code
    ),
    second_factor("mfa_index", "in use"),
    second_factor("mfa_reauthenticate", "code"),
    second_factor("mfa_view_recovery_codes", "new ones", ask=new_recovery_codes),
    State("accounts", "account_login", "without its token", who="", ask=without_its_token),
    State("accounts", "account_login", "locked", who="", ask=wrong_ten_times),
    State("accounts", "account_reset_password", "too often", who="", ask=too_often),
]
