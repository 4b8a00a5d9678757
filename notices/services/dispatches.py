"""Messages of one act are held together: decided now, told once somebody lets them go."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from notices.choices import DispatchOutcome, NoticeStatus
from notices.models import Dispatch, DispatchDecision


def hold_together(event_key, occasion, *, about, link, made_by):
    """Return the dispatch of ``event_key``, begun if need be; messages are queued into it."""
    dispatch, _is_new = Dispatch.objects.get_or_create(
        event_key=event_key,
        defaults={"occasion": occasion, "about": about, "link": link, "made_by": made_by},
    )
    return dispatch


def complete_dispatch(dispatch):
    """Say that the last message of ``dispatch`` is written, so that it may be let go."""
    Dispatch.objects.filter(pk=dispatch.pk, complete_at=None).update(complete_at=timezone.now())


@transaction.atomic
def release_dispatch(dispatch, *, actor):
    """Let the messages of ``dispatch`` go, from now on; return how many.

    Raise ``DomainError`` when messages may still be added, or somebody decided before.
    """
    dispatch = _lock_undecided(dispatch)
    if dispatch.complete_at is None:
        raise DomainError(_("The messages are still being written. Wait until the act is done."))
    held = dispatch.notices.held()
    _decide(dispatch, DispatchOutcome.RELEASED, actor=actor)
    now = timezone.now()
    return held.update(hold_until=now, next_attempt_at=now, updated_at=now)


@transaction.atomic
def cancel_dispatches(dispatches, *, actor):
    """Cancel the messages of ``dispatches`` (a queryset), all or none; return how many.

    Raise ``DomainError`` when some of them have been let go.
    """
    cancelled = 0
    for dispatch in dispatches.order_by("pk"):
        dispatch = _lock_undecided(dispatch)
        held = dispatch.notices.held()
        _decide(dispatch, DispatchOutcome.CANCELLED, actor=actor)
        cancelled += held.update(status=NoticeStatus.CANCELLED, updated_at=timezone.now())
    return cancelled


def _decide(dispatch, outcome, *, actor):
    DispatchDecision.objects.create(
        dispatch=dispatch, outcome=outcome, by=actor, messages=dispatch.notices.held().count()
    )


def _lock_undecided(dispatch):
    """Lock the dispatch, so that letting go and cancelling wait for each other, and read it."""
    dispatch = lock_and_read(Dispatch.objects.select_related("decision"), dispatch.pk)
    decision = getattr(dispatch, "decision", None)
    if decision is None:
        return dispatch
    if decision.outcome == DispatchOutcome.RELEASED:
        raise DomainError(_("These messages have been let go already."))
    raise DomainError(_("These messages have been cancelled."))
