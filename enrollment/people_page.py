"""What staff see of a published round: who holds which seat, who waits, what happened since."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from enrollment.choices import ApplicationStatus, OfferAnswer
from enrollment.models import Application, Choice, Offer, Seat
from enrollment.services.standings import current_standings


@dataclass(frozen=True)
class SeatRow:
    seat: Seat
    offer: Offer | None
    state: str
    badge: str
    may_hope: bool

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
    standings = current_standings(selection_round)
    hoping = _with_a_higher_wish_to_wait_for(intake, standings)
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
        seats.setdefault(seat.batch_id, []).append(
            _seat_row(
                seat,
                offers.get(seat.pk),
                may_hope=(seat.application_id, seat.batch_id) in hoping,
            )
        )
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


def events_of(selection_round):
    """Return the recorded steps under the result that they followed, the first result first.

    Each has the ``correction`` by which that result came, ``None`` for the first one.
    """
    steps = selection_round.steps.select_related("application", "recorded_by", "run__correction")
    return [
        {"correction": getattr(run, "correction", None), "steps": list(of_run)}
        for run, of_run in groupby(steps, key=attrgetter("run"))
    ]


def _with_a_higher_wish_to_wait_for(intake, standings):
    """Return ``(application, class)`` for every wish below one on whose waitlist they stand."""
    wishes = {}
    for application, draw_code, batch, code, rank in Choice.objects.filter(
        batch__intake=intake
    ).values_list("application", "application__draw_code", "batch", "batch__code", "rank"):
        wishes.setdefault((application, draw_code), []).append((rank, batch, code))
    waiting = {code: set(standing["waitlist"]) for code, standing in standings.items()}
    return {
        (application, batch)
        for (application, draw_code), ranked in wishes.items()
        for rank, batch, _code in ranked
        if any(
            other < rank and draw_code in waiting.get(code, ()) for other, _batch, code in ranked
        )
    }


def _seat_row(seat, offer, *, may_hope):
    if seat.application.status == ApplicationStatus.CONFIRMED:
        state, badge = _("Registered again"), "confirmed"
    elif offer is None or not offer.answer:
        state, badge = _("No answer yet"), "due"
    elif offer.answer == OfferAnswer.ACCEPT_AND_HOPE and offer.closed_at is None:
        state, badge = _("Keeps hoping"), "partial"
    else:
        state, badge = _("Stays"), "seated"
    hopes_already = offer is not None and offer.answer == OfferAnswer.ACCEPT_AND_HOPE
    return SeatRow(seat, offer, state, badge, may_hope=may_hope and not hopes_already)
