"""Somebody at a screen, who reads every new page with axe at the width of a phone and a desk."""

import re

from accounts.services.demo import DEMO_PASSWORD, current_code
from tests.journeys.browsing import DESKTOP, PHONE

WIDTHS = [PHONE["viewport"], DESKTOP["viewport"]]


class Visitor:
    def __init__(self, page, axe):
        self.page, self.axe = page, axe
        self.pages = 0

    def look(self):
        """Hold the page to what every page owes: usable by all, and as wide as the screen."""
        self.pages += 1
        self.page.wait_for_load_state()
        own_width = self.page.viewport_size
        assert self.axe(self.page, viewports=WIDTHS) == []
        for viewport in WIDTHS:
            self.page.set_viewport_size(viewport)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        self.page.set_viewport_size(own_width)

    def go(self, path):
        self.page.goto(path)
        self.look()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def press(self, name):
        self.button(name).click()
        self.look()

    def button(self, name):
        """The first button of that name, which may end with the key that presses it."""
        return self.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}( \w)?$")).first

    def write(self, label, text):
        self.page.get_by_label(label).fill(text)

    def choose(self, question, answer):
        group = self.page.get_by_role("group", name=question)
        group.get_by_text(answer, exact=True).click()

    def sign_in(self, username, password):
        self.page.goto("/akun/masuk/")
        self.write("Nomor HP atau email", username)
        self.write("Kata sandi", password)
        self.page.get_by_role("button", name="Masuk", exact=True).click()

    def sign_in_as_staff(self, user):
        self.user = user
        self.sign_in(user.username, DEMO_PASSWORD)
        self.write("Kode dari aplikasi", current_code(user.username))
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.get_by_role("navigation").first.wait_for()

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def text(self):
        """What the main part of the page says, on one line."""
        return " ".join(self.page.get_by_role("main").inner_text().split())

    def section(self, name):
        return self.page.get_by_role("region", name=name)
