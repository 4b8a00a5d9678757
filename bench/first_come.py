"""A hundred residents send at once for 20 first-come seats, ten times, over HTTP.

``python -m bench.first_come [TIMES]`` prints per time: seats taken, how the requests were
answered, and milliseconds from the first request to the last answer.
"""

import django

django.setup()

import secrets  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections import Counter  # noqa: E402
from random import Random  # noqa: E402

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from bench import verdicts  # noqa: E402
from bench.browser import Browser  # noqa: E402
from bench.measure import server  # noqa: E402
from enrollment.models import Application, Seat  # noqa: E402
from tests.enrollment.residents import complete_draft, open_intake  # noqa: E402
from tests.factories import (  # noqa: E402
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)

TIMES = 10
RESIDENTS = 100
SEATS = 20
SECRET = "a" * 32


def signed_in(port, user):
    client = Client()
    client.force_login(user)
    browser = Browser(port)
    browser.cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        "csrftoken": SECRET,
    }
    return browser


def resident(random):
    """An invented person with an account, beside those of the demo world and of earlier runs."""
    day, month, serial = random.randrange(1, 29), random.randrange(1, 10), random.randrange(10**4)
    nik = f"337504{day:02}0{month}95{serial:04}"
    user = UserFactory(username=f"+62814{random.randrange(10**8):08}", roles=["resident"])
    return PersonFactory(nik=nik, user=user)


def race(port):
    random = Random(secrets.token_bytes(16))
    intake = open_intake(titles=["Siapa cepat"], method="first_come", capacity=SEATS)
    drafts = [complete_draft(intake, person=resident(random)) for _one in range(RESIDENTS)]
    browsers = [signed_in(port, draft.user) for draft in drafts]
    answers, start = Counter(), threading.Barrier(RESIDENTS)

    def send(browser, draft):
        key = {"submission_key": str(draft.submission_key), "declared": "on"}
        start.wait()
        try:
            status, _headers, _body = browser.ask("post", f"/lamaran/{draft.pk}/periksa/", key)
        except OSError as error:
            status = type(error).__name__
        answers[status] += 1
        browser.close()

    threads = [
        threading.Thread(target=send, args=pair) for pair in zip(browsers, drafts, strict=True)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = 1000 * (time.perf_counter() - began)
    sent = Application.objects.filter(intake=intake).submitted().count()
    return Seat.objects.taken().filter(batch__intake=intake).count(), sent, answers, wall


def main():
    for factory in [TrainingProgramFactory, IntakeFactory, BatchFactory]:
        factory.reset_sequence(int(time.time()))
    times = int(sys.argv[1]) if sys.argv[1:] else TIMES
    print(f"{RESIDENTS} at once for {SEATS} first-come seats: receipts, refusals and errors")
    oversold = all_errors = 0
    with server("bench.settings") as port:
        for _time in range(times):
            seats, sent, answers, wall = race(port)
            errors = answers.total() - answers[302] - answers[422]
            print(
                f"  seats {seats} of {SEATS}, oversold {max(0, seats - SEATS)}, sent {sent},"
                f" receipts {answers[302]}, refused {answers[422]}, errors {errors}, {wall:.0f} ms",
                flush=True,
            )
            oversold, all_errors = oversold + max(0, seats - SEATS), all_errors + errors
    who = f"{RESIDENTS} at once for {SEATS} first-come seats, {times} times"
    verdicts.at_most(f"{who}: oversold", oversold, 0)
    verdicts.at_most(f"{who}: errors", all_errors, 0)


if __name__ == "__main__":
    main()
