"""An official goes from a number to the list behind it, and takes the list along."""

import csv
import io

import pytest

from accounts.choices import Role
from tests.dashboards.worlds import random_world

pytestmark = [pytest.mark.journey]


def test_a_number_opens_its_list_and_the_list_can_be_taken_along(at_work):
    # Given a city with two years of classes
    random_world(1, applications=70)
    official = at_work(Role.OFFICIAL)

    # When the official opens the figures of one fund
    official.go("/dasbor/?tahun=2026")
    official.page.get_by_label("Dana", exact=True).select_option("DBHCHT")
    official.press("Tampilkan")
    assert "dana=DBHCHT" in official.page.url
    shown = number_of(official, "Diterima")

    # And follows the number of people who got a seat
    official.page.locator(".key > div", has_text="Diterima").get_by_role("link").click()
    official.look()

    # Then the list has as many rows, and names nobody in full
    assert official.heading == f"Diterima: {shown}"
    assert official.page.locator("tbody tr").count() == shown
    assert "Dewi Lestari" not in official.page.content()

    # And the file that is downloaded has the same rows
    listed = official.page.locator("tbody th").all_inner_texts()
    official.page.get_by_role("link", name="Unduh daftar ini").click()
    official.page.get_by_text("CSV", exact=True).click()
    official.press("Buat berkas")
    with official.page.expect_download() as download:
        official.page.get_by_role("link", name="Unduh CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1 : rows.index([])]] == listed

    # And the numbers under the map lead to one kelurahan
    official.go("/dasbor/?tahun=2026&dana=DBHCHT")
    official.page.locator("#map-heading ~ * summary, figure:has(#map-heading) summary").click()
    row = official.page.locator("figure:has(#map-heading) tbody tr").first
    place, applied = row.locator("th").inner_text(), row.locator("td a").first.inner_text()
    row.locator("td a").first.click()
    official.look()
    assert official.heading == f"Mendaftar: {applied}"
    cells = official.page.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert set(cells) == {place}


def number_of(official, label):
    figure = official.page.locator(".key > div", has_text=label)
    return int(figure.get_by_role("link").inner_text())
