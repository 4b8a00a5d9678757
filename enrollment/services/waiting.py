"""What became of a waitlist since publication, and why a certain person was not called."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from enrollment.choices import EventType
from enrollment.models import Application
from enrollment.services.standings import standings_before_each_step


@dataclass(frozen=True)
class Call:
    """One seat that went to somebody else while this person waited for it."""

    step: int
    at: datetime
    batch_title: str
    registration_number: str
    why: str


def moved_into(selection_round):
    """Return how many people got a seat in each class since the result that counts now."""
    changes = selection_round.steps_of_the_result.values_list("entry__changes", flat=True)
    return Counter(change["to"] for step in changes for change in step if change["to"])


def calls_of_others(application, selection_round):
    """Return every seat of a class for which ``application`` waited that went to somebody else.

    In the order of the steps, each with the reason that the rules give; steps that moved this
    person as well are left out.
    """
    own, calls = application.draw_code, []
    batches = {
        batch.code: batch
        for batch in selection_round.intake.batches.select_related("program").prefetch_related(
            "reserves"
        )
    }
    for step, before in standings_before_each_step(selection_round):
        changes = {change["application"]: change["to"] for change in step.entry["changes"]}
        if own in changes or step.application_id == application.pk:
            continue
        for called, batch in changes.items():
            waitlist = before[batch]["waitlist"] if batch else []
            if own in waitlist:
                calls.append((step, batches[batch], called, waitlist))
    numbers = dict(
        Application.objects.filter(
            draw_code__in={called for _step, _batch, called, _list in calls}
        ).values_list("draw_code", "registration_number")
    )
    return [
        Call(
            step.number,
            step.recorded_at,
            batch.program.title,
            numbers[called],
            _why(own, called, waitlist, _label(step, batch, called), batch),
        )
        for step, batch, called, waitlist in calls
    ]


def gave_up_in(application, selection_round):
    """Return the step by which somebody left every class for good, or ``None``."""
    return selection_round.steps.filter(application=application, type=EventType.LAPSE).first()


def _label(step, batch, called):
    return next(
        place["seat"]
        for standing in step.entry["batches"]
        if standing["id"] == batch.code
        for place in standing["seats"]
        if place["application"] == called
    )


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
