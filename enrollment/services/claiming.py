"""Who has a file in hand: one verifier at a time, for half an hour, and never many of them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import ApplicationStatus, CaseEventKind
from enrollment.models import Application, CaseEvent

HELD_FOR = timedelta(minutes=30)
HELD_AT_MOST = 5


def holder_of(application, *, at=None):
    """Return the verifier who has the file in hand, or ``None``."""
    return application.claimed_by if held_until(application, at=at) else None


def held_until(application, *, at=None):
    """Return when the file slips out of its holder's hand, or ``None`` if nobody has it."""
    if application.claimed_by_id is None:
        return None
    until = application.claimed_at + HELD_FOR
    return until if until > (at or timezone.now()) else None


def refuse_own_affair(application, reviewer):
    """Raise ``DomainError`` if ``reviewer`` is too near to this file to decide on it."""
    if not Application.objects.no_affair_of(reviewer).filter(pk=application.pk).exists():
        raise DomainError(
            _(
                "Colleagues check your own file, those of your family card, of declared relations, "
                "and those that you helped to enter."
            )
        )


@transaction.atomic
def claim_next(reviewer, applications):
    """Give ``reviewer`` the file of ``applications`` that waits longest and is in no hand.

    Rows that a colleague is taking at this moment are skipped, so that all who press at once
    get different files. Those meant for ``reviewer`` first come before all others, those meant
    for a colleague after them, so that none lies while its verifier is away. Return ``None`` when
    nothing is left. Raise ``DomainError`` for who has ``HELD_AT_MOST`` in hand, so that nobody
    keeps files from colleagues.
    """
    now = timezone.now()
    _refuse_full_hand(reviewer, at=now)
    free = (
        applications.reviewable_by(reviewer)
        .awaiting_review()
        .free_to_take(since=now - HELD_FOR)
        .not_proposed_by(reviewer)
        .waiting_longest_first()
        .select_for_update(skip_locked=True, of=("self",))
    )
    for files in (free.given_first_to(reviewer), free.given_to_nobody(), free):
        application = files.first()
        if application is not None:
            _put_in_hand(application, reviewer, CaseEventKind.TAKEN, at=now)
            return application
    return None


@transaction.atomic
def claim(application, *, reviewer, take_over=False):
    """Take one file in hand; from a colleague's hand only if ``take_over``, and on record."""
    now = timezone.now()
    application = _locked(application)
    if application.status != ApplicationStatus.SUBMITTED:
        raise DomainError(_("This file does not wait for a check."))
    refuse_own_affair(application, reviewer)
    holder = holder_of(application, at=now)
    if holder != reviewer:
        _refuse_full_hand(reviewer, at=now)
    if holder is None or holder == reviewer:
        _put_in_hand(application, reviewer, CaseEventKind.CHOSEN, at=now)
    elif take_over:
        _put_in_hand(application, reviewer, CaseEventKind.TAKEN_OVER, at=now, taken_from=holder)
    else:
        raise DomainError(_("{name} has this file in hand.").format(name=holder))
    return application


def keep_in_hand(application, reviewer):
    """Let the half hour begin anew while its holder works on the file."""
    now = timezone.now()
    Application.objects.filter(pk=application.pk).in_the_hand_of(
        reviewer, since=now - HELD_FOR
    ).update(claimed_at=now)


@transaction.atomic
def release_claim(application, *, reviewer):
    """Give a file back to the queue."""
    application = _locked(application)
    if holder_of(application) != reviewer:
        raise DomainError(_("You do not have this file in hand."))
    application.claimed_by, application.claimed_at = None, None
    application.save(update_fields=["claimed_by", "claimed_at"])
    CaseEvent.objects.create(application=application, kind=CaseEventKind.RELEASED, user=reviewer)


@transaction.atomic
def give_back_for_holder(application, *, actor):
    """Give a file back to the queue that a verifier who is away has in hand, and on record."""
    application = _locked(application)
    refuse_own_affair(application, actor)
    holder = holder_of(application)
    if holder is None:
        raise DomainError(_("Nobody has this file in hand."))
    application.claimed_by, application.claimed_at = None, None
    application.save(update_fields=["claimed_by", "claimed_at"])
    CaseEvent.objects.create(
        application=application, kind=CaseEventKind.RELEASED, user=actor, taken_from=holder
    )


@transaction.atomic
def step_aside(application, *, reviewer, kind):
    """Declare a relation to the applicant; the file goes back to the colleagues for good."""
    application = _locked(application)
    declare_relation(application.person, user=reviewer, kind=kind)
    if application.claimed_by_id == reviewer.pk:
        application.claimed_by, application.claimed_at = None, None
        application.save(update_fields=["claimed_by", "claimed_at"])
    CaseEvent.objects.create(
        application=application, kind=CaseEventKind.STEPPED_ASIDE, user=reviewer
    )


def _put_in_hand(application, reviewer, kind, *, at, taken_from=None):
    application.claimed_by, application.claimed_at = reviewer, at
    application.save(update_fields=["claimed_by", "claimed_at"])
    CaseEvent.objects.create(
        application=application, kind=kind, user=reviewer, taken_from=taken_from
    )


def _refuse_full_hand(reviewer, *, at):
    """Refuse one file too many; two presses of the same verifier wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=reviewer.pk)
    held = Application.objects.awaiting_review().in_the_hand_of(reviewer, since=at - HELD_FOR)
    if held.count() >= HELD_AT_MOST:
        raise DomainError(
            _(
                "You have {count} files in hand. Decide on one of them or give it back first."
            ).format(count=HELD_AT_MOST)
        )


def _locked(application):
    return lock_and_read(Application.objects.select_related("claimed_by", "person"), application.pk)
