"""The headers that protect people, as one snapshot on pages, on refusals and on what is missing."""

import pytest

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "manifest-src 'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), fullscreen=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}


def assert_protected(response):
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: response[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/akun/masuk/", 200), ("/akun/daftar/", 200), ("/tidak/ada/", 404)],
)
def test_pages_for_everybody(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert_protected(response)


@pytest.mark.parametrize(
    ("path", "status"), [("/akun/", 200), ("/petugas/", 403), ("/tidak/ada/", 404)]
)
def test_pages_of_a_person_are_kept_by_no_cache(client, path, status):
    client.force_login(UserFactory(roles=["resident"]))

    response = client.get(path)

    assert response.status_code == status
    assert_protected(response)
    assert response["Cache-Control"] == "private, no-store"


def test_a_post_without_its_token_is_refused_with_the_same_headers(client):
    strict = type(client)(enforce_csrf_checks=True)

    response = strict.post("/akun/masuk/", {"login": "081234567890", "password": "x"})

    assert response.status_code == 403
    assert_protected(response)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client):
    UserFactory(username="+6281234567890", password="perahu merah di pasir")
    response = client.post(
        "/akun/masuk/", {"login": "081234567890", "password": "perahu merah di pasir"}
    )

    for name in ["sessionid", "csrftoken"]:
        cookie = response.cookies[name]
        assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")
