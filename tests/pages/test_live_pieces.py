"""Pieces of a page that change by themselves, and what is said when one fails to come."""

import re

import pytest

from tests.pages.screen import Browser
from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

WHOLE_PAGE = "<!DOCTYPE html><html lang='id'><title>Masuk</title><h1>Masuk</h1>"
FAILURES = {
    "Sambungan terputus.": lambda route: route.abort("internetdisconnected"),
    "Portal belum bisa menjawab.": lambda route: route.fulfill(status=500),
    "Portal tidak mengizinkan ini.": lambda route: route.fulfill(status=403, body=WHOLE_PAGE),
}


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


def test_a_failure_is_said_in_place_and_mended_by_one_press():
    page = page_of("enrollment:case", "in own hand")
    whole = "3375 0000 0000 0001"

    with Browser() as browser:
        screen = browser.screen()
        screen.show(page)
        tab, alert = screen.tab, screen.tab.locator("[data-request-failed]")
        answers = iter(FAILURES.values())
        tab.route(re.compile("/nomor/"), lambda route: next(answers)(route))
        tab.locator(".check-row label").first.click()

        # When one request fails in one way after the other
        tab.get_by_text("Tampilkan NIK").click()
        for words in FAILURES:
            alert.get_by_text(words).wait_for()
            assert alert.count() == 1
            assert screen.axe() == []
            if words != list(FAILURES)[-1]:
                alert.get_by_role("button", name="Coba lagi").click()

        # Then the first that gets through brings its piece, and what was chosen is still there
        tab.unroute_all()
        tab.route(re.compile("/nomor/"), lambda route: route.fulfill(body=f"<p>{whole}</p>"))
        alert.get_by_role("button", name="Coba lagi").click()
        tab.get_by_text(whole).wait_for()
        assert alert.count() == 0
        assert tab.locator(".check-row input:checked").count() == 1


def test_a16_a_warning_comes_two_minutes_before_the_end_and_a_button_keeps_the_session():
    page = page_of("enrollment:question", "kontak, filled")
    until_the_warning = (30 - 1 - 2) * 60  # a minute for what the server has not written down yet

    with Browser() as browser:
        screen = browser.screen()
        tab = screen.tab
        tab.clock.install()
        tab.route(re.compile("masih-di-sini"), lambda route: route.fulfill(status=204))
        screen.show(page)
        warning, stay = tab.get_by_role("alert"), tab.get_by_role("button", name="Saya masih")

        tab.clock.run_for((until_the_warning - 5) * 1000)
        assert warning.count() == 0
        tab.clock.run_for(10 * 1000)
        assert "berakhir dalam 2 menit" in warning.inner_text()
        assert screen.axe() == []

        stay.click()
        warning.wait_for(state="detached")
        tab.clock.run_for((until_the_warning + 125) * 1000)
        assert "Sesi Anda sudah berakhir" in warning.inner_text()
        assert stay.count() == 0


def test_a_whole_page_in_place_of_a_piece_is_opened_as_a_page():
    """So does whoever is led to the sign-in page after the session ended."""
    page = page_of("enrollment:case", "in own hand")

    with Browser() as browser:
        screen = browser.screen()
        screen.show(page)
        tab = screen.tab
        tab.route(
            re.compile("/nomor/"),
            lambda route: route.fulfill(body=WHOLE_PAGE, content_type="text/html"),
        )
        tab.get_by_text("Tampilkan NIK").click()
        tab.get_by_role("heading", name="Masuk").wait_for()

        assert tab.url == f"{browser.server.url}{page.path}nomor/"
        assert tab.get_by_role("heading").count() == 1
