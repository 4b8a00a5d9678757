"""The bar of the staff pages is one row for every role, on a phone as at a desk."""

import pytest

from accounts.choices import STAFF_ROLES
from tests.pages.screen import WIDTHS, Browser
from tests.pages.state import State
from tests.pages.visits import pages_of_states

ROWS = """() => new Set([...document.querySelectorAll('.staff-header .nav-link')]
    .filter(link => link.checkVisibility() && !link.closest('.nav-group-links'))
    .map(link => link.getBoundingClientRect().top)).size"""


@pytest.mark.django_db
def test_the_bar_is_one_row_for_every_role_at_every_width():
    homes = [State("accounts", "accounts:staff_home", role, role) for role in STAFF_ROLES]
    pages = [page for language in ("en", "id") for page in pages_of_states(homes, language)]
    found = []
    with Browser() as browser:
        screen = browser.screen()
        for page in pages:
            screen.show(page)
            for width in WIDTHS:
                screen.resize(width)
                rows = screen.tab.evaluate(ROWS)
                found += [f"{page.name}, {width} px: {rows} rows"] if rows != 1 else []

    assert len(pages) == 2 * len(STAFF_ROLES)
    assert not found, "\n".join(found)
