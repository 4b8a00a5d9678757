"""What staff see of a published round: who holds which seat, who waits, what happened since."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from enrollment.choices import ApplicationStatus, OfferAnswer
from enrollment.models import Application, Offer, Seat
from enrollment.services.standings import current_standings


@dataclass(frozen=True)
class SeatRow:
    seat: Seat
    offer: Offer | None
    state: str
    badge: str

    @property
    def may_be_answered(self):
        return self.offer is not None and self.offer.closed_at is None

    @property
    def may_register(self):
        return self.seat.application.status == ApplicationStatus.SEATED


@dataclass(frozen=True)
class ClassPeople:
    batch: object
    seats: list
    waiting: list


def people_of(selection_round):
    """Return, for each class, its seats with their offers and its waitlist in order."""
    intake = selection_round.intake
    offers = {}
    for offer in Offer.objects.filter(application__intake=intake).order_by("created_at"):
        offers[offer.seat_id] = offer
    seats = {}
    for seat in (
        Seat.objects.taken()
        .filter(batch__intake=intake)
        .select_related("application__person")
        .order_by("number")
    ):
        seats.setdefault(seat.batch_id, []).append(_seat_row(seat, offers.get(seat.pk)))
    standings = current_standings(selection_round)
    people = {
        row.draw_code: row
        for row in Application.objects.filter(
            intake=intake,
            draw_code__in={
                code for standing in standings.values() for code in standing["waitlist"]
            },
        ).select_related("person")
    }
    return [
        ClassPeople(
            batch=batch,
            seats=seats.get(batch.pk, []),
            waiting=[people[code] for code in standings[batch.code]["waitlist"]],
        )
        for batch in intake.batches.select_related("program").order_by("code")
        if batch.code in standings
    ]


def _seat_row(seat, offer):
    if seat.application.status == ApplicationStatus.CONFIRMED:
        return SeatRow(seat, offer, _("Registered again"), "confirmed")
    if offer is None or not offer.answer:
        return SeatRow(seat, offer, _("No answer yet"), "due")
    if offer.answer == OfferAnswer.ACCEPT_AND_HOPE:
        return SeatRow(seat, offer, _("Keeps hoping"), "partial")
    return SeatRow(seat, offer, _("Stays"), "seated")
