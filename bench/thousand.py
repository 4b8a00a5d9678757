"""A thousand residents in the flow at once for three minutes: ``python -m bench.thousand``.

Each reads the catalogue, opens a complete draft, uploads a photo of 1 MB, sends, and looks at
receipt and status, thinking between two pages. ``BENCH_RESIDENTS``, ``BENCH_SECONDS`` and
``BENCH_THINK`` (mean seconds between two pages of one resident) make it shorter. The load comes
from threads of this process, on the same cores as the server; its share of CPU stands below.
"""

import django

django.setup()

import os  # noqa: E402
import resource  # noqa: E402
import secrets  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections import Counter, defaultdict  # noqa: E402
from random import Random  # noqa: E402

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402

from bench import verdicts  # noqa: E402
from bench.application_flow import PHOTO  # noqa: E402
from bench.first_come import resident, signed_in  # noqa: E402
from bench.measure import p95, server  # noqa: E402
from bench.opening_day import memory_of, workers  # noqa: E402
from enrollment.models import Application  # noqa: E402
from notices.models import Notice  # noqa: E402
from tests.enrollment.residents import complete_draft, open_intake  # noqa: E402
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory  # noqa: E402

RESIDENTS = int(os.environ.get("BENCH_RESIDENTS", "1000"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "180"))
THINK = float(os.environ.get("BENCH_THINK", "15"))
FILE = PHOTO + bytes(max(0, 2**20 - len(PHOTO)))


class Crowd:
    def __init__(self):
        self.walls, self.errors = defaultdict(list), Counter()
        self.receipts, self.unanswered = [], []
        self.stop_at = time.monotonic() + SECONDS

    def live(self, browser, draft):
        random = Random(secrets.token_bytes(16))
        time.sleep(random.uniform(0, min(THINK, SECONDS / 2)))
        steps = flow(draft)
        while time.monotonic() < self.stop_at:
            name, method, url, data = next(steps)
            self._visit(browser, draft, name, method, url, data)
            time.sleep(
                max(0, min(THINK * random.uniform(0.5, 1.5), self.stop_at - time.monotonic()))
            )

    def _visit(self, browser, draft, name, method, url, data):
        began = time.monotonic()
        try:
            status, _headers, _body = browser.ask(method, url, data)
        except OSError as error:
            status = type(error).__name__
        finally:
            browser.close()
        self.walls[name].append(1000 * (time.monotonic() - began))
        if status != (200 if method == "get" else 302):
            self.errors[name, status] += 1
        if name == "send":
            is_receipt = status == 302
            (self.receipts if is_receipt else self.unanswered).append(draft.pk)


def flow(draft):
    """Yield the requests of one resident; after the receipt he goes on reading."""
    home = f"/lamaran/{draft.pk}/"
    key = {"submission_key": str(draft.submission_key), "declared": "on"}
    yield "landing", "get", "/", None
    yield "catalogue", "get", "/program/", None
    yield "task list", "get", home, None
    photo = SimpleUploadedFile("foto.jpg", FILE)
    yield "upload of 1 MB", "post", f"{home}dokumen/KTP/", {"file": photo}
    yield "check answers", "get", f"{home}periksa/", None
    yield "send", "post", f"{home}periksa/", key
    yield "receipt", "get", f"{home}bukti/", None
    while True:
        yield "status page", "get", home, None
        yield "catalogue", "get", "/program/", None


def cpu():
    """Seconds of CPU of this process, and of the children that have ended."""
    kinds = [resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN]
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, kinds))


def main():
    for factory in [TrainingProgramFactory, IntakeFactory, BatchFactory]:
        factory.reset_sequence(int(time.time()))
    random = Random(secrets.token_bytes(16))
    intake = open_intake(titles=["Hari pembukaan"])
    drafts = [complete_draft(intake, person=resident(random)) for _one in range(RESIDENTS)]
    with server("bench.settings") as port:
        browsers = [signed_in(port, draft.user) for draft in drafts]
        crowd, used, began = Crowd(), cpu(), time.monotonic()
        threads = [
            threading.Thread(target=crowd.live, args=pair)
            for pair in zip(browsers, drafts, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        share, pss = (cpu() - used) / (time.monotonic() - began), memory_of(workers())
    report(crowd, intake, share, pss)


def report(crowd, intake, share, pss):
    requests, errors = sum(map(len, crowd.walls.values())), crowd.errors.total()
    print(f"{RESIDENTS} residents, {SECONDS} s, {THINK:g} s between pages of one resident")
    print(f"  requests {requests}, errors {errors} ({errors / requests:.2%})")
    for name, walls in crowd.walls.items():
        middle = sorted(walls)[len(walls) // 2]
        print(f"    {name:16} {len(walls):6}  p50 {middle:6.0f} ms  p95 {p95(walls):6.0f} ms")
    for (name, status), times in crowd.errors.items():
        print(f"    error: {name} answered {status}, {times} times")
    rows = set(Application.objects.filter(intake=intake).submitted().values_list("pk", flat=True))
    told = Notice.objects.filter(
        event_key__in=[f"application_received:{pk}" for pk in crowd.receipts]
    ).count()
    receipts = set(crowd.receipts)
    print(
        f"  receipts {len(receipts)}, without a row {len(receipts - rows)},"
        f" without a notice {len(receipts) - told},"
        f" rows without a receipt {len(rows - receipts)}"
        f" (of them sent but not answered well {len(rows & set(crowd.unanswered) - receipts)})"
    )
    print(f"  this process: {share:.0%} of one core; largest worker {pss:.0f} MiB PSS (bound 120)")
    who = f"{RESIDENTS} residents in the flow"
    verdicts.at_most(f"{who}: errors", 100 * errors / requests, 0.1, "%")
    verdicts.at_most(f"{who}: receipts without a row", len(receipts - rows), 0)
    verdicts.at_most(f"{who}: largest worker", pss, 120, "MiB")


if __name__ == "__main__":
    main()
