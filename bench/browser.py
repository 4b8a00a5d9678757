"""A browser without pictures: cookies, forms and files over one connection that stays open."""

import http.client
from http.cookies import SimpleCookie

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart


class Browser:
    """Visits the pages of one resident, as ``bench.application_flow.apply`` asks for them."""

    def __init__(self, port):
        self.client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {}

    def ask(self, method, url, data=None):
        """Return status, headers and body of the answer, without following it."""
        body, headers = None, {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method == "post":
            token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            body = encode_multipart(BOUNDARY, (data or {}) | token)
            headers["Content-Type"] = MULTIPART_CONTENT
        self.client.request(method.upper(), url, body, headers)
        response = self.client.getresponse()
        content = response.read()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
        return response.status, response.headers, content

    def close(self):
        self.client.close()
