"""Telling somebody of a seat, and by when to answer."""

from datetime import timedelta

from django.utils import timezone, translation

from blk_portal.shared.formats import long_date, long_datetime
from enrollment.choices import OfferAnswer, OfferClosing
from enrollment.models import Offer
from enrollment.reminder_times import STAGES
from notices.choices import CallOutcome
from notices.models import Notice, NoticeCall
from notices.services.outbox import Message, queue_notice, queue_notices, settle_notices
from programs.promises import reason_words

LEAST_TIME_TO_ANSWER = timedelta(hours=48)


def offer_seat(seat, *, because=None):
    """Offer one seat as ``offer_seats`` does; return the offer."""
    (offer,) = offer_seats([seat], because=because)
    return offer


def offer_seats(seats, *, occasion="publication", because=None, dispatch=None):
    """Offer seats to their holders and tell them by when to answer; return the offers.

    ``occasion`` is ``publication``, ``promotion`` or ``correction``. Somebody who accepted a
    lower wish and kept hoping has accepted the one that they are promoted to, too. ``because`` is
    the ``ClassChange`` that cost them another seat; the message says so. It is held in
    ``dispatch``, if there is one.
    """
    now = timezone.now()
    earlier = list(
        Offer.objects.open().filter(application__in=[seat.application_id for seat in seats])
    )
    is_correction = occasion == "correction"
    accepted = {
        offer.application_id
        for offer in earlier
        if offer.answer == OfferAnswer.ACCEPT_AND_HOPE and not is_correction
    }
    _close(earlier, OfferClosing.CORRECTED if is_correction else OfferClosing.MOVED_UP)
    offers = Offer.objects.bulk_create(
        Offer(
            application=seat.application,
            seat=seat,
            expires_at=_deadline(seat.batch.intake, now),
            answer=OfferAnswer.ACCEPT_AND_HOPE if seat.application_id in accepted else "",
            answered_at=now if seat.application_id in accepted else None,
        )
        for seat in seats
    )
    queue_notices(_message(offer, occasion, because, dispatch) for offer in offers)
    return offers


def close_offer(application, closing):
    """Close the open offer of an application, if it has one."""
    close_offers([application.pk], closing)


def close_offers(applications, closing):
    """Close the open offers of ``applications``, given by their primary keys."""
    _close(list(Offer.objects.open().filter(application__in=applications)), closing)


def _close(offers, closing):
    if offers:
        settle_offer_notices(offers)
        Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(
            closed_at=timezone.now(), closing=closing
        )


def notice_key(offer):
    return f"seat_offered:{offer.pk}"


def reminder_key(offer, stage):
    return f"offer_reminder:{offer.pk}:{stage}"


def settle_offer_notices(offers):
    """Ask nobody any more for the answer to ``offers``."""
    settle_notices(
        key
        for offer in offers
        for key in [notice_key(offer), *(reminder_key(offer, stage) for stage in STAGES)]
    )


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


_KINDS = {
    "publication": "seat_offered",
    "promotion": "seat_freed",
    "correction": "seat_corrected",
}


def _message(offer, occasion, because, dispatch):
    has_accepted = bool(offer.answer)
    kind = _KINDS[occasion]
    context = offer_facts(offer)
    if because:
        kind = "seat_instead"
        context |= _cause(because, offer.application.person)
    if has_accepted:
        kind = "seat_moved_up"
        del context["deadline"]
    return Message(
        person=offer.application.person,
        kind=kind,
        context=context,
        event_key=notice_key(offer),
        about=offer.application,
        link=offer.application.get_absolute_url(),
        answer_by=None if has_accepted else offer.expires_at,
        dispatch=dispatch,
    )


def _cause(change, person):
    with translation.override(person.language):
        return {
            "lost": change.batch.program.title,
            "reason": reason_words(change.reason, change.note).rstrip("."),
        }


def tell_lapse(offer):
    """Tell somebody whose silence cost the seat."""
    facts = offer_facts(offer)
    queue_notice(
        offer.application.person,
        "seat_lapsed",
        context={"title": facts["title"], "deadline": facts["deadline"]},
        event_key=f"seat_lapsed:{offer.pk}",
        about=offer.application,
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
