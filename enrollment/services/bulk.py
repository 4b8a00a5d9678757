"""Asking for an act on many files, agreeing to it, repeating what was refused, taking it back."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import ALWAYS_BY_TWO, MOST_WITHOUT_SECOND, BulkKind, BulkStatus
from enrollment.models import BulkAct, BulkRow
from enrollment.models.bulk import WITHOUT_TERMS
from enrollment.services.bulk_rules import kinds_open_to
from enrollment.services.frozen import refuse_if_input_is_frozen
from notices.models import Dispatch
from notices.services.dispatches import cancel_dispatches

UNDOABLE = [kind for kind in BulkKind if kind != BulkKind.RELEASE]
CHANGING_FILES = [BulkKind.VERIFY, BulkKind.RETURN, BulkKind.CLOSE]


@transaction.atomic
def ask_for_bulk_act(kind, intake, selection, *, actor, terms=WITHOUT_TERMS, subject="", text=""):
    """Write down an act on the files of ``selection``; it begins at once if one person is enough.

    Raise ``DomainError`` for who may not ask for it, or when no file is left.
    """
    if kind not in kinds_open_to(actor):
        raise DomainError(_("Colleagues of another role do this."))
    if not selection.versions:
        raise DomainError(_("There is no file to which this can be done."))
    if kind in CHANGING_FILES:
        refuse_if_input_is_frozen(intake.pk)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    record_for_this_transaction(actor=actor, reason=kind)
    act = BulkAct.objects.create(
        kind=kind,
        intake=intake,
        asked_by=actor,
        paper=terms.paper,
        reason=terms.reason,
        assignee=terms.assignee,
        subject=subject,
        text=text,
        exceptions=dict(Counter(selection.obstacles.values())),
    )
    BulkRow.objects.bulk_create(
        BulkRow(act=act, application_id=pk, version=version)
        for pk, version in selection.versions.items()
    )
    if not needs_second(kind, intake, len(selection.versions), actor=actor, at=act.created_at):
        _begin(act, BulkStatus.ASKED, actor=actor)
    return act


def needs_second(kind, intake, count, *, actor, at=None):
    """Whether ``count`` more files are too many for one person, or the act is never one's own."""
    asked_before = BulkRow.objects.filter(
        act__kind=kind,
        act__intake=intake,
        act__asked_by=actor,
        act__second_by=None,
        act__created_at__gt=(at or timezone.now()) - timedelta(days=1),
    ).exclude(act__status__in=[BulkStatus.PROPOSED, BulkStatus.DROPPED])
    return kind in ALWAYS_BY_TWO or asked_before.count() + count > MOST_WITHOUT_SECOND


@transaction.atomic
def agree_to_bulk_act(act, *, actor):
    """Let a proposed act begin, as the second person."""
    act = _lock(act)
    _refuse_as_second(act, actor)
    act.second_by, act.second_at = actor, timezone.now()
    _begin(act, BulkStatus.ASKED, actor=actor)
    return act


@transaction.atomic
def drop_bulk_act(act, *, actor):
    """End a proposed act of which nothing was done: by the second person, or who asked for it."""
    act = _lock(act)
    if act.status != BulkStatus.PROPOSED:
        raise DomainError(_("This act does not wait for anybody."))
    _change_status(act, BulkStatus.DROPPED, actor=actor)
    return act


@transaction.atomic
def retry_bulk_act(act, *, actor):
    """Try again what was refused, and nothing else."""
    act = _lock(act)
    if act.status != BulkStatus.DONE or not act.rows.not_done().exists():
        raise DomainError(_("There is nothing to try again."))
    _refuse_unless_one_of_two(act, actor)
    act.attempt += 1
    _begin(act, BulkStatus.ASKED, actor=actor)
    return act


@transaction.atomic
def undo_bulk_act(act, *, actor):
    """Cancel the messages of the act and have everything taken back that it did, file by file.

    Raise ``DomainError`` once somebody has let its messages go.
    """
    act = _lock(act)
    if act.status != BulkStatus.DONE or act.kind not in UNDOABLE:
        raise DomainError(_("This act cannot be taken back."))
    _refuse_unless_one_of_two(act, actor)
    cancel_dispatches(dispatches_of(act), actor=actor)
    act.undone_by = actor
    _begin(act, BulkStatus.UNDOING, actor=actor)
    return act


def dispatches_of(act):
    """Return the held messages of every attempt of ``act``."""
    keys = [dispatch_key(act, attempt) for attempt in range(1, act.attempt + 1)]
    return Dispatch.objects.filter(event_key__in=keys)


def dispatch_key(act, attempt):
    return f"bulk:{act.pk}:{attempt}"


def _begin(act, status, *, actor):
    act.begun_at = act.heartbeat_at = timezone.now()
    act.tried_row, act.tries = None, 0
    _change_status(
        act,
        status,
        actor=actor,
        fields=[
            *("second_by", "second_at", "undone_by", "attempt", "begun_at", "heartbeat_at"),
            *("tried_row", "tries"),
        ],
    )


def _change_status(act, status, *, actor, fields=()):
    record_for_this_transaction(actor=actor, reason=act.kind)
    act.status = status
    act.save(update_fields=["status", "updated_at", *fields])


def end_bulk_act(act, status):
    """Say that a worker has come to the end of what was asked for."""
    _change_status(act, status, actor=None)


def _refuse_as_second(act, actor):
    if act.status != BulkStatus.PROPOSED:
        raise DomainError(_("This act does not wait for anybody."))
    if actor.pk == act.asked_by_id:
        raise DomainError(_("You asked for this yourself. A colleague must agree to it."))
    files = act.rows.values("application")
    if act.intake.applications.filter(pk__in=files).count() != (
        act.intake.applications.filter(pk__in=files).no_affair_of(actor).count()
    ):
        raise DomainError(
            _("A file of yours or of somebody near to you is among them. Leave it to a colleague.")
        )


def _refuse_unless_one_of_two(act, actor):
    if actor.pk not in (act.asked_by_id, act.second_by_id):
        raise DomainError(_("Only who asked for it or agreed to it can do this."))


def _lock(act):
    acts = BulkAct.objects.select_related("asked_by", "second_by", "intake")
    return lock_and_read(acts, act.pk)
