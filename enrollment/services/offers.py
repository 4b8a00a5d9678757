"""A seat is offered, and its holder stays, keeps hoping for a higher wish, or declines."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import ApplicationStatus, OfferAnswer, OfferClosing, SeatRelease
from enrollment.models import Application, Offer
from enrollment.services.offering import settle_offer_notices, tell_lapse, told_at
from enrollment.services.promotion import lock_published_round, record_confirm, record_lapse
from enrollment.services.standings import waitlist_places
from enrollment.services.status import change_status
from programs.choices import BatchStatus

TIME_AFTER_BEING_TOLD = timedelta(hours=24)


@transaction.atomic
def answer_offer(offer, answer, *, actor):
    """Record the answer (an ``OfferAnswer``) of the holder of an offered seat.

    ``stay`` ends every move, ``accept_and_hope`` keeps the seat while a higher wish may still
    become free, ``decline`` is final for the intake. ``actor`` is the person's own account, or
    the clerk who was told the answer. Raise ``DomainError`` if the offer was answered for good,
    its time is over, there is nothing to hope for, or the clerk is too near to the person.
    """
    offer = _lock(offer)
    if actor is not None and not _is_own(offer.application, actor):
        refuse_if_near(offer.application.person_id, actor=actor)
    now = timezone.now()
    if offer.closed_at:
        raise DomainError(_("You have already answered this offer."))
    if not offer.answer and is_over(offer, now):
        raise DomainError(_("The time to answer this offer is over."))
    if answer == OfferAnswer.ACCEPT_AND_HOPE and not may_hope(offer):
        raise DomainError(_("No class that you ranked higher can become free for you."))

    is_final = answer != OfferAnswer.ACCEPT_AND_HOPE
    offer.answer, offer.answered_at, offer.answered_by = answer, now, actor
    offer.closed_at, offer.closing = (now, OfferClosing.ANSWERED) if is_final else (None, "")
    offer.save(update_fields=["answer", "answered_at", "answered_by", "closed_at", "closing"])
    settle_offer_notices([offer])
    if answer == OfferAnswer.STAY:
        record_confirm(offer.application, reason="answered", actor=actor)
    elif answer == OfferAnswer.DECLINE:
        _give_up_seat(offer, SeatRelease.DECLINED, reason="declined", actor=actor)
    return offer


def may_hope(offer):
    """Whether the holder waits for a class that they ranked above that of their seat."""
    ranks = dict(offer.application.choices.values_list("batch__code", "rank"))
    # Somebody whose class was merged may sit in one that they did not wish for.
    own = ranks.get(offer.seat.batch.code, len(ranks) + 1)
    return any(ranks[batch] < own for batch in waitlist_places(offer.application))


def is_over(offer, now):
    """Whether an unanswered offer has lapsed: its day has passed, and its holder knew in time.

    While the class is postponed none does, as nobody can know whether the new days suit them.

    Somebody who was told late has a day from then; somebody who was never told stays on the
    call list and loses nothing.
    """
    if now <= offer.expires_at or offer.seat.batch.status == BatchStatus.POSTPONED:
        return False
    told = told_at(offer)
    return told is not None and now > told + TIME_AFTER_BEING_TOLD


def due_offers():
    """Return the open offers whose day has passed without an answer, oldest first."""
    return (
        Offer.objects.open()
        .exclude(seat__batch__status=BatchStatus.POSTPONED)
        .filter(answer="", expires_at__lt=timezone.now())
        .select_related("application", "seat__batch")
        .order_by("expires_at", "pk")
    )


@transaction.atomic
def lapse_offer(offer):
    """Give the seat of an unanswered offer to the waitlist; return whether it lapsed."""
    offer = _lock(offer)
    now = timezone.now()
    if offer.closed_at or offer.answer or not is_over(offer, now):
        return False
    settle_offer_notices([offer])
    offer.closed_at, offer.closing = now, OfferClosing.LAPSED
    offer.save(update_fields=["closed_at", "closing"])
    _give_up_seat(offer, SeatRelease.LAPSED, reason="unanswered", actor=None)
    tell_lapse(offer)
    return True


def ended_hopes():
    """Return the offers of people who kept hoping until the end of re-registration."""
    return (
        Offer.objects.open()
        .filter(
            answer=OfferAnswer.ACCEPT_AND_HOPE,
            seat__batch__intake__reregistration_until__lt=timezone.now(),
        )
        .select_related("application", "seat__batch")
    )


@transaction.atomic
def end_hope(offer):
    """Make the seat of somebody who kept hoping their last word, now that time is up."""
    offer = _lock(offer)
    if offer.closed_at or offer.answer != OfferAnswer.ACCEPT_AND_HOPE:
        return
    offer.closed_at, offer.closing = timezone.now(), OfferClosing.ANSWERED
    offer.save(update_fields=["closed_at", "closing"])
    record_confirm(offer.application, reason="hope_ended", actor=None)


def _lock(offer):
    """Lock the round of an offer, if it has one, and then the offer, and read it again."""
    lock_published_round(offer.application)
    offers = Offer.objects.select_related("application__intake", "seat__batch__intake")
    return lock_and_read(offers, offer.pk)


def _is_own(application, actor):
    return Application.objects.filter(pk=application.pk).belonging_to(actor).exists()


def _give_up_seat(offer, release, *, reason, actor):
    record_lapse(offer.application, reason, actor, release=release)
    change_status(offer.application, ApplicationStatus.LAPSED, actor=actor, reason=reason)
