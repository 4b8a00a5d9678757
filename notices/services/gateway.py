"""Handing one WhatsApp or SMS to the gateway; the protocol is in docs/gateway.md."""

import ipaddress
import json
import re
import socket
import ssl
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

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
    except TimeoutError:
        return Handover(False, error="timeout")
    except (HTTPException, OSError):
        return Handover(False, error="unreachable")
    if 200 <= status < 300:
        return Handover(True, provider_id=_printable(reply.get("provider_id"), 80))
    error = code_of(reply.get("error")) or f"http_{status}"
    return Handover(False, error=error, is_final=status in FINAL_REFUSALS)


def code_of(value):
    """Return an error code fit for storing and showing; whatever is none becomes empty."""
    return value if isinstance(value, str) and re.fullmatch(r"[a-z0-9_]{1,40}", value) else ""


def _post(url, body):
    """Return status and answer; after ``GATEWAY_TIMEOUT`` seconds it is over in any case."""
    deadline = time.monotonic() + settings.GATEWAY_TIMEOUT
    parts = urlsplit(url)
    with closing(_line_to(parts)) as line, _cut_at(deadline, line):
        if parts.scheme == "https":
            line.do_handshake()
        connection = HTTPConnection(parts.hostname)
        connection.sock = line
        connection.request(
            "POST",
            parts.path or "/",
            body,
            {
                "Host": parts.netloc,
                "Content-Type": "application/json",
                "Connection": "close",
                **signed_headers(body),
            },
        )
        with connection.getresponse() as response:
            return response.status, _object(response.read(LONGEST_REPLY))


def _line_to(parts):
    """Call the checked address itself, so that a second look-up cannot give another."""
    is_safe = parts.scheme == "https"
    place = safe_address(parts), parts.port or (443 if is_safe else 80)
    line = socket.create_connection(place, settings.GATEWAY_TIMEOUT)
    if is_safe:
        line = ssl.create_default_context().wrap_socket(
            line, server_hostname=parts.hostname, do_handshake_on_connect=False
        )
    return line


@contextmanager
def _cut_at(deadline, line):
    """Cut the ``line`` at the deadline and raise ``TimeoutError``, though bytes still drip in.

    The timeout of a socket counts from the last byte: alone it would let a gateway that sends
    one byte every few seconds hold a worker for days.
    """
    is_cut = threading.Event()

    def cut():
        is_cut.set()
        with suppress(OSError):
            # Not the method of a TLS socket, which would forget its keys while they are in use.
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = threading.Timer(max(0, deadline - time.monotonic()), cut)
    timer.start()
    try:
        yield
    except (HTTPException, OSError):
        if not is_cut.is_set():
            raise
    finally:
        timer.cancel()
        timer.join()
    if is_cut.is_set():
        raise TimeoutError


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
