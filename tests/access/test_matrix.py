"""Every URL × every role × own and foreign object × GET and POST, against rows written by hand."""

import importlib
import logging
import pkgutil

import pytest
from django.urls import URLResolver, get_resolver

import tests.access
from tests.access.matrix import World, wrong_answers

PARTS = {
    module.name: importlib.import_module(f"tests.access.{module.name}")
    for module in pkgutil.iter_modules(tests.access.__path__)
    if module.name.startswith("rows_")
}
MAKERS = {
    name: maker for part in PARTS.values() for name, maker in getattr(part, "OBJECTS", {}).items()
}


@pytest.fixture(autouse=True)
def without_a_line_for_each_refusal():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def url_names(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from url_names(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def test_every_url_has_a_row():
    rows = {row.url for part in PARTS.values() for row in part.ROWS}

    assert rows == set(url_names(get_resolver()))


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_every_answer_is_the_one_written_down(part):
    wrong = wrong_answers(World(MAKERS), PARTS[part].ROWS)

    assert not wrong, "\n".join(wrong)
