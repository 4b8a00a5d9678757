"""Opening day: whole applications over HTTP, many at once: ``python -m bench.opening_day``.

Prints applications per second, from sign-up to the receipt with its files, by 8 and 16 residents
at once, requests that failed, and whether every receipt handed out is in the database. The load
comes from this process, on the same cores as the server; its own share of CPU stands beside.
"""

import django

django.setup()

import os  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from collections import defaultdict  # noqa: E402

from django.db import connection  # noqa: E402

from bench import verdicts  # noqa: E402
from bench.application_flow import apply  # noqa: E402
from bench.browser import Browser  # noqa: E402
from bench.measure import p95, server  # noqa: E402
from enrollment.models import Application  # noqa: E402
from notices.models import Notice  # noqa: E402

SECONDS = 30
RESIDENTS_AT_ONCE = [8, 16]


class Crowd:
    """So many residents who apply one after the other until the time is up."""

    def __init__(self, port, residents, seconds):
        self.port, self.residents, self.seconds = port, residents, seconds
        self.walls, self.failures, self.receipts = defaultdict(list), [], []

    def run(self):
        stop_at = time.monotonic() + self.seconds
        threads = [
            threading.Thread(target=self._live, args=[stop_at]) for _one in range(self.residents)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _live(self, stop_at):
        while time.monotonic() < stop_at:
            browser = Browser(self.port)
            try:
                apply(lambda *request, browser=browser: self._visit(browser, *request))
            except (OSError, RuntimeError, KeyError) as error:
                self.failures.append(repr(error))
            finally:
                browser.close()
        connection.close()

    def _visit(self, browser, name, method, url, data=None):
        began = time.monotonic()
        status, headers, _body = browser.ask(method, url, data)
        self.walls[name].append(1000 * (time.monotonic() - began))
        if status not in (200, 302):
            raise RuntimeError(f"{method} {url.split('?')[0]} answered {status}")
        if name == "receipt":
            self.receipts.append(int(url.split("/")[2]))
        return headers


def memory_of(pids):
    """Return the largest PSS of these processes, in MiB."""
    sizes = []
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            [line] = [line for line in rollup if line.startswith("Pss:")]
            sizes.append(int(line.split()[1]) / 1024)
    return max(sizes)


def workers():
    """Return the ids of the workers of the only gunicorn that this process has started."""
    masters = children(os.getpid())
    return [worker for master in masters for worker in children(master)]


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:
        return children.read().split()


def main():
    seconds = int(sys.argv[1]) if sys.argv[1:] else SECONDS
    print("at once  applications/s  requests  failed  p95 ms  receipts = rows   own CPU  PSS MiB")
    for residents in RESIDENTS_AT_ONCE:
        with server("bench.settings") as port:
            crowd = Crowd(port, residents, seconds)
            cpu, began = resource.getrusage(resource.RUSAGE_SELF).ru_utime, time.monotonic()
            crowd.run()
            wall = time.monotonic() - began
            share = (resource.getrusage(resource.RUSAGE_SELF).ru_utime - cpu) / wall
            pss = memory_of(workers())
        sent = Application.objects.filter(pk__in=crowd.receipts).exclude(registration_number=None)
        told = Notice.objects.filter(
            event_key__in=[f"application_received:{pk}" for pk in crowd.receipts]
        )
        requests = sum(map(len, crowd.walls.values()))
        is_whole = sent.count() == told.count() == len(set(crowd.receipts)) == len(crowd.receipts)
        print(
            f"{residents:7}  {len(crowd.receipts) / wall:14.2f}  {requests:8}"
            f"  {len(crowd.failures):6}  {p95(sum(crowd.walls.values(), [])):6.0f}"
            f"  {'yes' if is_whole else 'NO':>15}  {share:7.0%}  {pss:7.0f} (bound 120)"
        )
        failed = 100 * len(crowd.failures) / requests
        verdicts.at_most(f"{residents} apply at once: requests failed", failed, 0, "%")
        verdicts.at_most(f"{residents} apply at once: largest worker", pss, 120, "MiB")
        for name, walls in crowd.walls.items():
            print(f"    {name:24} p50 {sorted(walls)[len(walls) // 2]:6.0f}  p95 {p95(walls):6.0f}")
        for failure in sorted(set(crowd.failures))[:5]:
            print("    failed:", failure)


if __name__ == "__main__":
    main()
