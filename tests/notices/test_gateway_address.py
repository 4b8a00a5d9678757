import socket
from urllib.parse import urlsplit

import pytest

from notices.checks import check_channels
from notices.services.gateway import Handover, UnsafeAddress, hand_over, safe_address
from notices.services.signing import signature


def found(monkeypatch, *addresses):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.1.5",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
        "100.100.100.200",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "224.0.0.1",
    ],
)
def test_the_portal_never_speaks_to_inner_addresses(monkeypatch, address):
    found(monkeypatch, "93.184.216.34", address)

    with pytest.raises(UnsafeAddress):
        safe_address(urlsplit("https://gateway.example/kirim"))


def test_a_private_network_is_allowed_by_a_setting_but_never_a_link_or_the_machine(
    monkeypatch, settings
):
    settings.GATEWAY_IN_PRIVATE_NETWORK = True
    found(monkeypatch, "10.1.2.3")
    assert safe_address(urlsplit("https://gateway.example/")) == "10.1.2.3"

    for address in ["169.254.169.254", "127.0.0.1", "fd00:ec2::254"]:
        found(monkeypatch, address)
        with pytest.raises(UnsafeAddress):
            safe_address(urlsplit("https://gateway.example/"))


@pytest.mark.parametrize("url", ["http://gateway.example/", "https://a:b@gateway.example/", ""])
def test_the_address_must_be_plain_https(monkeypatch, url):
    found(monkeypatch, "93.184.216.34")

    with pytest.raises(UnsafeAddress):
        safe_address(urlsplit(url))


def test_an_unsafe_address_is_a_failed_attempt_and_no_crash(settings):
    settings.GATEWAY_URL = "https://127.0.0.1/kirim"
    settings.GATEWAY_KEYS = {"k": "s" * 32}

    assert hand_over("x", "sms", to="+62812", text="t") == Handover(False, error="unsafe_address")


@pytest.mark.parametrize(
    ("changes", "found_ids"),
    [
        ({"NOTICE_CHANNELS": ["email"]}, []),
        ({"NOTICE_CHANNELS": ["fax"]}, ["notices.E1"]),
        ({"NOTICE_CHANNELS": ["sms"]}, ["notices.E2", "notices.E3"]),
        (
            {
                "NOTICE_CHANNELS": ["sms"],
                "GATEWAY_URL": "https://g.example/",
                "GATEWAY_KEYS": {"k": "short"},
            },
            ["notices.E4"],
        ),
    ],
)
def test_settings_that_cannot_send_stop_the_start(settings, changes, found_ids):
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [error.id for error in check_channels(None)] == found_ids


def test_the_signature_of_the_manual_is_the_one_that_counts(settings):
    manual = (settings.BASE_DIR / "docs" / "gateway.md").read_text()
    body = b'{"id":"0a1b2c3d4e5f60718293a4b5c6d7e8f9-sms","state":"delivered"}'

    signed = signature("0123456789abcdef0123456789abcdef", "report", "1784091600", body)

    assert body.decode() in manual
    assert f"    {signed}\n" in manual
