"""P20: an upgrade puts new web processes in the place of old ones, and no request is lost."""

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse

from enrollment.models import Application
from tests.enrollment.residents import complete_draft, open_intake
from tests.journeys.asking import Visit
from tests.journeys.processes import PROJECT, LivePortal
from tests.waiting import PATIENCE, wait_until

PEOPLE, RELOADS = 6, 3
SERVICE = PROJECT / "deploy" / "systemd" / "blk-web.service"


@pytest.fixture
def portal(supervisor, journey_environment, tmp_path):
    """A web server that ends its processes as the one of the service does."""
    assert "--workers 2 --threads 4" in SERVICE.read_text()
    assert "--graceful-timeout 30" in SERVICE.read_text()
    portal = LivePortal(supervisor, journey_environment, tmp_path / "web.log")
    more = ["--workers", "2", "--graceful-timeout", "30"]
    portal.child = replace(portal.child, command=[*portal.child.command, *more])
    portal.start()
    yield portal
    portal.stop()


def test_no_request_is_lost_while_processes_are_replaced(portal):
    intake = open_intake()
    drafts = [complete_draft(intake) for _one in range(PEOPLE)]
    answers, lost, is_over = [], [], threading.Event()

    def write_again_and_again(draft):
        visit, turn = Visit(portal.port, draft.user), 0
        while not is_over.is_set():
            turn += 1
            answer = {"motivation": f"Saya ingin membuka usaha roti, kata saya {turn} kali."}
            for method, page, data in [
                ("get", reverse("programs:landing"), None),
                ("post", reverse("enrollment:question", args=[draft.pk, "alasan"]), answer),
            ]:
                try:
                    status, _headers, _body = visit.ask(method, page, data)
                except OSError as error:
                    lost.append((page, repr(error)))
                else:
                    answers.append(status)
                finally:
                    visit.close()  # as a proxy that keeps no connection to a process that ends
        written[draft.pk] = answer["motivation"]

    written = {}
    threads = [threading.Thread(target=write_again_and_again, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for _reload in range(RELOADS):
        before = workers_of(portal)
        asked = len(answers)
        os.kill(portal.child.process.pid, signal.SIGHUP)
        wait_until(lambda before=before: not before & workers_of(portal))
        wait_until(lambda asked=asked: len(answers) > asked + 2 * PEOPLE)
    is_over.set()
    for thread in threads:
        thread.join(timeout=PATIENCE)

    assert lost == []
    assert set(answers) == {200, 302}
    kept = Application.objects.in_bulk(written)
    assert {pk: draft.motivation for pk, draft in kept.items()} == written


def workers_of(portal):
    master = portal.child.process.pid
    return set(Path(f"/proc/{master}/task/{master}/children").read_text().split())
