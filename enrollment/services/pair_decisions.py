"""What the desk decides about two entries that may be one person, and taking it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PersonMerge
from accounts.services.merging import drop_merge
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from blk_portal.shared.models import StatusChange
from enrollment.choices import (
    ApplicationStatus,
    OfferClosing,
    PairReason,
    PairStatus,
    SeatRelease,
)
from enrollment.models import Application, DuplicatePair
from enrollment.services.duplicates import NOTHING_DECIDED, share_an_intake
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.services.promotion import record_lapse
from enrollment.services.review_notices import TIME_TO_UNDO
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from notices.services.outbox import queue_notice, silence, withdraw_notices


@transaction.atomic
def call_apart(pair, *, actor, reason, note=""):
    """Remember that both are different people; the pair waits again only for a new match.

    What somebody proposes of one record for both is dropped with it.
    """
    pair = lock_open_pair(pair, actor)
    for merge in PersonMerge.objects.proposed().between(pair.first_id, pair.second_id):
        drop_merge(merge, actor=actor)
    return decide(pair, PairStatus.APART, actor=actor, reason=reason, note=note)


@transaction.atomic
def keep_both(pair, *, actor, reason, note=""):
    """Keep the entries of one person as they are, in intakes of which none has both."""
    pair = lock_open_pair(pair, actor)
    if share_an_intake(pair):
        raise DomainError(
            _(
                "Both applied in the same intake, in which one person has one application. "
                "Exclude one of them, or say that they are two people."
            )
        )
    return decide(pair, PairStatus.KEPT, actor=actor, reason=reason, note=note)


@transaction.atomic
def exclude_application(pair, application, *, actor, reason, note=""):
    """Take ``application`` out of its intake, in which the other person's one stands.

    It leaves every list, figure and message from now on; a seat or place on a waitlist goes to
    the next person. Raise ``DomainError`` unless both count there, or once its seat is
    confirmed.
    """
    pair = lock_open_pair(pair, actor)
    if application.person_id not in (pair.first_id, pair.second_id):
        raise DomainError(_("This application is of neither of the two."))
    other = pair.second_id if application.person_id == pair.first_id else pair.first_id
    _refuse_unless_excludable(application)
    record_lapse(
        application,
        "excluded",
        actor,
        release=SeatRelease.EXCLUDED,
        closing=OfferClosing.EXCLUDED,
    )
    rows = {
        row.person_id: row
        for row in Application.objects.live()
        .submitted()
        .filter(person__in=[pair.first_id, pair.second_id], intake=application.intake_id)
        .select_for_update(of=("self",))
        .select_related("person", "intake")
        .order_by("pk")
    }
    if set(rows) != {pair.first_id, pair.second_id}:
        raise DomainError(_("The other application does not count in this intake any more."))
    application, stands = rows[application.person_id], rows[other]
    _refuse_unless_excludable(application)
    change_status(
        application,
        ApplicationStatus.EXCLUDED,
        actor=actor,
        reason="duplicate",
        note=_("Number {number} stands. {note}")
        .format(number=stands.registration_number, note=note)
        .strip(),
        claimed_by=None,
        claimed_at=None,
    )
    silence(application)
    pair = decide(
        pair,
        PairStatus.EXCLUDED,
        actor=actor,
        reason=reason,
        note=note,
        excluded=application,
        stands=stands,
    )
    _tell_excluded(pair)
    return pair


@transaction.atomic
def reopen_pair(pair, *, actor, note):
    """Take a decision back; an excluded application is again what it was.

    Raise ``DomainError`` once a round has read its input, and if the seat that the application
    had is gone.
    """
    pair = lock_pair(pair, actor)
    if pair.is_open:
        raise DomainError(_("Nothing is decided about this pair."))
    if pair.status == PairStatus.MERGED:
        raise DomainError(_("Two records that were made one stay one."))
    if not note.strip():
        raise DomainError(_("Say why the decision is taken back."))
    if pair.status == PairStatus.EXCLUDED:
        _take_back_exclusion(pair, actor=actor, note=note)
    record_for_this_transaction(actor=actor, reason=PairReason.BY_MISTAKE, note=note.strip())
    for field, value in NOTHING_DECIDED.items():
        setattr(pair, field, value)
    pair.save(update_fields=[*NOTHING_DECIDED, "updated_at"])
    return pair


def lock_pair(pair, actor):
    """Lock the pair and read it again; refuse the actor's own affair."""
    pairs = DuplicatePair.objects.select_related(
        "first", "second", "decided_by", "excluded", "stands"
    )
    pair = lock_and_read(pairs, pair.pk)
    _refuse_own(pair, actor)
    return pair


def lock_open_pair(pair, actor):
    """Lock the pair and read it again; refuse what is decided or the actor's own affair."""
    pair = lock_pair(pair, actor)
    if not pair.is_open:
        raise DomainError(
            _("{name} decided about this pair before: {decision}.").format(
                name=pair.decided_by, decision=pair.get_status_display()
            )
        )
    return pair


def _refuse_own(pair, actor):
    if not DuplicatePair.objects.decidable_by(actor).filter(pk=pair.pk).exists():
        raise DomainError(
            _(
                "Colleagues check your own file, those of your family card, of declared relations, "
                "and those that you helped to enter."
            )
        )


def _refuse_unless_excludable(application):
    if not ApplicationStatus(application.status).may_become(ApplicationStatus.EXCLUDED):
        raise DomainError(
            _("An application that is “{status}” can no longer be excluded.").format(
                status=application.get_status_display()
            )
        )


def decide(pair, status, *, actor, reason, note, **which):
    """Write what was decided about a locked pair, who did and why, into it and its history."""
    record_for_this_transaction(actor=actor, reason=reason, note=note.strip())
    values = {
        "status": status,
        "matches_then": pair.matches,
        "reason": reason,
        "note": note.strip(),
        "decided_by": actor,
        "decided_at": timezone.now(),
        **which,
    }
    for field, value in values.items():
        setattr(pair, field, value)
    pair.save(update_fields=[*values, "updated_at"])
    return pair


def _take_back_exclusion(pair, *, actor, note):
    application = lock_and_read(
        Application.objects.select_related("person", "intake"), pair.excluded_id
    )
    refuse_if_input_is_frozen(application.intake_id)
    if application.status != ApplicationStatus.EXCLUDED:
        raise DomainError(_("This application is not excluded any more."))
    last = StatusChange.objects.of(application).last()
    change_status(application, last.from_status, actor=actor, reason="not_duplicate", note=note)
    freed = application.seats.filter(release=SeatRelease.EXCLUDED).order_by("released_at")
    if seat := freed.last():
        take_seat(seat.batch, application, label=seat.label)
    if not withdraw_notices([_event_key(pair)]):
        _tell_it_counts(pair, application)


def _event_key(pair):
    return f"application_excluded:{pair.pk}:{pair.decided_at.timestamp():.6f}"


def _tell_excluded(pair):
    application = pair.excluded
    queue_notice(
        application.person,
        "application_excluded",
        context={
            "number": application.registration_number,
            "stands": pair.stands.registration_number,
            "intake": application.intake.title,
        },
        event_key=_event_key(pair),
        about=application,
        link=application.get_absolute_url(),
        hold_until=pair.decided_at + TIME_TO_UNDO,
    )


def _tell_it_counts(pair, application):
    queue_notice(
        application.person,
        "application_counts_again",
        context={
            "number": application.registration_number,
            "intake": application.intake.title,
        },
        event_key=f"{_event_key(pair)}:undone",
        about=application,
        link=application.get_absolute_url(),
    )
