"""What a first visit costs on a phone: bytes as sent with brotli, and files asked for."""

import re
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.utils import timezone

from programs.choices import BatchStatus, FigureKind, SelectionMethod
from programs.models import PublishedFigure
from tests.factories import BatchFactory

STATIC = Path(__file__).resolve().parent.parent / "static"
KIB = 1024


def compressed(data):
    return len(brotli.compress(data))


def files_of(page):
    """The static files that a browser fetches for a page, pictures in the sheets included."""
    named = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    sheets = [(STATIC / name).read_text() for name in named if name.endswith(".css")]
    drawn = {name for sheet in sheets for name in re.findall(r"url\(\.\./([^)]+)\)", sheet)}
    return named | drawn


def size_of(files, *endings):
    return sum(compressed((STATIC / name).read_bytes()) for name in files if name.endswith(endings))


@pytest.fixture
def three_open_classes():
    closes_at = timezone.now() + timedelta(days=9)
    for _number in range(3):
        batch = BatchFactory(
            status=BatchStatus.OPEN,
            intake__closes_at=closes_at,
            selection_method=SelectionMethod.LOTTERY,
        )
        PublishedFigure.objects.create(
            batch=batch, kind=FigureKind.APPLICANTS, value=64, as_of=timezone.now()
        )
    return batch


@pytest.mark.django_db
def test_the_landing_page_is_light(client, three_open_classes):
    page = client.get("/")
    files = files_of(page.text)

    assert size_of(files, ".css") <= 12 * KIB
    assert compressed(page.content) + size_of(files, ".css", ".js") <= 25 * KIB
    assert 1 + len(files) <= 6


@pytest.mark.django_db
def test_a_class_page_is_light(client, three_open_classes):
    page = client.get(three_open_classes.get_absolute_url())
    files = files_of(page.text)

    assert compressed(page.content) <= 10 * KIB
    assert 1 + len(files) <= 6


def test_no_page_asks_another_server_for_anything():
    templates = STATIC.parent / "templates"
    fetched = r'(?:<(?:script|img|link|iframe|source|use)[^>]*(?:src|href)="(?:https?:)?//)'
    offenders = [
        path.name
        for path in [*templates.rglob("*.html"), *STATIC.rglob("*.css")]
        if re.search(fetched, path.read_text())
    ]

    assert offenders == []
