"""Over TLS: the gateway must show a certificate that is trusted and bears its name."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notices.services import gateway
from notices.services.gateway import Handover, hand_over
from tests.notices.standin_gateway import SECRET, StandInGateway
from tests.waiting import PATIENCE

NAME = "gateway.example"


@pytest.fixture
def certificate(tmp_path):
    """A file with a key and a certificate for the gateway's name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "gateway.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls_gateway(settings, monkeypatch, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = StandInGateway(tls=context)
    monkeypatch.setattr(gateway, "safe_address", lambda parts: "127.0.0.1")
    settings.GATEWAY_KEYS = {"k2": SECRET}
    settings.GATEWAY_URL = server.url.replace("http://127.0.0.1", f"https://{NAME}")
    settings.GATEWAY_TIMEOUT = PATIENCE
    yield server
    server.stop()


def handed_over():
    return hand_over("x-sms", "sms", to="+6281200000077", text="Halo")


def test_a_trusted_certificate_of_its_name_is_spoken_to(tls_gateway, monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert handed_over() == Handover(True, provider_id="p-1")


def test_a_drip_over_tls_is_cut(tls_gateway, monkeypatch, certificate, settings):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.GATEWAY_TIMEOUT = 2
    tls_gateway.faults = ["drip_head"]

    assert handed_over() == Handover(False, error="timeout")


def test_an_unknown_certificate_hears_nothing(tls_gateway):
    assert handed_over() == Handover(False, error="unreachable")
    assert tls_gateway.requests == []


def test_a_certificate_of_another_name_hears_nothing(
    tls_gateway, monkeypatch, certificate, settings
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.GATEWAY_URL = settings.GATEWAY_URL.replace(NAME, "other.example")

    assert handed_over() == Handover(False, error="unreachable")
    assert tls_gateway.requests == []
