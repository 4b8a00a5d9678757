"""A-78: the figures on paper."""

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

A4_WITHIN_MARGINS = 718  # 190 mm, at 96 pixels an inch


@pytest.mark.django_db
def test_a78_figures_fit_the_paper_and_bring_no_navigation():
    [figures] = [one for one in STATES if (one.url, one.name) == ("dashboards:home", "figures")]
    [page] = pages_of_states([figures], "id")

    with Browser() as browser:
        screen = browser.screen()
        screen.show(page, width=A4_WITHIN_MARGINS)
        assert screen.tab.locator("nav:visible").count() > 0

        screen.tab.emulate_media(media="print")

        assert screen.tab.locator("nav:visible, .btn:visible, select:visible").count() == 0
        assert screen.check("widerThanTheScreen") == []
        assert screen.tab.locator("main svg:visible").count() > 3
        assert "Kota Pekalongan. Keadaan" in screen.tab.locator("main").inner_text()
