"""Keys, fingers, own spacing, own colours and no movement, on pages of every kind."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

HANDS = (Path(__file__).resolve().parent / "hands.js").read_text()
KINDS = [
    ("programs:landing", "open classes"),
    ("programs:program_list", "open classes"),
    ("programs:batch", "open"),
    ("programs:intake", "open"),
    ("account_signup", "weak password"),
    ("accounts:own_data", "put away"),
    ("accounts:account_history", "events"),
    ("notices:my_notices", "one"),
    ("enrollment:lookup", "answered"),
    ("enrollment:activate", "wrong code"),
    ("enrollment:quick_check", "may join"),
    ("enrollment:question", "alamat, filled"),
    ("enrollment:question", "nik, with errors"),
    ("enrollment:application", "just begun"),
    ("enrollment:application", "seated"),
    ("enrollment:wishes", "none yet"),
    ("enrollment:documents", "every kind"),
    ("enrollment:receipt", "sent"),
    ("enrollment:objection", "form"),
    ("enrollment:withdraw", "sent"),
    ("enrollment:result", "place 1"),
    ("enrollment:case", "in own hand"),
    ("enrollment:round", "run"),
    ("enrollment:assist", "while helping"),
]
# Bars that stick cover most where there is little room.
KEYBOARDS = [{"width": 360, "height": 480}, {"width": 1280, "height": 480}]
LEAST_TARGET, LEAST_GAP, LONGEST_MOVE = 44, 16, 0.01


@pytest.fixture
def pages(db):
    chosen = [state for state in STATES if (state.url, state.name) in KINDS]
    assert len(chosen) == len(KINDS)
    return list(pages_of_states(chosen, "id"))


def test_keys_and_fingers_reach_everything(pages):
    found = []
    with Browser() as browser:
        screen = browser.screen()
        for page in pages:
            found += [f"{page.name}: {line}" for line in _out_of_reach(screen, page)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(("own", "width"), [("spaced", 320), ("large", 360)])
def test_own_spacing_and_text_twice_as_large_cut_nothing_off(pages, own, width):
    found = []
    with Browser() as browser:
        screen = browser.screen()
        for page in pages:
            _show(screen, page, width=width)
            lines = [*_check(screen, "cutOffWith", own), *screen.check("widerThanTheScreen")]
            found += [f"{page.name}: {line}" for line in lines]

    assert not found, "\n".join(found)


def test_own_colours_and_stillness_are_kept(pages):
    found = []
    with Browser() as browser:
        screen = browser.screen(forced_colors="active", reduced_motion="reduce")
        for page in pages:
            _show(screen, page)
            lines = [*_check(screen, "moving", LONGEST_MOVE), *_check(screen, "lostWithoutColours")]
            lines += _by_key(screen)
            found += [f"{page.name}: {line}" for line in lines]

    assert not found, "\n".join(found)


def test_what_hands_and_eyes_miss_is_noticed(pages):
    spoilt = (
        "<style>.x { outline: 0 !important } .y { width: 20px; overflow: hidden } "
        ".w { position: fixed; inset: 0; height: 99px } .v { outline-color: #eee !important } "
        ".z { transition: color 1s } .btn.y { min-height: 0; height: 20px; border: 0 }</style>"
        "<a class='v' href='/b'>Pucat</a><a class='x' href='/a'>Satu</a>"
        "<button class='btn btn-outline-danger y'>Hapus</button>"
        "<button class='btn btn-primary'>Kirim</button><p class='y z'>Panjangsekali</p></main>"
    )
    [landing] = [page for page in pages if page.url_name == "programs:landing"]
    html = landing.html.replace("</main>", spoilt).replace("<body", "<p class='w'>Atas</p><body")
    headers = {**landing.headers, "Content-Security-Policy": ""}

    with Browser() as browser:
        screen = browser.screen()
        _show(screen, replace(landing, html=html, headers=headers))
        assert len(_check(screen, "notMet")) > 3
        assert len(_check(screen, "tooSmall", LEAST_TARGET)) == 1
        assert len(_check(screen, "tooNear", LEAST_GAP)) == 1
        assert "moves" in str(_check(screen, "moving", LONGEST_MOVE))
        assert "Hapus" in str(_check(screen, "lostWithoutColours"))
        by_key = "; ".join(_by_key(screen))
        assert re.search("no outline: [^;]*Satu", by_key)
        assert re.search(r"outline of 1\.\d: [^;]*Pucat", by_key)
        assert re.search("under a bar: [^;]*BLK", by_key)
        assert "Hapus" in str(_check(screen, "cutOffWith", "spaced"))


def _out_of_reach(screen, page):
    for size in KEYBOARDS:
        _show(screen, page, **size)
        yield from _by_key(screen)
        yield from _check(screen, "tooNear", LEAST_GAP)
        if '<body class="staff' not in page.html:
            yield from _check(screen, "tooSmall", LEAST_TARGET)


def _by_key(screen):
    """Go through the whole page with Tab; past the last control the keys leave the page."""
    _check(screen, "beginAtTheTop")
    while True:
        screen.tab.keyboard.press("Tab")
        trouble = _check(screen, "noteFocus")
        if trouble is None:
            break
        if trouble:
            yield trouble
    yield from _check(screen, "notMet")


def _show(screen, page, **size):
    screen.show(page, **size)
    screen.tab.evaluate(HANDS)


def _check(screen, name, *arguments):
    return screen.tab.evaluate(f"arguments => hands.{name}(...arguments)", arguments)
