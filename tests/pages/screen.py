"""A browser that is shown pages without a portal behind them: quick, and the same every time."""

import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import find_browser
from tests.files import picture
from tests.journeys.browsing import AXE, AXE_TAGS
from tests.journeys.conftest import CHROMIUM_ARGUMENTS
from tests.waiting import PATIENCE

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
CHECKS = Path(__file__).resolve().parent / "checks.js"
HANDS = Path(__file__).resolve().parent / "hands.js"
PHOTO = picture(size=(1200, 900), color="lightgrey")
WIDTHS = [1280, 360, 320]
NARROW_AND_LOW = 360, 480
CHECKS_ALONE = [CHECKS.read_text()]
SCRIPTS = [AXE.read_text(), *CHECKS_ALONE, HANDS.read_text()]
# What may change with width or colours alone, while the same things are shown in the same way.
LAYOUT = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
COLOURS = ["color-contrast", "link-in-text-block"]
# What fingers press, and how far what destroys is from the rest; the longest that anything moves.
LEAST_TARGET, LEAST_GAP, LONGEST_MOVE = 44, 16, 0.01
# Most scripts run once on a page: what makes long runs fast costs more than it saves.
SHORT_RUNS = "--js-flags=--no-opt --min-semi-space-size=64"


class Screen:
    """Shows one page after the other; ``troubles`` says what a page did that none may do."""

    def __init__(self, browser, server, **device):
        self.server = server
        self.troubles = []
        self.context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", **device)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.context.on("request", self._note_foreign)
        self.context.on("console", self._note_blocked)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        self.tab = self.context.new_page()

    def show(self, page, *, width=WIDTHS[0], height=800, scripts=SCRIPTS):
        self.server.page = page
        self.tab.set_viewport_size({"width": width, "height": height})
        self.tab.goto(self.server.url + page.path, wait_until="load")
        self.tab.evaluate(";".join(scripts))

    def resize(self, width, height=800):
        self.tab.set_viewport_size({"width": width, "height": height})

    def axe(self):
        """What axe-core finds on the page as it stands, a line per rule and element.

        Where the page shows the same things in the same way as it did before, at another width,
        only the rules that look at places and colours run again.
        """
        return self.check("read", [*AXE_TAGS, "best-practice"], LAYOUT)

    def axe_in_the_dark(self):
        """What axe-core finds of the colours for people who have a dark screen."""
        self.tab.emulate_media(color_scheme="dark")
        found = self.check("readRules", COLOURS)
        self.tab.emulate_media(color_scheme="light")
        return found

    def under_fingers(self, page):
        """What is too small for a finger, or too near to something that destroys."""
        yield from self.hands("tooNear", LEAST_GAP)
        if not _is_of_staff(page):
            yield from self.hands("tooSmall", LEAST_TARGET)

    def with_own_text(self, page):
        """What somebody's own spacing on the smallest phone, or text twice as large, cuts off.

        The text is large on a phone, and for staff at their desk.
        """
        for own, width in [("spaced", 320), ("large", 360)]:
            self.resize(width)
            yield from self.hands("cutOffWith", own)

    def by_key(self):
        """What somebody without a mouse does not reach, leave or see, where bars cover most."""
        self.resize(*NARROW_AND_LOW)
        return self.hands("passThrough")

    def with_own_colours(self):
        """What is lost in the colours of the device, and what moves though it should be still."""
        self.tab.emulate_media(forced_colors="active", reduced_motion="reduce")
        lost = self.hands("lostWithoutColours")
        moving = self.hands("moving", LONGEST_MOVE)
        self.tab.emulate_media(forced_colors="none")
        return [*lost, *moving]

    def check(self, name, *arguments):
        """Return what a function of ``checks.js`` finds."""
        return self.tab.evaluate(f"arguments => checks.{name}(...arguments)", arguments)

    def hands(self, name, *arguments):
        """Return what a function of ``hands.js`` finds."""
        return self.tab.evaluate(f"arguments => hands.{name}(...arguments)", arguments)

    def _note_foreign(self, request):
        if not request.url.startswith((self.server.url, "data:", "blob:")):
            self.troubles.append(f"foreign: {request.url}")

    def _note_blocked(self, message):
        if "Content Security Policy" in message.text:
            self.troubles.append(f"blocked: {message.text}")


def _is_of_staff(page):
    return '<body class="staff' in page.html


class PageServer(ThreadingHTTPServer):
    """Answers with ``page`` at its address, static files, and a grey photo for each picture."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.page = None

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        page = self.server.page
        if self.path == page.path:
            policy = page.headers.get("Content-Security-Policy", "")
            self._send(page.status, page.headers["Content-Type"], page.html.encode(), policy=policy)
        elif self.path.startswith("/static/"):
            file = STATIC / self.path.removeprefix("/static/").partition("?")[0]
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._send(200, kind, file.read_bytes(), cache="max-age=3600")
        elif "image" in self.headers.get("Accept", ""):
            self._send(200, "image/jpeg", PHOTO)
        else:
            self._send(204, "text/html", b"")

    do_POST = do_GET

    def _send(self, status, kind, body, *, cache="no-store", policy=""):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing; the tests do."""


class Browser:
    """A Chromium with a page server; opened after the last query of a test, closed before the next.

    Playwright runs an event loop in the thread, beside which Django would use another connection.
    """

    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(
            executable_path=find_browser(), args=[*CHROMIUM_ARGUMENTS, SHORT_RUNS]
        )
        self.server = PageServer().__enter__()
        return self

    def __exit__(self, *exception):
        self.chromium.close()
        self.playwright.stop()
        self.server.__exit__()

    def screen(self, **device):
        return Screen(self.chromium, self.server, **device)
