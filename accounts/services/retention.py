"""The retention task: what has been held long enough goes, line by line of one table."""

from django.db import transaction
from django.utils import timezone

from accounts.models import RetentionRun
from accounts.services.tombstones import keep_missing_tombstones
from blk_portal.shared import personal_data


def due_for_deletion():
    """Return ``{line key: number of rows}`` of what a run would let go of now.

    Persons who become due only because their drafts go in the same run are not counted yet.
    """
    now = timezone.now()
    return {
        key: sum(sweep.find(now - sweep.line.period).count() for sweep in sweeps)
        for key, sweeps in _by_line().items()
    }


def apply_retention():
    """Let go of everything that is due; return the run with its counts.

    Each sweep is a transaction of its own: one that fails keeps nothing of the others back.
    """
    now = timezone.now()
    counts = {}
    for key, sweeps in _by_line().items():
        counts[key] = 0
        for sweep in sweeps:
            before = now - sweep.line.period
            with transaction.atomic():
                counts[key] += sweep.forget(sweep.find(before), before)
    keep_missing_tombstones()
    return RetentionRun.objects.create(counts=counts)


def _by_line():
    """Sweeps by the key of their line, in the order in which they must run: persons last."""
    lines = {}
    for provider in reversed(personal_data.providers()):
        for sweep in provider.sweeps:
            lines.setdefault(sweep.line.key, []).append(sweep)
    return lines
