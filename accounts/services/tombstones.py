"""Who was erased, kept in a file beside the backups: a restored one brings nobody back.

A line holds the number of a person and when they were registered, nothing that says who it was.
"""

import json
import os
from datetime import datetime

import structlog
from django.conf import settings

from accounts.models import Erasure

logger = structlog.get_logger(__name__)


def keep_tombstone(erasure):
    """Add one line to the file; one write, so that lines of several hosts do not mix."""
    line = json.dumps(_as_line(erasure)) + "\n"
    try:
        settings.TOMBSTONE_FILE.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(settings.TOMBSTONE_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, line.encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        # The retention task adds what is missing here.
        logger.error("tombstone_not_written", person_id=erasure.person_id, error=str(error.errno))


def keep_missing_tombstones():
    """Add to the file what the database knows and the file does not; return how many."""
    known = {number for number, _registered_at in read_tombstones()}
    missing = Erasure.objects.exclude(person__in=known)
    for erasure in missing:
        keep_tombstone(erasure)
    return len(missing)


def read_tombstones():
    """Return ``(person_id, registered_at)`` of everybody in the file."""
    if not settings.TOMBSTONE_FILE.exists():
        return []
    lines = [json.loads(line) for line in settings.TOMBSTONE_FILE.read_text().splitlines()]
    return [(line["person"], datetime.fromisoformat(line["registered_at"])) for line in lines]


def _as_line(erasure):
    return {
        "person": erasure.person_id,
        "registered_at": erasure.registered_at.isoformat(),
        "erased_at": erasure.erased_at.isoformat(timespec="seconds"),
    }
