"""What stands before gunicorn, as far as its settings say it; nginx itself does not run here."""

import re

import pytest
from django.conf import settings

from tests.journeys.processes import PROJECT

DEPLOY = PROJECT / "deploy"
MEGABYTE = 1024 * 1024


@pytest.fixture
def proxy():
    files = [DEPLOY / "nginx" / name for name in ("blk-portal.conf", "blk-portal-proxy.conf")]
    lines = "".join(file.read_text() for file in files)
    return dict(re.findall(r"^\s*(\w+) ([^;]+);", lines, re.MULTILINE))


def test_p10_nginx_takes_slow_requests_in_before_it_passes_them_on(proxy):
    assert (proxy["proxy_request_buffering"], proxy["proxy_buffering"]) == ("on", "on")
    assert proxy["client_header_timeout"] == "15s"
    assert proxy["client_body_timeout"] == "60s"


def test_p10_gunicorn_is_reached_through_nginx_alone():
    service = (DEPLOY / "systemd" / "blk-web.service").read_text()
    compose = (DEPLOY / "compose.yaml").read_text()

    assert "--bind 127.0.0.1:8000" in service and "--bind=127.0.0.1:8000" in compose
    assert re.findall(r"ports: (.*)", compose) == ['["80:80", "443:443"]']


def test_p10_nginx_waits_longer_than_gunicorn_works_and_takes_in_the_largest_file(proxy):
    service = (DEPLOY / "systemd" / "blk-web.service").read_text()
    [longest] = re.findall(r"--timeout (\d+)", service)

    assert int(proxy["proxy_read_timeout"].rstrip("s")) > int(longest)
    assert int(proxy["client_max_body_size"].rstrip("m")) * MEGABYTE > settings.UPLOAD_MAX_BYTES
