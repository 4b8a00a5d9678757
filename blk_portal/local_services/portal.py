"""The whole portal on one machine: services, schema, demo world, web, worker and beat."""

import errno
import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path

from blk_portal.local_services.places import digest
from blk_portal.local_services.problem import Problem
from blk_portal.local_services.services import running_services
from blk_portal.local_services.supervisor import PORTAL, Child, StopRequested

PROJECT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
PYTHON = sys.executable
MANAGE = [PYTHON, str(PROJECT / "manage.py")]


def run_portal(data, port, say):
    """Run the portal until Ctrl-C or SIGTERM."""
    try:
        with running_services(data, say) as (supervisor, environment):
            refuse_taken_port(port)
            environment.setdefault("BASE_URL", f"http://{HOST}:{port}")
            _prepare(supervisor, environment)
            web, *others = portal_children(data, port, environment)
            supervisor.start(web)
            for child in others:
                supervisor.start(child)
            _wait_for_pages(supervisor, web, port)
            _greet(environment, port, say)
            supervisor.watch()
            say("Stopping.")
    except StopRequested:
        pass
    say("Stopped.")


def refuse_taken_port(port):
    """Raise ``Problem`` unless the port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Problem(
                    f"Port {port} on {HOST} is taken by another program. Choose another one, "
                    f"for example: make run PORT={port + 1}"
                ) from None
            raise Problem(f"Port {port} on {HOST} cannot be used: {error.strerror}.") from None


def _prepare(supervisor, environment):
    """Bring schema, static files and, in a demo, the demo world up to date."""
    _manage(supervisor, environment, "migrate", "--noinput", "-v", "0")
    _manage(supervisor, environment, "collectstatic", "--noinput", "-v", "0")
    if _is_demo(environment):
        _manage(supervisor, environment, "seed_demo")


def _is_demo(environment):
    return environment["DEMO"].lower() in ("1", "true", "yes", "on")


def _manage(supervisor, environment, *arguments):
    returncode = supervisor.run([*MANAGE, *arguments], env=environment, cwd=PROJECT)
    if returncode:
        raise Problem(f"`manage.py {arguments[0]}` failed; its message stands above.")


def portal_children(data, port, environment):
    """Return web, worker and beat."""
    mark = f"portal-{digest(data)}"
    # The reason of this warning, pickled arguments, is switched off in blk_portal/celery.py.
    for_tasks = {
        **environment,
        "BLK_STATEMENT_TIMEOUT": "300s",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    celery = [PYTHON, "-m", "celery", "-q", "-A", "blk_portal", "--workdir", str(PROJECT)]
    return [
        Child(
            name="web",
            command=[
                *(PYTHON, "-m", "gunicorn", "blk_portal.wsgi:application"),
                *("--chdir", str(PROJECT), "--bind", f"{HOST}:{port}", "--name", mark),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                *("--timeout", "60", "--graceful-timeout", "15", "--max-requests", "2000"),
                *("--max-requests-jitter", "200", "--no-control-socket", "--log-level", "warning"),
            ],
            mark=mark,
            level=PORTAL,
            environment=environment,
        ),
        Child(
            name="worker",
            command=[
                *celery,
                *("worker", "--loglevel", "WARNING", "--concurrency", "2"),
                *("--queues", "default,round,files,notify", "--without-gossip"),
                *("--without-mingle", "--hostname", f"{mark}@%h"),
            ],
            mark=mark,
            level=PORTAL,
            environment=for_tasks,
        ),
        Child(
            name="beat",
            command=[
                *celery,
                *("beat", "--loglevel", "WARNING", "--schedule", str(data / "beat-schedule")),
            ],
            mark=str(data / "beat-schedule"),
            level=PORTAL,
            environment=for_tasks,
            patience=5,
        ),
    ]


def _wait_for_pages(supervisor, web, port):
    while True:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            if not web.is_running:
                raise Problem("The web server did not start; its message stands above.") from None
        finally:
            connection.close()
        supervisor.raise_if_asked_to_stop()
        time.sleep(0.1)


def _greet(environment, port, say):
    if _is_demo(environment):
        subprocess.run([*MANAGE, "demo_accounts"], env=environment, cwd=PROJECT)
    say(f"The portal is at http://{HOST}:{port}/ (Ctrl-C stops it).")
