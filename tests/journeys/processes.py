"""The web server and the worker of a journey, as processes of their own."""

import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from kombu import Connection

from blk_portal.celery import app
from blk_portal.local_services.processes import signal_group
from blk_portal.local_services.supervisor import Child
from tests.waiting import PATIENCE

PROJECT = Path(__file__).resolve().parent.parent.parent


def with_database(url, name):
    """Return a database URL with another database name."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LivePortal:
    def __init__(self, supervisor, environment, log):
        self.supervisor = supervisor
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.child = Child(
            name=f"web-{self.port}",
            command=[
                *(sys.executable, "-m", "gunicorn", "blk_portal.wsgi:application"),
                *("--chdir", str(PROJECT), "--bind", f"127.0.0.1:{self.port}"),
                *("--worker-class", "gthread", "--workers", "1", "--threads", "4"),
                *("--no-control-socket", "--log-level", "warning", "--graceful-timeout", "2"),
            ],
            mark=f"127.0.0.1:{self.port}",
            environment=environment | {"BASE_URL": self.url},
            patience=10,
            log=log,
        )

    def start(self):
        self.supervisor.start(self.child)
        _wait(self.child, self._answers)

    def stop(self):
        self.supervisor.stop(self.child)

    def _answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


class Worker:
    """A Celery worker with two pool processes on all queues."""

    def __init__(self, supervisor, environment, log):
        self.supervisor = supervisor
        self.environment = environment
        self.name = f"journey-{os.getpid()}-{free_port()}"
        self.child = Child(
            name=self.name,
            command=[
                *(sys.executable, "-m", "celery", "-A", "blk_portal", "--workdir", str(PROJECT)),
                *("worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip"),
                *("--without-mingle", "--hostname", f"{self.name}@%h"),
            ],
            mark=self.name,
            environment=environment,
            patience=10,
            log=log,
        )

    def start(self):
        """Start, or start again after ``kill``; return when it takes tasks."""
        seen = self.log_text().count(" ready.")
        self.supervisor.start(self.child)
        _wait(self.child, lambda: self.log_text().count(" ready.") > seen)

    def kill(self):
        """End it and its pool at once, as the loss of power would."""
        signal_group(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()

    def stop(self):
        self.supervisor.stop(self.child)

    def send(self, task, *arguments):
        """Order a task of this worker, as the portal of the journey would."""
        socket_path = urlsplit(self.environment["REDIS_URL"]).path
        with Connection(
            f"redis+socket://{socket_path}?virtual_host=0",
            transport_options=app.conf.broker_transport_options,
        ) as broker:
            task.apply_async(arguments, connection=broker)

    def log_text(self):
        return self.child.log.read_text() if self.child.log.exists() else ""


def _wait(child, condition):
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert child.is_running, f"{child.name} ended:\n{child.log_tail()}"
        assert time.monotonic() < give_up_at, f"{child.name} is not ready:\n{child.log_tail()}"
        time.sleep(0.05)
