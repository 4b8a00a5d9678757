"""A helper at a browser, for the tests of assisted entry."""

import re

from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class HelperAtWork:
    """Opens pages and sends their forms as a browser does: with the token of that very page."""

    def __init__(self, *, helper=None):
        self.helper = helper or UserFactory(roles=["helper"])
        self.browser = Client(enforce_csrf_checks=True)
        self.browser.force_login(self.helper)

    def open(self, path):
        return self.browser.get(path)

    def send(self, page, path=None, data=None, **options):
        """Send the form of ``page``, an answer that was opened before, perhaps long ago."""
        token = TOKEN.search(page.content.decode()).group(1)
        path = path or page.wsgi_request.path
        return self.browser.post(path, {**(data or {}), "csrfmiddlewaretoken": token}, **options)

    def begin(self, person):
        page = self.open(reverse("enrollment:assist"))
        found = self.send(page, data={"nik": person.nik})
        begun = self.send(
            found,
            reverse("enrollment:assist_begin"),
            {"nik": person.nik, "kk": person.kk, "source": "spoken"},
        )
        assert begun.status_code == 302, begun.content.decode()
        return begun

    def finish(self):
        return self.send(self.open(reverse("enrollment:assist")), reverse("enrollment:assist_end"))
