"""The papers of a file before a verifier: turned, enlarged and compared by keys alone."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.factories.desk import DocumentFactory, case_factory
from tests.pages.screen import Browser
from tests.pages.visits import Page

pytestmark = pytest.mark.django_db

WIDE = [1200, 800]


@pytest.fixture
def case(client):
    """The page of a file with two wide papers, as the verifier gets it."""
    application = case_factory(papers=())
    for kind in ["KTP", "KK"]:
        DocumentFactory(person=application.person, kind=kind, page_sizes=[WIDE])
    client.force_login(UserFactory(roles=["verifier"]))
    path = reverse("enrollment:case", kwargs={"pk": application.pk})
    answer = client.get(path)
    html = answer.content.decode()
    return Page("case", "enrollment:case", path, answer.status_code, answer.headers, html)


class Viewer:
    def __init__(self, screen):
        self.tab, self.press = screen.tab, screen.tab.keyboard.press

    @property
    def shown(self):
        return self.tab.eval_on_selector_all(".papers figure.is-shown", "all => all.map(f => f.id)")

    @property
    def size(self):
        box = self.tab.locator(".papers .is-current img").bounding_box()
        return round(box["width"]), round(box["height"])


def test_papers_are_turned_enlarged_and_compared_by_key(case):
    with Browser() as browser:
        screen = browser.screen()
        screen.show(case)
        viewer = Viewer(screen)
        whole = viewer.size
        assert viewer.shown == ["paper-KTP"]
        assert whole[0] > whole[1]

        viewer.press("+")
        assert viewer.size == (round(whole[0] * 1.25), round(whole[1] * 1.25))
        viewer.press("t")
        assert viewer.size[0] < viewer.size[1]
        assert screen.tab.locator("[data-view-said]").inner_text() == "125%, 90°"
        viewer.press("0")
        assert viewer.size == whole

        viewer.press(".")
        assert viewer.shown == ["paper-KK"]
        viewer.press("c")
        assert viewer.shown == ["paper-KTP", "paper-KK"]
        viewer.press("c")
        viewer.press("1")
        assert viewer.shown == ["paper-KTP"]

    assert screen.troubles == []


def test_keys_are_letters_while_somebody_writes_and_when_they_are_switched_off(case):
    with Browser() as browser:
        screen = browser.screen()
        screen.show(case)
        viewer = Viewer(screen)
        whole = viewer.size

        screen.tab.locator("[name=note]").focus()
        for key in "t1s":
            viewer.press(key)
        assert screen.tab.locator("[name=note]").input_value() == "t1s"
        assert (viewer.size, screen.tab.locator(".btn-check:checked").count()) == (whole, 0)

        screen.tab.locator("[data-shortcuts] summary").click()
        screen.tab.locator("[data-shortcuts-off]").check()
        for key in "t1s":
            viewer.press(key)
        assert (viewer.size, screen.tab.locator(".btn-check:checked").count()) == (whole, 0)


def test_a_press_brings_the_spot_close_and_another_shows_the_whole_page(case):
    with Browser() as browser:
        screen = browser.screen()
        screen.show(case)
        viewer = Viewer(screen)
        whole = viewer.size

        screen.tab.locator(".is-current .sheet").click()
        assert viewer.size[0] == round(whole[0] * 2.5)
        screen.tab.locator(".is-current .sheet").click()
        assert viewer.size == whole


def test_without_scripts_each_page_of_a_paper_is_a_link_to_its_full_size(client):
    application = case_factory(papers=("KTP",))
    client.force_login(UserFactory(roles=["verifier"]))
    uuid = application.person.documents.get().uuid
    kwargs = {"pk": application.pk, "uuid": uuid, "number": 1}
    address = reverse("enrollment:case_document_page", kwargs=kwargs)

    page = client.get(reverse("enrollment:case", kwargs={"pk": application.pk}))
    picture = client.get(address)

    assert f'<a class="sheet" href="{address}"><img src="{address}"' in page.content.decode()
    assert picture["Content-Type"] == "image/png"
    assert picture["Content-Disposition"].startswith("inline")
