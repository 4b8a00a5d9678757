"""The page on which anybody repeats a round, in a browser that has lost its connection."""

import json
import re

import pytest
from django.urls import reverse

from tests.factories.rounds import apply_for, batches_of, open_round, published
from tests.pages.screen import Browser
from tests.pages.visits import Page

DOCUMENTS = ["rules", "list", "problem", "outcome"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def selection_round():
    """Two classes: one with somebody who waits, one with a seat left."""
    selection_round = open_round(1, 2, reserves=[("women", ["female"], 1)])
    first, second = batches_of(selection_round)
    apply_for(selection_round, first, second, score=90, draw_code="DBEST23456A")
    apply_for(selection_round, first, score=80, draw_code="DNEXT23456A")
    apply_for(selection_round, second, first, score=70, draw_code="DLAST23456A")
    return published(selection_round)


def page_of(client, selection_round):
    path = reverse("enrollment:results_check", args=[selection_round.intake.code])
    answer = client.get(path)
    html = answer.content.decode()
    return Page("check", "enrollment:results_check", path, 200, dict(answer.items()), html)


def documents_of(client, selection_round):
    code = selection_round.intake.code
    paths = [reverse("enrollment:result_document", args=[code, name]) for name in DOCUMENTS]
    return {path: client.get(path).content for path in paths}


class Visitor:
    """Somebody on the page, with the documents answered as the portal answers them."""

    def __init__(self, browser, page, documents):
        self.screen = browser.screen()
        self.tab = self.screen.tab
        for path, content in documents.items():
            self.screen.context.route(f"**{path}", self._answering(content))
        self.screen.show(page, width=360)
        self.tab.wait_for_selector("[data-part=calculate]:enabled")

    def lose_the_connection(self):
        self.screen.context.unroute_all()
        self.screen.context.set_offline(True)

    def calculate(self):
        self.tab.click("[data-part=calculate]")
        self.tab.wait_for_selector("[data-part=outcome]:visible")
        return self.said("said")

    def said(self, part):
        return self.tab.locator(f"[data-part={part}]").inner_text()

    def rows(self, part):
        lines = self.tab.locator(f"[data-part={part}] tr")
        return [re.split(r"[\n\t]+", row.inner_text()) for row in lines.all()]

    @staticmethod
    def _answering(content):
        return lambda route: route.fulfill(body=content, content_type="application/json")


def test_a_phone_repeats_the_round_offline_and_finds_a_line(client, selection_round):
    first, second = batches_of(selection_round)
    page, documents = page_of(client, selection_round), documents_of(client, selection_round)
    digest = json.loads(documents[next(path for path in documents if "outcome" in path)])["digest"]

    with Browser() as browser:
        visitor = Visitor(browser, page, documents)
        visitor.lose_the_connection()
        said = visitor.calculate()
        classes, findings = visitor.rows("classes"), visitor.rows("findings")
        visitor.tab.fill("#draw-code", "dnext23456a")
        visitor.tab.press("#draw-code", "Enter")
        line = visitor.said("row")
        visitor.tab.fill("#noted-digest", f"  {selection_round.commitment[:32]} x")
        visitor.tab.press("#noted-digest", "Enter")
        wrong = visitor.said("noted")
        visitor.tab.fill("#noted-digest", selection_round.commitment.upper())
        visitor.tab.press("#noted-digest", "Enter")
        right = visitor.said("noted")
        wide = visitor.screen.check("widerThanTheScreen")
        closed = visitor.screen.axe()

    assert said == "Semuanya cocok. Perangkat Anda mendapat hasil yang sama."
    assert classes == [
        [first.program.title, "Cocok", "1 dari 1", "1"],
        [second.program.title, "Cocok", "1 dari 2", "0"],
    ]
    assert [verdict for _what, verdict, _digest in findings] == ["Cocok"] * 4
    assert findings[0][2].replace(" ", "") == digest
    assert line == (f"Kode undian DNEXT23456A\n\nPilihan 1, {first.program.title}: Cadangan ke-1")
    assert wrong.startswith("Tidak ada yang diumumkan di sini")
    assert right == "Ini janji undian."
    assert (wide, closed, visitor.screen.troubles) == ([], [], [])


@pytest.mark.parametrize(
    ("name", "old", "new", "differing"),
    [
        ("outcome", b'"waitlisted:1"', b'"waitlisted:2"', ["outcome"]),
        ("rules", b'"capacity":1', b'"capacity":3', ["rules"]),
        ("list", b"DNEXT23456A", b"DNEXT23456B", ["list"]),
        ("problem", b'"place":"1"', b'"place":"3"', ["outcome"]),
        ("problem", b"dice:416", b"dice:417", ["outcome"]),
    ],
)
def test_whatever_was_changed_is_told(client, selection_round, name, old, new, differing):
    page, documents = page_of(client, selection_round), documents_of(client, selection_round)
    path = next(path for path in documents if name in path)
    changed = documents[path].replace(old, new, 1)
    assert changed != documents[path]

    with Browser() as browser:
        visitor = Visitor(browser, page, documents | {path: changed})
        said = visitor.calculate()
        findings = visitor.rows("findings")

    assert said.startswith("Ada yang TIDAK cocok.")
    found = dict(zip(["outcome", "seed", "rules", "list"], findings, strict=True))
    assert [key for key, row in found.items() if row[1] == "Berbeda"] == differing


def test_a_file_that_cannot_be_read_is_told(client, selection_round):
    page, documents = page_of(client, selection_round), documents_of(client, selection_round)
    path = next(path for path in documents if "problem" in path)

    with Browser() as browser:
        visitor = Visitor(browser, page, documents | {path: b'{"format":1,"format":2}'})
        visitor.tab.click("[data-part=calculate]")
        visitor.tab.wait_for_selector(".alert-danger")
        said = visitor.said("said")

    assert said == "Ini tidak dapat dibaca: the key format stands twice."
