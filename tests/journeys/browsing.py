"""Pages in a real browser, with an eye on what they load and on who can use them."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.waiting import PATIENCE

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})
    .then(found => found.violations)"""
HTML = "text/html; charset=utf-8"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


class Browsing:
    """Opens pages; each has cookies of its own, as a person's own device has.

    ``troubles`` collects requests to other origins, what the content security policy blocked,
    script errors and answers that say the portal failed.
    """

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url
        self.troubles = []
        self.contexts = []
        self.reader = None

    def open(self, device=DESKTOP, *, scripts=True, path="/", language="id-ID"):
        context = self.browser.new_context(
            base_url=self.url,
            java_script_enabled=scripts,
            locale=language,
            timezone_id="Asia/Jakarta",
            **device,
        )
        context.set_default_timeout(PATIENCE * 1000)
        context.on("request", self._note_foreign)
        context.on("response", self._note_failed)
        context.on("console", self._note_blocked)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        self.contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    def axe(self, page, *, viewports=()):
        """Return what axe-core finds on ``page``, as it stands or at each of ``viewports``.

        A line per rule and element. axe needs scripts, so it reads a copy in a context that has
        them; there, too, a page that answered a form can be read.
        """
        copy = self._reader()
        content = page.content()
        copy.route(page.url, lambda route: route.fulfill(body=content, content_type=HTML))
        violations = []
        try:
            for viewport in viewports or [page.viewport_size]:
                copy.set_viewport_size(viewport)
                if copy.url != page.url:
                    copy.goto(page.url)
                    copy.add_script_tag(path=AXE)
                violations += copy.evaluate(RUN_AXE, AXE_TAGS)
        finally:
            copy.unroute_all()
            copy.goto("about:blank")
        return _as_lines(violations)

    def _reader(self):
        """The tab of the copies, empty between two; it has the portal's sheets in its cache."""
        if self.reader is None:
            context = self.browser.new_context(bypass_csp=True)
            self.contexts.append(context)
            self.reader = context.new_page()
        return self.reader

    def close(self):
        for context in self.contexts:
            context.close()

    def _note_foreign(self, request):
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and not request.url.startswith(f"{self.url}/"):
            self.troubles.append(f"foreign: {request.url}")

    def _note_failed(self, response):
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.url}")

    def _note_blocked(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.troubles.append(f"blocked: {message.text}")


def _as_lines(violations):
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))} ({node['failureSummary']})"
        for violation in violations
        for node in violation["nodes"]
    ]
