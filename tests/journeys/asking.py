"""Asks the live portal for pages without a browser, and keeps every address it meets."""

import re

from django.conf import settings
from django.test import Client

from bench.browser import Browser

SECRET = "a" * 32
# A link that opens the telephone holds the number that it is for.
ADDRESS = re.compile(r'(?:href|action|src|hx-[a-z]+)="(?!tel:|mailto:|https://wa\.me/)([^"]+)"')


class Visit(Browser):
    """One person's visit; ``user`` is signed in already."""

    def __init__(self, port, user=None):
        super().__init__(port)
        self.cookies = {"csrftoken": SECRET}
        self.addresses = []
        if user:
            client, name = Client(), settings.SESSION_COOKIE_NAME
            client.force_login(user)
            self.cookies[name] = client.cookies[name].value

    def get(self, url, **expected):
        return self._see("get", url, None, **expected)

    def post(self, url, data, **expected):
        return self._see("post", url, data, **expected)

    def _see(self, method, url, data, status=None):
        got, headers, body = self.ask(method, url, data)
        page = body.decode("utf-8", "replace")
        assert got == (status or (200 if method == "get" else 302)), (url, got, page[-3000:])
        self.addresses += [url, headers.get("Location", ""), *ADDRESS.findall(page)]
        return headers["Location"] if got == 302 else page
