"""A class as its managers see it now: every seat by its number, offers, waitlist, enough people."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime, masked_name
from enrollment.choices import ApplicationStatus, OfferAnswer
from enrollment.models import Application, Offer
from enrollment.services.standings import current_standings
from programs.choices import SelectionMethod

COUNTED = [ApplicationStatus.SEATED, ApplicationStatus.CONFIRMED]


@dataclass(frozen=True)
class SeatLine:
    """One numbered seat; ``name`` is empty where it is free."""

    number: int
    name: str = ""
    registration_number: str = ""
    kind: str = ""
    status: str = ""
    status_words: str = ""
    sent: str = ""
    offer: str = ""


@dataclass(frozen=True)
class ClassNow:
    batch: object
    seats: list
    waiting: list
    confirmed: int
    open_offers: int
    at: object

    @property
    def taken(self):
        return sum(bool(seat.registration_number) for seat in self.seats)

    @property
    def free(self):
        return len(self.seats) - self.taken

    @property
    def missing(self):
        """How many people the class lacks to be held."""
        return max(0, self.batch.minimum_participants - self.taken)

    @property
    def is_first_come(self):
        return self.batch.selection_method == SelectionMethod.FIRST_COME


def class_now(batch, *, sees_names):
    """Return the class as it stands; names are masked unless the reader runs it."""
    name_of = _full if sees_names else _masked
    reserves = {reserve.category: reserve.name for reserve in batch.reserves.all()}
    taken = {
        seat.number: seat
        for seat in batch.seats.taken().select_related("application__person").order_by("number")
    }
    offers = {
        offer.seat_id: offer
        for offer in Offer.objects.filter(seat__in=[seat.pk for seat in taken.values()]).order_by(
            "created_at"
        )
    }
    seats = [
        _line(taken[number], offers.get(taken[number].pk), reserves, name_of)
        if number in taken
        else SeatLine(number)
        for number in range(1, batch.capacity + 1)
    ]
    return ClassNow(
        batch=batch,
        seats=seats,
        waiting=_waiting(batch, name_of),
        confirmed=sum(seat.status == ApplicationStatus.CONFIRMED for seat in seats),
        open_offers=sum(offer.closed_at is None and not offer.answer for offer in offers.values()),
        at=timezone.now(),
    )


def _full(person):
    return person.full_name


def _masked(person):
    return masked_name(person.full_name)


def _line(seat, offer, reserves, name_of):
    application = seat.application
    category = seat.label.partition(":")[2]
    return SeatLine(
        number=seat.number,
        name=name_of(application.person),
        registration_number=application.registration_number,
        kind=reserves.get(category, category) or _("open to all"),
        status=application.status,
        status_words=str(application.get_status_display()),
        sent=long_datetime(application.submitted_at),
        offer=_offer_words(offer),
    )


def _offer_words(offer):
    if offer is None:
        return ""
    if offer.answer == OfferAnswer.ACCEPT_AND_HOPE:
        return _("accepted, hopes for a higher wish")
    if offer.answer:
        return _("accepted")
    if offer.closed_at:
        return ""
    return _("waits for an answer until {when}").format(when=long_datetime(offer.expires_at))


def _waiting(batch, name_of):
    """Return who waits for the class, in the order in which they would move up."""
    selection_round = getattr(batch.intake, "selection_round", None)
    if selection_round is None or selection_round.published_at is None:
        return []
    codes = current_standings(selection_round).get(batch.code, {"waitlist": []})["waitlist"]
    rows = {
        row.draw_code: row
        for row in Application.objects.filter(
            intake=batch.intake_id, draw_code__in=codes
        ).select_related("person")
    }
    return [
        {
            "place": place,
            "name": name_of(rows[code].person),
            "registration_number": rows[code].registration_number,
        }
        for place, code in enumerate(codes, start=1)
    ]
