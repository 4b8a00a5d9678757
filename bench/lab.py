"""Pages on a slow phone in a laboratory: ``python -m bench.lab``, after the demo world was made.

A real Chromium on a line of 1.6 Mbps and 150 ms with a processor four times slower opens each page
cold (nothing cached) and warm. Prints the largest paint, how far the page jumped, and the longest
time from a key or a tap to the next frame, beside the bounds of docs/accessibility.md.
"""

import django

django.setup()

import secrets  # noqa: E402
import time  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from random import Random  # noqa: E402
from statistics import median  # noqa: E402

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from bench.first_come import resident  # noqa: E402
from bench.measure import server  # noqa: E402
from tests.browser import find_browser  # noqa: E402
from tests.enrollment.residents import complete_draft, open_intake  # noqa: E402
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory  # noqa: E402

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4
TIMES = 5
SETTLED = 400  # ms in which a late paint or jump would still come
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
BOUNDS = {"cold": 2000, "warm": 1000, "jump": 0.02, "answer": 150}

WATCH = """() => {
    window.seen = {paint: 0, jump: 0, answer: 0};
    const watch = (type, note, more = {}) => new PerformanceObserver(
        (list) => list.getEntries().forEach(note)
    ).observe({type, buffered: true, ...more});
    watch('largest-contentful-paint', (one) => { seen.paint = one.startTime; });
    watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.jump += one.value; });
    watch('event', (one) => { seen.answer = Math.max(seen.answer, one.duration); },
        {durationThreshold: 16});
}"""


@dataclass
class Visit:
    """What a browser saw of one page: milliseconds, but ``jump``, which is a share of the view."""

    paint: float
    jump: float
    answer: float


def pages():
    """Return name, address and the user who is signed in, if any."""
    for factory in [TrainingProgramFactory, IntakeFactory, BatchFactory]:
        factory.reset_sequence(int(time.time()))
    intake = open_intake(titles=["Laboratorium"])
    draft = complete_draft(intake, person=resident(Random(secrets.token_bytes(16))))
    home = draft.get_absolute_url()
    return [
        ("landing", "/", None),
        ("class", intake.batches.get().get_absolute_url(), None),
        ("task list", home, draft.user),
        ("question page", f"{home}isi/nama/", draft.user),
        ("question page, long", f"{home}isi/alamat/", draft.user),
        ("documents", f"{home}dokumen/", draft.user),
    ]


def look(browser, address, cookies):
    """Return a cold and a warm visit of one page by a phone that was never here."""
    context = browser.new_context(**PHONE)
    context.add_cookies(cookies)
    context.add_init_script(f"({WATCH})()")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    visits = [visit(page, address), visit(page, address)]
    context.close()
    return visits


def visit(page, address):
    answer = page.goto(address, wait_until="load")
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    page.wait_for_timeout(SETTLED)
    before = page.evaluate("({...seen})")
    use(page)
    page.wait_for_timeout(SETTLED)
    return Visit(before["paint"], before["jump"], page.evaluate("seen.answer"))


def use(page):
    """Type into the first field, or press on the heading where there is none; go by Tab."""
    fields = page.locator("main input[type=text]:visible, main textarea:visible")
    if fields.count():
        fields.first.tap()
        page.keyboard.type("ab")
    else:
        page.locator("h1").first.tap()
    page.keyboard.press("Tab")


def signed_in(user, url):
    if user is None:
        return []
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": url}]


def report(name, cold, warm):
    both = [*cold, *warm]
    figures = {
        "cold": median(one.paint for one in cold),
        "warm": median(one.paint for one in warm),
        "jump": max(one.jump for one in both),
        "answer": max(one.answer for one in both),
    }
    over = ", ".join(key for key, value in figures.items() if value > BOUNDS[key])
    print(
        f"{name:20} {figures['cold']:8.0f} {figures['warm']:8.0f} {figures['jump']:8.3f}"
        f" {figures['answer']:8.0f}   {f'over: {over}' if over else 'within'}",
        flush=True,
    )


def main():
    to_see = [(name, address, user) for name, address, user in pages()]
    with server("bench.settings") as port:
        url = f"http://127.0.0.1:{port}"
        to_see = [(name, url + address, signed_in(user, url)) for name, address, user in to_see]
        connection.close()
        print(f"1.6 Mbps, 150 ms, {SLOWER} x slower CPU, {TIMES} times; median paint, worst else")
        print("page                  cold ms  warm ms     jump answer ms")
        print("bounds               {cold:8} {warm:8} {jump:8} {answer:8}".format(**BOUNDS))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, address, cookies in to_see:
                visits = [look(browser, address, cookies) for _time in range(TIMES)]
                report(name, *zip(*visits, strict=True))
            browser.close()


if __name__ == "__main__":
    main()
