"""Staff at a desk: a real sign-in with a second factor, and every page read with axe."""

import base64
import re
import secrets
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from blk_portal.shared.crypto import encrypt
from tests.factories import UserFactory
from tests.journeys.browsing import DESKTOP, PHONE

PASSWORD = "kata-sandi-contoh"


class Officer:
    """Somebody of the staff at a screen of 1280 pixels; each page is read at 360, too."""

    def __init__(self, page, axe, *roles, name):
        self.page, self.axe, self.read = page, axe, set()
        secret = base64.b32encode(secrets.token_bytes(20)).decode()
        self.user = UserFactory(roles=roles, display_name=name, password=PASSWORD)
        Authenticator.objects.create(
            user=self.user, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret)}
        )
        self._sign_in(secret)

    def _sign_in(self, secret):
        self.page.goto("/akun/masuk/")
        self.page.locator("[name=login]").fill(self.user.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("Masuk")
        self.page.locator("[name=code]").fill(
            format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        )
        self.press("Masuk")

    def look(self):
        """Read the page with axe at both widths, once for each heading and state of an address."""
        has_errors = self.page.get_by_role("alert").count()
        page = (self.page.url, self.heading, has_errors)
        if page in self.read:
            return
        self.read.add(page)
        assert self.axe(self.page) == []
        self.page.set_viewport_size(PHONE["viewport"])
        assert self.axe(self.page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360
        self.page.set_viewport_size(DESKTOP["viewport"])

    def open(self, path):
        self.page.goto(path)
        self.look()

    def follow(self, name):
        self._click(self.page.get_by_role("link", name=name, exact=True))

    def press(self, name):
        self._click(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))

    def write(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)

    def write_day(self, name, day):
        self.write(
            **{f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}
        )

    def choose(self, question, answer):
        group = self.page.get_by_role("group", name=re.compile(re.escape(question)))
        group.get_by_text(answer, exact=True).click()

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text()

    def _click(self, found):
        found.first.click()
        self.look()
