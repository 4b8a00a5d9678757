"""What became of a waitlist since publication, and why a certain person was not called."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from enrollment.choices import CorrectionOrigin, EventType
from enrollment.models import Application
from enrollment.services.standings import (
    current_standings,
    may_be_corrected,
    standings_as_decided,
    standings_before_each_step,
)


@dataclass(frozen=True)
class Call:
    """One seat that went to somebody else while this person waited for it.

    It went in a step, or by the correction of that number, which let the waitlist follow.
    """

    step: int | None
    correction: int | None
    at: datetime
    batch_title: str
    registration_number: str
    why: str


@dataclass(frozen=True)
class _Move:
    """Who came into which class, ``{draw code: class}``, and the standings before and after."""

    into: dict
    before: dict
    after: dict
    at: datetime
    step: int | None = None
    application_id: int | None = None
    correction: int | None = None


def moved_into(selection_round):
    """Return how many people got a seat in each class since the result that counts now.

    A correction that did no more than let the waitlist follow somebody out of a kept seat is no
    new result to whoever waits: the count goes on, and whom it called is counted, too.
    """
    changes = selection_round.steps_of_the_result.values_list("entry__changes", flat=True)
    moved = Counter(change["to"] for step in changes for change in step if change["to"])
    if correction := _correction_that_followed(selection_round):
        earlier = _as_before(selection_round, correction)
        moved += moved_into(earlier) + Counter(_moved_by(correction, earlier).into.values())
    return moved


def calls_of_others(application, selection_round):
    """Return every seat of a class for which ``application`` waited that went to somebody else.

    In the order in which they went, each with the reason that the rules give; what moved this
    person as well is left out.
    """
    own, calls = application.draw_code, []
    batches = {
        batch.code: batch
        for batch in selection_round.intake.batches.select_related("program").prefetch_related(
            "reserves"
        )
    }
    for move in _moves(selection_round):
        if own in move.into or move.application_id == application.pk:
            continue
        for called, batch in move.into.items():
            waitlist = move.before[batch]["waitlist"] if batch else []
            if own in waitlist:
                calls.append((move, batches[batch], called, waitlist))
    numbers = dict(
        Application.objects.filter(
            draw_code__in={called for _move, _batch, called, _list in calls}
        ).values_list("draw_code", "registration_number")
    )
    return [
        Call(
            move.step,
            move.correction,
            move.at,
            batch.program.title,
            numbers[called],
            _why(own, called, waitlist, _label(move, batch, called), batch),
        )
        for move, batch, called, waitlist in calls
    ]


def gave_up_in(application, selection_round):
    """Return the step by which somebody left every class for good, or ``None``."""
    return selection_round.steps.filter(application=application, type=EventType.LAPSE).first()


def _moves(selection_round):
    """Yield what moved since the last result but for corrections that let a waitlist follow."""
    if correction := _correction_that_followed(selection_round):
        earlier = _as_before(selection_round, correction)
        yield from _moves(earlier)
        yield _moved_by(correction, earlier)
    for step, before in standings_before_each_step(selection_round):
        yield _Move(
            into={change["application"]: change["to"] for change in step.entry["changes"]},
            before=before,
            after={standing["id"]: standing for standing in step.entry["batches"]},
            at=step.recorded_at,
            step=step.number,
            application_id=step.application_id,
        )


def _correction_that_followed(selection_round):
    """Return the correction that counts now if it only let a waitlist follow, or ``None``."""
    if not may_be_corrected(selection_round):
        return None
    return (
        selection_round.corrections.filter(
            run=selection_round.approved_run_id, origin=CorrectionOrigin.VACATED
        )
        .annotate(run_number=F("run__number"))
        .first()
    )


def _as_before(selection_round, correction):
    runs = selection_round.runs.without_documents()
    return selection_round.as_of(runs.get(number=correction.run_number - 1))


def _moved_by(correction, earlier):
    before = current_standings(earlier)
    after = standings_as_decided(earlier.as_of(correction.run))
    came = _seated_in(after) - _seated_in(before)
    return _Move(
        into={draw_code: batch for batch, draw_code in came},
        before=before,
        after=after,
        at=correction.published_at,
        correction=correction.number,
    )


def _seated_in(standings):
    return {
        (batch, place["application"])
        for batch, standing in standings.items()
        for place in standing["seats"]
    }


def _label(move, batch, called):
    seats = move.after[batch.code]["seats"]
    return next(place["seat"] for place in seats if place["application"] == called)


def _why(own, called, waitlist, label, batch):
    place = waitlist.index(own) + 1
    if called in waitlist and waitlist.index(called) + 1 < place:
        return _("Stood before this person: number {called}, this person {own}.").format(
            called=waitlist.index(called) + 1, own=place
        )
    names = {reserve.category: reserve.name for reserve in batch.reserves.all()}
    category = label.partition(":")[2]
    return _(
        "The seat is guaranteed to: {category}. Somebody of that group comes before this person, "
        "who is number {own}."
    ).format(category=names.get(category, category) or _("a group"), own=place)
