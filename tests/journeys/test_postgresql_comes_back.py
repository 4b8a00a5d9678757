"""P8: PostgreSQL is restarted while people write; nothing has to be started again but itself."""

import threading

import pytest
from django.urls import reverse

from enrollment.models import Application
from tests.enrollment.residents import complete_draft, open_intake
from tests.journeys.asking import Visit
from tests.journeys.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.fault]
PEOPLE, RESTARTS = 4, 2
TAKEN, FAULT = 302, 500


class Writer:
    """Sends one answer after the other until it is told to stop, and remembers each reply."""

    def __init__(self, port, draft):
        self.draft, self.visit = draft, Visit(port, draft.user)
        self.statuses, self.written, self.lost = [], "", []

    def write_until(self, is_over):
        page = reverse("enrollment:question", args=[self.draft.pk, "alasan"])
        while not is_over.is_set():
            words = f"Saya ingin membuka usaha roti, kata saya {len(self.statuses)} kali."
            try:
                status, _headers, _body = self.visit.ask("post", page, {"motivation": words})
            except OSError as error:
                self.lost.append(repr(error))
                return
            if status == TAKEN:
                self.written = words
            self.statuses.append(status)

    def has_written(self, times):
        begun = len(self.statuses)
        return lambda: self.statuses[begun:].count(TAKEN) >= times

    def is_refused(self):
        begun = len(self.statuses)
        return lambda: FAULT in self.statuses[begun:]


def test_everybody_writes_on_once_postgresql_is_back(live_portal, cut_off_postgresql):
    intake = open_intake()
    writers = [Writer(live_portal.port, complete_draft(intake)) for _one in range(PEOPLE)]
    is_over, after = threading.Event(), []
    threads = [threading.Thread(target=each.write_until, args=[is_over]) for each in writers]
    for thread in threads:
        thread.start()

    for _restart in range(RESTARTS):
        everybody(writers, lambda writer: writer.has_written(2))
        with cut_off_postgresql():
            everybody(writers, lambda writer: writer.is_refused())
        # The request that is on its way was perhaps begun while nobody could connect.
        everybody(writers, lambda writer: writer.has_written(1))
        after = [len(writer.statuses) for writer in writers]
        everybody(writers, lambda writer: writer.has_written(3))
        later = [writer.statuses[begun:] for writer, begun in zip(writers, after, strict=True)]
        assert {status for statuses in later for status in statuses} == {TAKEN}
    is_over.set()
    for thread in threads:
        thread.join(timeout=60)

    assert [writer.lost for writer in writers] == [[]] * PEOPLE
    assert {status for writer in writers for status in writer.statuses} == {TAKEN, FAULT}
    kept = Application.objects.in_bulk([writer.draft.pk for writer in writers])
    assert [kept[writer.draft.pk].motivation for writer in writers] == [
        writer.written for writer in writers
    ]


def test_a_restart_between_two_requests_costs_nobody_anything(live_portal, cut_off_postgresql):
    intake = open_intake()
    writers = [Writer(live_portal.port, complete_draft(intake)) for _one in range(PEOPLE)]

    write_at_once(writers)
    with cut_off_postgresql():
        pass
    write_at_once(writers)

    assert [set(writer.statuses) for writer in writers] == [{TAKEN}] * PEOPLE


def write_at_once(writers):
    """Let everybody write twice, so that each thread of the web server has its connection."""
    is_over = threading.Event()
    threads = [threading.Thread(target=each.write_until, args=[is_over]) for each in writers]
    for thread in threads:
        thread.start()
    everybody(writers, lambda writer: writer.has_written(2))
    is_over.set()
    for thread in threads:
        thread.join(timeout=60)


def everybody(writers, condition):
    conditions = [condition(writer) for writer in writers]
    wait_until(lambda: all(is_met() for is_met in conditions), seconds=120)
