"""Promised days move by one act, with its reason; what people count on is never cut short."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import mark_of
from programs.choices import (
    AFTER_PUBLICATION,
    BEFORE_OPENING,
    BatchStatus,
    ChangeReason,
    IntakeStatus,
)
from programs.models import Batch, Rescheduling
from programs.promises import OF_CLASS, OF_INTAKE, Move, day_of, in_words, label_of

BEFORE_THE_RESULT = ("verified_by", "written_test_on", "interview_on", "round_runs_at")
AFTER_THE_RESULT = (
    "objections_until",
    "answers_until",
    "reregistration_until",
    "promotion_until",
)
# The earlier one, the later one, and whether both may fall together.
ORDER = [
    ("opens_at", "closes_at", False),
    ("closes_at", "verified_by", False),
    ("closes_at", "written_test_on", False),
    ("closes_at", "interview_on", False),
    ("closes_at", "round_runs_at", False),
    ("verified_by", "round_runs_at", True),
    ("written_test_on", "round_runs_at", True),
    ("interview_on", "round_runs_at", True),
    ("closes_at", "announced_at", False),
    ("round_runs_at", "announced_at", True),
    ("announced_at", "objections_until", False),
    ("announced_at", "answers_until", False),
    ("answers_until", "reregistration_until", True),
    ("starts_on", "ends_on", True),
]
OVER_WITH_THE_CLASS = {
    BatchStatus.RUNNING: ("starts_on",),
    BatchStatus.FINISHED: OF_CLASS,
    BatchStatus.MERGED: OF_CLASS,
    BatchStatus.CANCELLED: OF_CLASS,
}


def moves_of(thing, dates, *, now=None):
    """Return the moves by which ``thing`` (an intake or a class) comes to ``dates``.

    Raise ``DomainError`` when nothing moves, and for what the rules forbid: a day that has
    passed or come true, a closing earlier than promised once rules are published, less time for
    answers than people were told, and days in the wrong order.
    """
    now = now or timezone.now()
    names = OF_CLASS if isinstance(thing, Batch) else OF_INTAKE
    moves = [
        Move(name, getattr(thing, name), dates[name])
        for name in names
        if dates.get(name) and dates[name] != getattr(thing, name)
    ]
    if not moves:
        raise DomainError(_("No day is changed."))
    for move in moves:
        if _is_past(move.becomes, now):
            raise DomainError(
                _("{date}: choose a day that is still to come.").format(date=move.label)
            )
    if isinstance(thing, Batch):
        _refuse_for_class(thing, moves)
    else:
        _refuse_for_intake(thing, moves, now)
    _refuse_wrong_order(thing, moves)
    return moves


@transaction.atomic
def reschedule(thing, moves, *, actor, reason, note="", told):
    """Write ``moves`` to a locked intake or class and keep the act; return its row."""
    if reason == ChangeReason.OTHER and not note.strip():
        raise DomainError(_("Write the reason in your own words."))
    record_for_this_transaction(actor=actor, reason="rescheduled", note=note.strip())
    for move in moves:
        setattr(thing, move.name, move.becomes)
        if move.name == "closes_at":
            # Announced anew: outages are counted from the new time.
            thing.announced_closes_at = None
    thing.save()
    is_class = isinstance(thing, Batch)
    return Rescheduling.objects.create(
        intake=thing.intake if is_class else thing,
        batch=thing if is_class else None,
        dates=[move.as_json() for move in moves],
        reason=reason,
        note=note.strip(),
        told=told,
        made_by=actor,
    )


def version_of_days(thing):
    """Return the mark of all days that an intake or a class promises."""
    names = OF_CLASS if isinstance(thing, Batch) else OF_INTAKE
    return mark_of(*(str(getattr(thing, name)) for name in names))


def movable_dates(thing):
    """Return the names of the days of an intake or class that may still move."""
    if isinstance(thing, Batch):
        over = OVER_WITH_THE_CLASS.get(thing.status, ())
        return [name for name in OF_CLASS if name not in over]
    now = timezone.now()
    return [name for name in OF_INTAKE if not _why_over(thing, name, now)]


def lock_thing(thing):
    """Lock the intake or class until the transaction ends and read it again."""
    return type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)


def _refuse_for_intake(intake, moves, now):
    for move in moves:
        if refusal := _why_over(intake, move.name, now):
            raise DomainError(refusal)
        is_promise_of_time = move.name == "closes_at" and intake.rule_sets.exists()
        if move.name in AFTER_THE_RESULT and intake.status in AFTER_PUBLICATION:
            is_promise_of_time = True
        if is_promise_of_time and move.was and move.becomes < move.was:
            if move.name == "closes_at":
                raise DomainError(_("Registration may be extended, not shortened."))
            raise DomainError(
                _("{date}: people were told {day}. They may get more time, not less.").format(
                    date=move.label, day=in_words(move.was)
                )
            )


def _why_over(intake, name, now):
    """Say why a day of the intake can no longer move; empty while it can."""
    label = label_of(name)
    if intake.status == IntakeStatus.CANCELLED:
        return _("This intake is cancelled.")
    if name == "opens_at" and (intake.status not in BEFORE_OPENING or intake.rule_sets.exists()):
        return _("The rules are published with the day of opening. It stays as it is.")
    if name == "closes_at" and intake.status not in (*BEFORE_OPENING, IntakeStatus.OPEN):
        return _("Registration has closed and does not open again.")
    if name in (*BEFORE_THE_RESULT, "announced_at") and intake.status in AFTER_PUBLICATION:
        return _("{date}: that is done.").format(date=label)
    promised = getattr(intake, name)
    is_after = name in AFTER_THE_RESULT and intake.status in AFTER_PUBLICATION
    if is_after and promised and _is_past(promised, now):
        return _("{date}: that day has passed, and what followed from it has happened.").format(
            date=label
        )
    return ""


def _refuse_for_class(batch, moves):
    over = OVER_WITH_THE_CLASS.get(batch.status, ())
    if any(move.name in over for move in moves):
        raise DomainError(
            _("A class that is “{state}” keeps its days.").format(state=batch.get_status_display())
        )
    announced = batch.intake.announced_at
    becomes = {move.name: move.becomes for move in moves}
    if announced and becomes.get("starts_on") and becomes["starts_on"] <= day_of(announced):
        raise DomainError(
            _("The class cannot begin before the results are out: {day}.").format(
                day=in_words(announced)
            )
        )


def _refuse_wrong_order(thing, moves):
    becomes = {move.name: move.becomes for move in moves}
    for earlier, later, may_be_equal in ORDER:
        if earlier not in becomes and later not in becomes:
            continue
        first = becomes.get(earlier, getattr(thing, earlier, None))
        second = becomes.get(later, getattr(thing, later, None))
        if first is None or second is None:
            continue
        if not isinstance(first, datetime) or not isinstance(second, datetime):
            first, second = day_of(first), day_of(second)
        if first > second or (first == second and not may_be_equal):
            raise DomainError(
                _("“{earlier}” must come before “{later}”. Move both if need be.").format(
                    earlier=label_of(earlier), later=label_of(later)
                )
            )


def _is_past(value, now):
    return value <= now if isinstance(value, datetime) else value < timezone.localdate(now)
