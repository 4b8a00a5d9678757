"""The worker's queue of files: what nobody can open any more leaves the disk."""

import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Document
from accounts.services.documents import remove_document
from accounts.tasks import sweep_document_files
from tests.enrollment.residents import put_in_wallet
from tests.factories import PersonFactory
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey]


def test_a_worker_sweeps_removed_papers_and_lost_files(celery_worker_process):
    person, two_days_ago = PersonFactory(), timezone.now() - timedelta(days=2)
    kept, removed = put_in_wallet(person, "KTP"), put_in_wallet(person, "KK")
    remove_document(removed, actor=None)
    Document.objects.update(updated_at=two_days_ago)
    lost = os.path.dirname(kept.file.path) + "/lost.jpg"
    with open(lost, "wb") as file:
        file.write(b"An upload whose row was never written.")
    os.utime(lost, (two_days_ago.timestamp(),) * 2)
    gone = [lost, *map(default_storage.path, removed.stored_names)]

    assert all(map(os.path.exists, gone))
    celery_worker_process.send(sweep_document_files)

    wait_until(lambda: "task_succeeded" in celery_worker_process.log_text())
    assert [path for path in gone if os.path.exists(path)] == []
    assert all(map(default_storage.exists, kept.stored_names))
    removed.refresh_from_db()
    assert (removed.file.name, removed.stored_size) == ("", 0)
