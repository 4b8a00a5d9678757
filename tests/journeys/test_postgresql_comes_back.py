"""P8: PostgreSQL is restarted while people write; nothing has to be started again but itself."""

import threading

import pytest

from enrollment.models import Application
from tests.journeys.writing import FAULT, PEOPLE, TAKEN, everybody, some_writers, write_at_once

pytestmark = [pytest.mark.journey, pytest.mark.fault]
RESTARTS = 2


def test_everybody_writes_on_once_postgresql_is_back(live_portal, cut_off_postgresql):
    writers = some_writers(live_portal)
    is_over = threading.Event()
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
    writers = some_writers(live_portal)

    write_at_once(writers)
    with cut_off_postgresql():
        pass
    write_at_once(writers)

    assert [set(writer.statuses) for writer in writers] == [{TAKEN}] * PEOPLE
