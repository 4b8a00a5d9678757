"""Every URL × every role × own and foreign object × GET and POST, against rows written by hand."""

import logging

import pytest
from django.urls import get_resolver

from tests.access.matrix import World, wrong_answers
from tests.access.parts import MAKERS, PARTS, url_names


@pytest.fixture(autouse=True)
def without_a_line_for_each_refusal():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def test_every_url_has_a_row():
    rows = {row.url for part in PARTS.values() for row in part.ROWS}

    assert rows == set(url_names(get_resolver()))


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_every_answer_is_the_one_written_down(part):
    wrong = wrong_answers(World(MAKERS), PARTS[part].ROWS)

    assert not wrong, "\n".join(wrong)
