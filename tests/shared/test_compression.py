"""Pages are compressed for whoever takes them so."""

import gzip

import brotli
import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("takes", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", "", bytes),
    ],
)
def test_a_page_comes_as_the_browser_takes_it(client, takes, encoding, unpack):
    response = client.get("/bantuan/", headers={"accept-encoding": takes})

    assert response.get("Content-Encoding", "") == encoding
    assert unpack(response.content).startswith(b"<!DOCTYPE html>")
    assert "Accept-Encoding" in response["Vary"]
    assert int(response.get("Content-Length", len(response.content))) == len(response.content)


def test_a_few_words_are_not_worth_it(client):
    response = client.get("/healthz", headers={"accept-encoding": "br"})

    assert not response.has_header("Content-Encoding")
