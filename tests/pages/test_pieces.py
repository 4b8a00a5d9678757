"""What htmx asks for by itself is a page as well, for whoever comes without scripts."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.access.matrix import WHO, World
from tests.access.parts import MAKERS, PARTS

TEMPLATES = [
    path.read_text()
    for folder in settings.TEMPLATES[0]["DIRS"]
    for path in Path(folder).rglob("*.html")
]
ASKED = [attribute for text in TEMPLATES for attribute in re.findall(r"hx-(?:get|post)=.", text)]
NAMED = [
    endpoint
    for text in TEMPLATES
    for endpoint in re.findall(r"hx-(get|post)=\"\{% url '([\w:]+)'", text)
]
# The piece with the numbers of somebody's card asks the address that it came from.
SAME = 'hx-post="{{ request.path }}"'
OF_THE_SAME = [("post", "enrollment:case_numbers"), ("post", "enrollment:duplicate_numbers")]
ROWS = {row.url: row for part in PARTS.values() for row in part.ROWS}


def test_every_address_that_htmx_asks_is_found():
    # The page of a file is its maker's alone; tests/accounts/test_views_exports.py opens it whole.
    own = sum(text.count('hx-get="{{ export.get_absolute_url }}"') for text in TEMPLATES)
    same = sum(text.count(SAME) for text in TEMPLATES)
    assert (len(NAMED) + own + same, same) == (len(ASKED), 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "url"), sorted({*NAMED, *OF_THE_SAME}))
def test_without_htmx_there_is_a_whole_page(method, url):
    world, row = World(MAKERS), ROWS[url]
    who = next(who for who in WHO if row.expected(method, who, own=False) in (200, 302, 422))

    answer = world.answer(row, method, who, own=False)

    assert "HX-Request" in answer["Vary"]
    if answer.status_code == 302:
        answer = world.clients[who].get(answer["Location"])
    assert answer.status_code in (200, 422)
    assert answer.content.lstrip()[:9].lower() == b"<!doctype"
