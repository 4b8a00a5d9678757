"""A-35 where people sign in: pasting and password managers are welcome."""

from html.parser import HTMLParser

import pytest

from tests.pages.screen import STATIC, Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

DOORS = [
    ("account_login", "wrong password"),
    ("account_signup", "weak password"),
    ("enrollment:activate", "wrong code"),
    ("mfa_authenticate", "code"),
    ("mfa_reauthenticate", "code"),
]
# What a browser or a password manager fills in, by the end of the field's name.
TOKENS = {
    "login": {"username"},
    "username": {"username"},
    "password": {"current-password", "new-password"},
    "password1": {"new-password"},
    "code": {"one-time-code", "off"},
}


@pytest.fixture
def doors():
    chosen = [state for state in STATES if (state.url, state.name) in DOORS]
    assert len(chosen) == len(DOORS)
    return list(pages_of_states(chosen, "id"))


def test_password_managers_are_told_what_each_field_is(doors):
    found = {
        (page.url_name, name): token for page in doors for name, token in _fields_of(page.html)
    }

    asked = {name for _page, name in found}
    assert {"login", "password", "password1", "code"} <= asked
    for (page, name), token in found.items():
        if name in TOKENS:
            assert token in TOKENS[name], (page, name)
    assert found["account_login", "password"] == "current-password"
    assert found["mfa_authenticate", "code"] == "one-time-code"


def test_no_script_hears_of_pasting():
    found = [
        path.name
        for path in (STATIC / "js").glob("*.js")
        if "paste" in path.read_text() or "onpaste" in path.read_text()
    ]

    assert found == []


def test_what_is_pasted_stands_in_every_field(doors):
    with Browser() as browser:
        screen = browser.screen()
        screen.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for page in doors:
            screen.show(page)
            screen.tab.evaluate("navigator.clipboard.writeText('123456')")
            fields = screen.tab.locator("main form input:visible").all()
            assert fields
            for field in fields:
                field.fill("")
                field.press("Control+V")
                typed = field.input_value()
                assert typed and "123456".startswith(typed), page.name


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        one = dict(attributes)
        if tag == "input" and one.get("type") != "hidden":
            self.found.append((one["name"], one.get("autocomplete")))


def _fields_of(html):
    fields = _Fields()
    fields.feed(html)
    return fields.found
