"""Pieces of a page that change by themselves."""

import re

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db


def page_of(url, name):
    [page] = pages_of_states([one for one in STATES if (one.url, one.name) == (url, name)], "id")
    return page


def test_a_calculation_is_announced_by_an_element_that_stays():
    page = page_of("enrollment:round", "running")
    [piece] = re.findall(r"<div id=\"round-progress\".*?\n</div>", page.html, re.DOTALL)
    later = piece.replace("1 dari 2", "2 dari 2").replace("load delay:2s", "load delay:1000s")

    with Browser() as browser:
        tab = browser.screen().tab
        browser.server.page = page
        tab.route(re.compile("kemajuan"), lambda route: route.fulfill(body=later))
        tab.goto(browser.server.url + page.path)
        status = tab.locator("[role=status]", has_text="1 dari 2").element_handle()
        tab.get_by_text("2 dari 2").wait_for()

        assert status.evaluate("element => element.isConnected")
        assert "2 dari 2" in status.inner_text()
