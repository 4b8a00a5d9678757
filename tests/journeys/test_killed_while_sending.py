"""A worker of the web server is killed while thirty residents send."""

import os
import signal
import threading
from pathlib import Path

from django.db import transaction

from enrollment.models import Application
from notices.models import Notice
from tests.atonce import somebody_waits
from tests.enrollment.residents import complete_draft, open_intake
from tests.journeys.asking import Visit
from tests.waiting import PATIENCE, wait_until

PEOPLE, HELD, KILLED_AFTER = 30, 4, 8


def workers_of(portal):
    master = portal.child.process.pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def test_every_receipt_handed_out_before_during_and_after_a_kill_is_kept(live_portal):
    intake = open_intake()
    drafts = [complete_draft(intake) for _one in range(PEOPLE)]
    visits = [(Visit(live_portal.port, draft.user), draft) for draft in drafts]
    receipts, broken = [], []

    def send(browser, draft):
        key = {"submission_key": str(draft.submission_key), "declared": "on"}
        try:
            status, headers, _body = browser.ask("post", f"/lamaran/{draft.pk}/periksa/", key)
        except OSError:
            broken.append((browser, draft))
        else:
            assert status == 302
            receipts.append((draft.pk, headers["Location"]))
        finally:
            browser.close()

    threads = [threading.Thread(target=send, args=visit) for visit in visits]
    held = [draft.pk for draft in drafts[-HELD:]]
    with transaction.atomic():
        # Who sends one of these stands in the middle of it when the worker is killed.
        assert len(Application.objects.select_for_update().filter(pk__in=held)) == HELD
        for thread in threads[:-HELD]:
            thread.start()
        wait_until(lambda: len(receipts) >= KILLED_AFTER)
        for thread in threads[-HELD:]:
            thread.start()
        wait_until(somebody_waits)
        (worker,) = workers_of(live_portal)
        os.kill(worker, signal.SIGKILL)
    for thread in threads:
        thread.join(timeout=PATIENCE)

    assert broken, "nobody was sending when the worker was killed"
    assert kept() >= {pk for pk, _address in receipts}
    for browser, draft in list(broken):
        send(browser, draft)
    assert {address for _pk, address in receipts} == {f"/lamaran/{d.pk}/bukti/" for d in drafts}
    assert kept() == {draft.pk for draft in drafts}
    assert len(receipts) == Notice.objects.filter(kind="application_received").count() == PEOPLE


def kept():
    sent = Application.objects.exclude(registration_number=None)
    return set(sent.values_list("pk", flat=True))
