"""Telling somebody of a seat, and by when to answer."""

from datetime import timedelta

from django.utils import timezone, translation

from blk_portal.shared.formats import long_date, long_datetime
from enrollment.choices import OfferAnswer, OfferClosing
from enrollment.models import Offer
from enrollment.reminder_times import STAGES
from notices.choices import CallOutcome
from notices.models import Notice, NoticeCall
from notices.services.outbox import queue_notice, settle_notices

LEAST_TIME_TO_ANSWER = timedelta(hours=48)


def offer_seat(seat, *, is_move_up=False):
    """Offer a seat to its holder and tell them by when to answer.

    Somebody who accepted a lower wish and kept hoping has accepted this one, too.
    """
    application = seat.application
    has_accepted = application.offers.open().filter(answer=OfferAnswer.ACCEPT_AND_HOPE).exists()
    close_offer(application, OfferClosing.MOVED_UP)
    now = timezone.now()
    offer = Offer.objects.create(
        application=application,
        seat=seat,
        expires_at=_deadline(seat.batch.intake, now),
        answer=OfferAnswer.ACCEPT_AND_HOPE if has_accepted else "",
        answered_at=now if has_accepted else None,
    )
    _tell(offer, is_move_up=is_move_up, has_accepted=has_accepted)
    return offer


def close_offer(application, closing):
    """Close the open offer of an application, if it has one."""
    settle_offer_notices(application.offers.open())
    application.offers.open().update(closed_at=timezone.now(), closing=closing)


def notice_key(offer):
    return f"seat_offered:{offer.pk}"


def reminder_key(offer, stage):
    return f"offer_reminder:{offer.pk}:{stage}"


def settle_offer_notices(offers):
    """Ask nobody any more for the answer to ``offers``."""
    for offer in offers:
        settle_notices([notice_key(offer), *(reminder_key(offer, stage) for stage in STAGES)])


def told_at(offer):
    """Return when its holder first knew of an offer: delivered, seen, or told by phone."""
    notices = Notice.objects.filter(event_key=notice_key(offer))
    calls = NoticeCall.objects.filter(
        notice__event_key=notice_key(offer), outcome=CallOutcome.REACHED
    )
    moments = [
        moment for moments in notices.values_list("delivered_at", "seen_at") for moment in moments
    ]
    return min(
        (moment for moment in [*moments, *calls.values_list("at", flat=True)] if moment),
        default=None,
    )


def _deadline(intake, now):
    """Give everybody the announced day, and those who come later at least two days."""
    soonest = now + LEAST_TIME_TO_ANSWER
    return max(intake.answers_until or soonest, soonest)


def _tell(offer, *, is_move_up, has_accepted):
    person = offer.application.person
    kind = "seat_freed" if is_move_up else "seat_offered"
    context = offer_facts(offer)
    if has_accepted:
        kind = "seat_moved_up"
        del context["deadline"]
    queue_notice(
        person,
        kind,
        context=context,
        event_key=notice_key(offer),
        link=offer.application.get_absolute_url(),
        answer_by=None if has_accepted else offer.expires_at,
    )


def tell_lapse(offer):
    """Tell somebody whose silence cost the seat."""
    facts = offer_facts(offer)
    queue_notice(
        offer.application.person,
        "seat_lapsed",
        context={"title": facts["title"], "deadline": facts["deadline"]},
        event_key=f"seat_lapsed:{offer.pk}",
        link=offer.application.get_absolute_url(),
    )


def offer_facts(offer):
    """Return what messages say of an offer, in the language of its holder."""
    batch = offer.seat.batch
    with translation.override(offer.application.person.language):
        return {
            "title": batch.program.title,
            "starts": long_date(batch.starts_on),
            "deadline": long_datetime(offer.expires_at),
        }
