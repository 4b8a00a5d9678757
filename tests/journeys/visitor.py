"""Somebody at a screen, who reads every new page with axe at the width of that screen."""

import re
from contextlib import contextmanager

from accounts.services.demo import DEMO_PASSWORD, current_code


class Visitor:
    """``pages`` and ``taps`` count what it took; a field that is typed into is one tap."""

    def __init__(self, page, axe):
        self.page, self.axe = page, axe
        self.pages = self.taps = 0
        self.read = set()

    def look(self):
        """Hold the page to what every page owes: usable by all, and as wide as the screen.

        A page that says the same as before is not read again. The other widths are read in
        ``tests/pages``.
        """
        self.page.wait_for_load_state()
        shown = (self.page.url, self.page.locator("body").inner_text())
        if shown in self.read:
            return
        self.read.add(shown)
        assert self.axe(self.page) == []
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width

    def go(self, path):
        self.pages += 1
        self.page.goto(path)
        self.look()

    def follow(self, name):
        self._tap(self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name):
        self._tap(self.button(name))

    def _tap(self, target):
        target.click()
        self.arrive()

    def arrive(self):
        """Count one tap and the page that it led to, and read that page."""
        self.taps += 1
        self.pages += 1
        self.look()

    def button(self, name):
        """The first button of that name, which may end with the key that presses it."""
        return self.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}( \w)?$")).first

    def write(self, label, text):
        self.taps += 1
        self.page.get_by_label(label).first.fill(text)

    def fill(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)

    def fill_day(self, name, day):
        self.fill(
            **{f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}
        )

    def choose(self, question, answer):
        self.taps += 1
        self.page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()

    def tick(self, label):
        self.taps += 1
        self.page.get_by_label(label).check()

    def attach(self, label, path):
        self.taps += 1
        self.page.get_by_label(re.compile(label)).first.set_input_files(path)

    @contextmanager
    def detour(self):
        """Do not count what only somebody sees who errs or looks around."""
        counted = self.pages, self.taps
        yield
        self.pages, self.taps = counted

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
