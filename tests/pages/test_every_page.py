"""Every page, in its states, in both languages and at three widths, against WCAG 2.2 AA.

What axe-core calls best practice counts as well.
"""

import logging
from dataclasses import replace

import pytest

from tests.access.parts import PARTS
from tests.pages.english import indonesian_on
from tests.pages.screen import WIDTHS, Browser
from tests.pages.visits import WITHOUT_A_PAGE, pages_of, urls_of


@pytest.fixture(autouse=True)
def without_a_line_for_each_refusal():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_nothing_on_a_page_is_closed_to_anybody(part, language):
    pages = pages_of(part, language)
    read = {page.url_name for page in pages}
    assert urls_of(part) - read == urls_of(part) & WITHOUT_A_PAGE
    found = []

    with Browser() as browser:
        screen = browser.screen(reduced_motion="reduce")  # colours change at once
        for page in pages:
            found += [f"{page.name}: {line}" for line in wrong_on(screen, page, language)]

    assert not found, "\n".join(found)
    assert screen.troubles == []


@pytest.mark.django_db
def test_what_is_wrong_on_a_page_is_noticed():
    landing, *_others = pages_of("programs", "id")
    spoilt = landing.html.replace(
        "<main",
        "<main></main><img src='http://127.0.0.1:9/'><h1>Dua</h1><p class='wide'>x</p><main",
    ).replace("</body>", "<script>1</script></body>")
    spoilt = spoilt.replace('<a class="nav-link" href="/bantuan/"', '<a href="/lain/"')

    with Browser() as browser:
        screen = browser.screen()
        screen.show(replace(landing, html=spoilt))
        screen.tab.evaluate("document.querySelector('.wide').style.width = '2000px'")
        found = {line.split(":")[0] for line in screen.axe()}
        wide = screen.check("widerThanTheScreen")
        frame = screen.check("withoutItsFrame", "en")

    assert {"image-alt", "landmark-no-duplicate-main"} <= found
    assert len(wide) == 1
    assert frame == ["lang is id", "2 first headings", "no help in the main menu"]
    assert {line.split(":")[0] for line in screen.troubles} == {"foreign", "blocked"}


def wrong_on(screen, page, language):
    screen.show(page)
    # The page of a fault speaks both languages.
    yield from screen.check("withoutItsFrame", "id" if page.status == 500 else language)
    if language == "en":
        yield from indonesian_on(page.html)
    for width in WIDTHS:
        screen.resize(width)
        for line in [
            *screen.axe(),
            *screen.check("widerThanTheScreen"),
            *screen.under_fingers(page),
        ]:
            yield f"at {width} px: {line}"
    if language == "id":  # the words have the same colours and sizes
        for line in screen.axe_in_the_dark():
            yield f"in the dark: {line}"
        yield from screen.with_own_colours()
        yield from screen.with_own_text(page)
        yield from screen.by_key()
