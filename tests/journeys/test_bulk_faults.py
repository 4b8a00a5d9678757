"""A worker dies in the middle of an act on many files, and each file is acted on once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enrollment.models import BulkAct, BulkResult
from enrollment.tasks import carry_out_bulk_act, resume_interrupted_bulk_acts
from notices.models import Notice
from tests.factories import UserFactory
from tests.factories.bulk import asked, returning_case
from tests.factories.desk import batch_with_gates
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.fault]
FILES = 4


def test_a_killed_worker_leaves_no_file_half_done(journey_database, celery_worker_process, hold):
    batch = batch_with_gates()
    files = [returning_case(batch) for _one in range(FILES)]
    act = asked("verify", batch.intake, UserFactory(roles=["verifier"]))
    held = hold("bulk")
    celery_worker_process.send(carry_out_bulk_act, act.pk)
    held.wait()

    celery_worker_process.kill()

    assert BulkResult.objects.count() == 0
    assert statuses(files) == {"submitted"}
    held.let_go()
    celery_worker_process.start()
    BulkAct.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=31))
    celery_worker_process.send(resume_interrupted_bulk_acts)
    wait_until(lambda: BulkAct.objects.get().status == "done")

    assert statuses(files) == {"verified"}
    assert list(BulkResult.objects.values_list("outcome", flat=True)) == ["done"] * FILES
    told = Notice.objects.filter(kind="review_verify", person__in=[file.person for file in files])
    assert told.count() == FILES * 2


def statuses(files):
    return {type(file).objects.get(pk=file.pk).status for file in files}
