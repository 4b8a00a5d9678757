"""Keys on pages of every kind, which must not jump; what is checked on all pages is noticed."""

import re
from dataclasses import replace

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

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
MOST_JUMP = 0.02
WITHOUT_STYLE_OF_FOCUS = """() => {
  const drop = (sheet) => {
    for (let place = sheet.cssRules.length - 1; place >= 0; place--) {
      const rule = sheet.cssRules[place];
      if (rule.selectorText?.includes(":focus")) sheet.deleteRule(place);
      else if (rule.cssRules) drop(rule);
    }
  };
  [...document.styleSheets].forEach(drop);
}"""
TRAP = """() => document.querySelector("main a").addEventListener("keydown", (event) => {
  if (event.key === "Tab") event.preventDefault();
})"""
BAR = "<p style='position: fixed; inset: 0; height: 150px; z-index: 9'>Atas</p>"
OUT_OF_TURN = "<a href='/a' tabindex='3'>Dulu</a><a href='/b' tabindex='-1'>Tidak</a>"


@pytest.fixture
def pages(db):
    chosen = [state for state in STATES if (state.url, state.name) in KINDS]
    assert len(chosen) == len(KINDS)
    return list(pages_of_states(chosen, "id"))


@pytest.fixture
def landing(db):
    chosen = [state for state in STATES if (state.url, state.name) == KINDS[0]]
    [landing] = pages_of_states(chosen, "id")
    return landing


def test_keys_reach_everything_and_nothing_jumps(pages):
    found = []
    with Browser() as browser:
        screen, own_colours = browser.screen(), browser.screen(forced_colors="active")
        for page in pages:
            lines = [*_out_of_reach(screen, page), *_jumps(screen, page)]
            own_colours.show(page)
            lines += _by_key(own_colours)
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
        spoilt_page = replace(landing, html=html, headers=headers)
        screen.show(spoilt_page)
        screen.tab.evaluate("document.querySelector('h1').style.marginTop = '300px'")
        assert screen.check("jumped") > MOST_JUMP
        screen.show(spoilt_page)
        assert len(screen.hands("notMet")) > 3
        near, small = screen.under_fingers(landing)
        assert "Kirim" in near and re.match(r"\d+×20: .*Hapus", small)
        own_colours = str(screen.with_own_colours())
        assert "moves" in own_colours and "lost: " in own_colours and "Hapus" in own_colours
        by_key = "; ".join(_by_key(screen))
        assert re.search("no outline: [^;]*Satu", by_key)
        assert re.search(r"outline of 1\.\d: [^;]*Pucat", by_key)
        assert re.search("under a bar: [^;]*BLK", by_key)
        own_text = list(screen.with_own_text(landing))
        assert any(re.match("spaced, cut off: .*Hapus", line) for line in own_text)
        assert any(re.match("large, cut off: .*Panjangsekali", line) for line in own_text)


def test_without_a_key_for_each_control_the_same_is_noticed(landing):
    without_policy = {**landing.headers, "Content-Security-Policy": ""}

    def by_key(html=landing.html, script="() => null"):
        screen.show(replace(landing, html=html, headers=without_policy))
        screen.tab.evaluate(script)
        return screen.by_key()

    with Browser() as browser:
        screen = browser.screen()
        assert by_key() == []
        controls = screen.tab.locator("[data-met]").count()
        without_style = by_key(script=WITHOUT_STYLE_OF_FOCUS)
        under_a_bar = by_key(landing.html.replace("<body", f"{BAR}<body"))
        out_of_turn = by_key(landing.html.replace("</main>", f"{OUT_OF_TURN}</main>"))
        trapped = by_key(script=TRAP)

    assert controls > 10
    assert [line.split(":")[0] for line in without_style] == ["no outline"] * controls
    assert under_a_bar and {line.split(":")[0] for line in under_a_bar} == {"under a bar"}
    assert [line.split(": <")[0] for line in out_of_turn] == ["out of turn", "not reached"]
    assert [line.split(":")[0] for line in trapped] == ["not left"]


def _out_of_reach(screen, page):
    for size in KEYBOARDS:
        screen.show(page, **size)
        yield from _by_key(screen)


def _by_key(screen):
    """Go through the whole page with Tab; past the last control the keys leave the page."""
    screen.hands("beginAtTheTop")
    while True:
        screen.tab.keyboard.press("Tab")
        trouble = screen.hands("noteFocus")
        if trouble is None:
            break
        if trouble:
            yield trouble
    yield from screen.hands("notMet")


def _jumps(screen, page):
    """How far what is shown moves by itself while the page is loaded, as a share of the view."""
    screen.show(page, width=360)
    jumped = screen.check("jumped")
    if jumped > MOST_JUMP:
        yield f"jumps by {jumped:.3f}"
