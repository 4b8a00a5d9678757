"""What the pages of acts on many files show: the preview, and how far an act has come."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blk_portal.shared.formats import clock
from enrollment.choices import BulkOutcome, BulkStatus, Obstacle
from enrollment.models import Application
from enrollment.services.bulk import UNDOABLE, dispatches_of, needs_second
from enrollment.services.bulk_rules import sort_out

NUMBERS_SHOWN = 8
SILENCE = timedelta(seconds=60)
WAITING = "waiting"
OUTCOME_TABS = [
    (BulkOutcome.REFUSED.value, gettext_lazy("Refused")),
    (BulkOutcome.KEPT.value, BulkOutcome.KEPT.label),
    (WAITING, gettext_lazy("Waiting")),
    (BulkOutcome.DONE.value, BulkOutcome.DONE.label),
    (BulkOutcome.UNDONE.value, BulkOutcome.UNDONE.label),
]


@dataclass(frozen=True)
class LeftOut:
    """Files that stay out for one reason, with the numbers of some of them."""

    reason: str
    count: int
    files: list


@dataclass(frozen=True)
class Preview:
    """What would be done if it were asked for now; ``seen`` says whether it still holds."""

    kind: object
    terms: object
    selection: object
    left_out: list
    needs_second: bool

    @property
    def count(self):
        return len(self.selection.versions)

    @property
    def seen(self):
        files = sorted(self.selection.versions.items())
        who = self.terms.assignee and self.terms.assignee.pk
        about = [self.kind, self.terms.paper, self.terms.reason, who]
        return hashlib.sha256(f"{about}{files}".encode()).hexdigest()


@dataclass(frozen=True)
class Progress:
    label: str
    done: int
    total: int
    note: str
    stalled: str
    refresh_seconds: int


def preview_of(kind, intake, files, user, terms):
    """Sort ``files`` (a queryset of one intake) out and count what stays out by its reason."""
    selection = sort_out(kind, files, actors=[user], terms=terms)
    return Preview(
        kind=kind,
        terms=terms,
        selection=selection,
        left_out=_left_out(selection.obstacles),
        needs_second=needs_second(kind, intake, len(selection.versions), actor=user),
    )


def _left_out(obstacles):
    shown = {}
    for pk, obstacle in sorted(obstacles.items()):
        if obstacle != Obstacle.OWN_AFFAIR:
            shown.setdefault(obstacle, []).append(pk)
    numbers = Application.objects.in_bulk(
        [pk for pks in shown.values() for pk in pks[:NUMBERS_SHOWN]]
    )
    return [
        LeftOut(
            Obstacle(obstacle).label,
            count,
            [numbers[pk] for pk in shown.get(obstacle, [])[:NUMBERS_SHOWN]],
        )
        for obstacle, count in Counter(obstacles.values()).most_common()
    ]


def exceptions_of(act):
    """Return what stayed out of an act from the start, by its reason."""
    return [
        {"reason": Obstacle(code).label, "count": count} for code, count in act.exceptions.items()
    ]


def counts_of(act):
    """Return how many files of an act came to what."""
    rows = act.rows.order_by().with_outcome().values_list("outcome").annotate(Count("pk"))
    return {outcome or WAITING: count for outcome, count in rows}


def acts_open_to(act, counts, user):
    """Return which of the acts on ``act`` a button is shown for."""
    is_one_of_two = user.pk in (act.asked_by_id, act.second_by_id)
    is_done = act.status == BulkStatus.DONE
    is_proposed = act.status == BulkStatus.PROPOSED
    return {
        "may_agree": is_proposed and user.pk != act.asked_by_id,
        "may_drop": is_proposed,
        "may_retry": is_done and is_one_of_two and bool(counts.get(BulkOutcome.REFUSED)),
        "may_undo": is_done
        and is_one_of_two
        and act.kind in UNDOABLE
        and not dispatches_of(act).released().exists()
        and bool(counts.get(BulkOutcome.DONE)),
    }


def progress_of(act, counts):
    """Return how far the worker is, or ``None`` when nothing is under way."""
    if not act.is_under_way:
        return None
    now = timezone.now()
    is_undoing = act.status == BulkStatus.UNDOING
    left = counts.get(BulkOutcome.DONE if is_undoing else WAITING, 0)
    if act.attempt > 1 and not is_undoing:
        left = act.rows.to_be_done(act.attempt).count()
    total = sum(counts.values())
    seconds = int((now - act.heartbeat_at).total_seconds())
    is_silent = now - act.heartbeat_at > SILENCE
    return Progress(
        label=act.get_status_display(),
        done=total - left,
        total=total,
        note=_("It goes on by itself within a minute. Nothing is lost.")
        if is_silent
        else _(
            "Asked for by {person}, begun at {time}, last heard of {seconds} seconds ago. Closing "
            "the page does not stop it."
        ).format(
            person=act.undone_by if is_undoing else act.asked_by,
            time=clock(act.begun_at),
            seconds=seconds,
        ),
        stalled=ngettext(
            "Nothing heard for {n} second", "Nothing heard for {n} seconds", seconds
        ).format(n=seconds)
        if is_silent
        else "",
        refresh_seconds=2 if now - act.begun_at < timedelta(minutes=1) else 10,
    )
