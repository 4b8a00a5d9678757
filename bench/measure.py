"""How much a request costs: CPU and SQL in this process, rate and p95 of a real server."""

import http.client
import math
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from django.db import connection

NOT_A_STATEMENT = re.compile(r"SAVEPOINT|RELEASE|ROLLBACK")
SECONDS = 4
CONNECTIONS = 4


@dataclass
class Cost:
    """What the requests of one kind took, each measured by itself."""

    cpu: list = field(default_factory=list)
    wall: list = field(default_factory=list)
    sql: int = 0
    size: int = 0

    @contextmanager
    def of_one_request(self):
        """Add one request; ``sql`` keeps the largest number of statements seen."""
        statements = []

        def count(execute, sql, params, many, context):
            if not NOT_A_STATEMENT.match(str(sql)):
                statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            cpu, wall = time.process_time(), time.perf_counter()
            yield self
            self.wall.append(1000 * (time.perf_counter() - wall))
            self.cpu.append(1000 * (time.process_time() - cpu))
        self.sql = max(self.sql, len(statements))

    @property
    def mean_cpu(self):
        return statistics.mean(self.cpu)

    @property
    def rate(self):
        return 1000 / statistics.mean(self.wall)

    @property
    def p95(self):
        return p95(self.wall)


def p95(values):
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


@contextmanager
def server(settings_module):
    """Yield the port of a gunicorn with two workers of four threads, as ``make run`` has it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "blk_portal.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2"),
            *("--threads", "4", "--no-control-socket", "--log-level", "error"),
        ],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings_module},
    )
    try:
        _wait_until_it_answers(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_answers(port, process):
    while True:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
            try:
                client.request("GET", "/")
                client.getresponse().read()
                return
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError("gunicorn did not start") from None
        time.sleep(0.05)


def load(port, path):
    """Ask for ``path`` for some seconds; return requests per second and p95 in milliseconds."""
    walls = []
    stop_at = time.perf_counter() + SECONDS

    def ask():
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
            while time.perf_counter() < stop_at:
                started = time.perf_counter()
                client.request("GET", path)
                response = client.getresponse()
                response.read()
                if response.status != 200:
                    raise RuntimeError(f"{path} answered {response.status}")
                walls.append(1000 * (time.perf_counter() - started))

    began = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(walls) / (time.perf_counter() - began), p95(walls)
