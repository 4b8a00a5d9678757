"""The result of one application as its owner and a clerk at the counter read it, word for word."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.choices import HOLDING_A_SEAT, ApplicationStatus
from enrollment.journey import result_steps
from enrollment.nearest_change import nearest_change
from enrollment.services.outcomes import explain_outcome
from enrollment.status_words import Heading, heading_of

# Whoever gave a seat up was not denied one.
AS_DECIDED = [
    *HOLDING_A_SEAT,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.INELIGIBLE,
]


@dataclass(frozen=True)
class Draw:
    """A draw number; ``title`` names the class where each class draws for itself."""

    title: str
    number: str


@dataclass(frozen=True)
class ResultCard:
    """``nearest`` is the single thing that would have changed it, if there is one."""

    heading: Heading
    title: str
    class_shown: object
    published_at: datetime
    wishes: list
    main_wish: object
    waiting: list
    moves_until: datetime | None
    nearest: str
    commitment: str
    draw_code: str
    draws: list
    steps: list


def result_card(application):
    """Return the card of ``application``, or ``None`` while nothing is published for it.

    It tells nothing of anybody else: no score, no name, only how many stood above.
    """
    outcome = explain_outcome(application)
    if outcome is None:
        return None
    heading = heading_of(application)
    is_waiting = application.status == ApplicationStatus.WAITLISTED
    best = outcome.waiting if is_waiting else None
    seat = outcome.seat
    ranks = {wish.batch.pk: wish.rank for wish in outcome.wishes}
    is_as_decided = application.status in AS_DECIDED
    return ResultCard(
        heading=heading,
        title=_waitlist_title(best) if best else heading.title,
        class_shown=best.batch if best else seat and seat.batch,
        published_at=outcome.selection_round.published_at,
        wishes=outcome.wishes,
        main_wish=outcome.main_wish,
        waiting=[wish for wish in outcome.wishes if wish.waitlist_place],
        moves_until=application.intake.promotion_until,
        nearest=nearest_change(outcome.wishes, seat and ranks.get(seat.batch_id))
        if is_as_decided
        else "",
        commitment=outcome.selection_round.commitment,
        draw_code=application.draw_code,
        draws=_draws(outcome.wishes),
        steps=result_steps(application.intake, timezone.now()),
    )


def _waitlist_title(waiting):
    return _("You are number {place} on the waitlist").format(place=waiting.waitlist_place)


def _draws(wishes):
    numbers = {wish.draw_number for wish in wishes if wish.draw_number}
    if len(numbers) < 2:
        return [Draw("", number) for number in numbers]
    return [Draw(wish.batch.program.title, wish.draw_number) for wish in wishes if wish.draw_number]
