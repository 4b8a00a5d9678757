"""A worker carries out a bulk act, one file in one transaction, and can go on after any end."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import BulkOutcome, BulkStatus
from enrollment.models import BulkAct, BulkResult
from enrollment.services.attempts import barrier
from enrollment.services.bulk import UNDOABLE, dispatch_key, end_bulk_act
from enrollment.services.bulk_rows import do_to_row, take_row_back
from enrollment.services.locks import bulk_lock
from notices.choices import Occasion
from notices.services.dispatches import complete_dispatch, hold_together

SILENCE = timedelta(seconds=30)
MOST_TRIES = 3


def run_bulk_act(act):
    """Work off what is left of ``act``; return how many files that was.

    Each file is settled together with its result, so that a worker which is killed has either
    done both or nothing, and the next one goes on with the files that have none. A file at which
    ``MOST_TRIES`` workers failed is left as it is, with a sentence. Return ``None`` when there is
    nothing to do or another worker is at it.
    """
    with bulk_lock(act.pk) as is_held:
        act = BulkAct.objects.select_related(
            "intake", "asked_by", "second_by", "undone_by", "assignee"
        ).get(pk=act.pk)
        if not is_held or not act.is_under_way:
            return None
        is_undoing = act.status == BulkStatus.UNDOING
        rows = act.rows.to_be_taken_back() if is_undoing else act.rows.to_be_done(act.attempt)
        dispatch = None if is_undoing or act.kind not in UNDOABLE else _dispatch_of(act)
        settled = 0
        for row in rows.select_related("application"):
            has_failed = _begin_row(act, row) > MOST_TRIES
            _settle(act, row, dispatch, is_undoing=is_undoing, has_failed=has_failed)
            settled += 1
        _end(act, dispatch, is_undoing=is_undoing)
        return settled


def _dispatch_of(act):
    """The messages of this attempt are held together."""
    return hold_together(
        dispatch_key(act, act.attempt),
        Occasion.BULK,
        about=f"{act.intake.title}, {act.get_kind_display()}",
        link=act.get_absolute_url(),
        made_by=act.asked_by,
    )


@transaction.atomic
def _end(act, dispatch, *, is_undoing):
    if dispatch:
        complete_dispatch(dispatch)
    end_bulk_act(act, BulkStatus.UNDONE if is_undoing else BulkStatus.DONE)


def _begin_row(act, row):
    """Count, in a transaction of its own, that a worker begins with a file; return how often."""
    act.tries = act.tries + 1 if act.tried_row_id == row.pk else 1
    act.tried_row = row
    act.save(update_fields=["tried_row", "tries"])
    return act.tries


@transaction.atomic
def _settle(act, row, dispatch, *, is_undoing, has_failed):
    review, words = None, ""
    try:
        with transaction.atomic():
            if has_failed:
                raise DomainError(_given_up(act))
            review = take_row_back(act, row) if is_undoing else do_to_row(act, row, dispatch)
    except DomainError as refusal:
        words = str(refusal)[:500]
    if is_undoing:
        outcome = BulkOutcome.KEPT if words else BulkOutcome.UNDONE
    else:
        outcome = BulkOutcome.REFUSED if words else BulkOutcome.DONE
    BulkResult.objects.create(
        row=row, attempt=act.attempt, outcome=outcome, words=words, review=review
    )
    barrier("bulk")
    BulkAct.objects.filter(pk=act.pk).update(heartbeat_at=timezone.now())


def _given_up(act):
    return _(
        "The portal failed at this file {times} times, and nothing was changed in it. Tell whoever "
        "looks after the server, with the number of this act: {number}."
    ).format(times=MOST_TRIES, number=act.pk)


def interrupted_bulk_acts():
    """Return the acts under way at which nobody works: message lost, or worker killed."""
    silent = BulkAct.objects.under_way().filter(heartbeat_at__lt=timezone.now() - SILENCE)
    return [act for act in silent if _is_left_alone(act)]


def _is_left_alone(act):
    with bulk_lock(act.pk) as is_free:
        return is_free
