"""A-50: what residents need, as a browser of 2019 shows it.

Chromium of today stands in for it: the sheets come without what was unknown then, flex boxes have
no gaps, and no script runs, since ours are in a later JavaScript. Scripts are not switched off,
so that nothing may hang on ``noscript``. Bugs of that time are not shown.
"""

import pytest

from tests.pages.older_sheets import as_in_2019
from tests.pages.screen import STATIC, Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

ON_THE_WAY = [
    ("programs:landing", "open classes"),
    ("programs:program_list", "open classes"),
    ("programs:batch", "open"),
    ("enrollment:quick_check", "may join"),
    ("account_signup", "weak password"),
    ("enrollment:question", "nik, with errors"),
    ("enrollment:question", "alamat, filled"),
    ("enrollment:question", "prioritas, filled"),
    ("enrollment:application", "just begun"),
    ("enrollment:wishes", "none yet"),
    ("enrollment:documents", "every kind"),
    ("enrollment:receipt", "sent"),
    ("enrollment:application", "seated"),
    ("enrollment:result", "place 2"),
    ("enrollment:objection", "form"),
]
WITHOUT_GAPS = """() => document.querySelectorAll("*").forEach((one) => {
  if (getComputedStyle(one).display.endsWith("flex")) one.style.gap = "0";
})"""
UNSEEN = """() => [...document.querySelectorAll("main :is(a, button, input:not([type=hidden]))")]
  .filter((one) => !one.closest("details:not([open]), .visually-hidden, template, [aria-hidden]"))
  .filter((one) => !one.checkVisibility() || !one.getClientRects().length)
  .map((one) => one.outerHTML.slice(0, 90))"""


def test_every_page_on_the_way_is_used_with_a_browser_of_2019():
    states = [state for state in STATES if (state.url, state.name) in ON_THE_WAY]
    assert len(states) == len(ON_THE_WAY)
    pages = list(pages_of_states(states, "id"))
    found = []

    with Browser() as browser:
        screen = browser.screen()
        screen.context.route("**/static/js/**", lambda route: route.abort())
        screen.context.route("**/static/**/*.css", _as_it_was_read)
        for page in pages:
            screen.show(page, width=360)
            screen.tab.evaluate(WITHOUT_GAPS)
            lines = [*screen.check("widerThanTheScreen"), *screen.axe()]
            lines += [f"unseen: {one}" for one in screen.tab.evaluate(UNSEEN)]
            found += [f"{page.name}: {line}" for line in lines]

    assert not found, "\n".join(found)


def test_what_was_unknown_is_left_out():
    sheet = (
        "a { color: red; inset: 0 } /* } */ :is(a, b) { x: y }\n"
        "@media (min-width: 1px) { b:has(c) { x: y } d { width: min(1px, 2px); top: 0 } }"
        "@supports selector(:has(*)) { e { x: y } }"
    )

    assert "".join(as_in_2019(sheet).split()) == "a{color:red}@media(min-width:1px){d{top:0}}"


def _as_it_was_read(route):
    path = STATIC / route.request.url.split("/static/")[1].partition("?")[0]
    route.fulfill(body=as_in_2019(path.read_text()), content_type="text/css")
