"""Handing one WhatsApp or SMS to the gateway; the protocol is in docs/gateway.md."""

import ipaddress
import json
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings

from notices.services.signing import signed_headers

LONGEST_REPLY = 64 * 1024
# The gateway is sure never to carry these; anything else may heal.
FINAL_REFUSALS = {400, 404, 409, 410, 413, 415, 422}
# IPv6 addresses that hide an IPv4 address: compatible, NAT64, 6to4 and Teredo.
HIDES_AN_ADDRESS = [
    ipaddress.ip_network(network)
    for network in ["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"]
]


@dataclass(frozen=True)
class Handover:
    """What the gateway said. ``is_final``: another try on this channel would be in vain."""

    is_accepted: bool
    provider_id: str = ""
    error: str = ""
    is_final: bool = False


class UnsafeAddress(Exception):
    """The gateway's address is none that the portal may speak to."""


def is_configured():
    return bool(settings.GATEWAY_URL and settings.GATEWAY_KEYS)


def hand_over(message_id, channel, *, to, text, link=""):
    """Give one message to the gateway, once; never follows a redirect, never waits for long.

    Repeating it with the same ``message_id`` is harmless: the gateway keeps what it accepted.
    """
    body = json.dumps(
        {"id": message_id, "channel": channel, "to": to, "text": text, "link": link},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    try:
        status, reply = _post(settings.GATEWAY_URL, body)
    except UnsafeAddress:
        return Handover(False, error="unsafe_address")
    except urllib3.exceptions.TimeoutError:
        return Handover(False, error="timeout")
    except (urllib3.exceptions.HTTPError, OSError):
        return Handover(False, error="unreachable")
    if 200 <= status < 300:
        return Handover(True, provider_id=_printable(reply.get("provider_id"), 80))
    error = code_of(reply.get("error")) or f"http_{status}"
    return Handover(False, error=error, is_final=status in FINAL_REFUSALS)


def code_of(value):
    """Return an error code fit for storing and showing; whatever is none becomes empty."""
    return value if isinstance(value, str) and re.fullmatch(r"[a-z0-9_]{1,40}", value) else ""


def _post(url, body):
    parts = urlsplit(url)
    address = safe_address(parts)
    timeout = urllib3.Timeout(connect=settings.GATEWAY_TIMEOUT, read=settings.GATEWAY_TIMEOUT)
    # The checked address itself is called, so that a second look-up cannot give another.
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address,
            parts.port or 443,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
            cert_reqs="CERT_REQUIRED",
            timeout=timeout,
            retries=False,
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, parts.port or 80, timeout=timeout, retries=False)
    with pool:
        response = pool.request(
            "POST",
            parts.path or "/",
            body=body,
            headers={
                "Host": parts.netloc,
                "Content-Type": "application/json",
                **signed_headers(body),
            },
            redirect=False,
            preload_content=False,
        )
        try:
            return response.status, _object(response.read(LONGEST_REPLY))
        finally:
            response.close()


def safe_address(parts):
    """Return one address of the host, all of which must be public, or of the private network.

    Addresses of the machine itself, of links and of clouds' own services never qualify.
    """
    if parts.scheme != "https" and not settings.GATEWAY_ON_THIS_MACHINE:
        raise UnsafeAddress("not https")
    if parts.username or parts.password or not parts.hostname:
        raise UnsafeAddress("no plain host")
    found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    addresses = [entry[4][0] for entry in found]
    if not addresses or not all(_may_be_called(address) for address in addresses):
        raise UnsafeAddress("address not allowed")
    return addresses[0]


def _may_be_called(address):
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback:
        return settings.GATEWAY_ON_THIS_MACHINE
    if ip.version == 6 and any(ip in network for network in HIDES_AN_ADDRESS):
        return False
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or str(ip) == "fd00:ec2::254":
        return False
    return ip.is_global or (settings.GATEWAY_IN_PRIVATE_NETWORK and ip.is_private)


def _object(body):
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _printable(value, longest):
    text = value if isinstance(value, str) else ""
    return "".join(character for character in text if character.isprintable())[:longest]
