"""Residents who write answers into the live portal, all at once, whatever happens to it."""

import threading

from django.urls import reverse

from tests.enrollment.residents import complete_draft, open_intake
from tests.journeys.asking import Visit
from tests.waiting import wait_until

PEOPLE = 4
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


def some_writers(portal):
    intake = open_intake()
    return [Writer(portal.port, complete_draft(intake)) for _one in range(PEOPLE)]


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
    wait_until(lambda: all(is_met() for is_met in conditions))
