"""The days that the office promises, in the order in which they come, and how they were moved."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_datetime, weekday_date
from programs.choices import ChangeReason
from programs.models import Batch, Intake

OF_INTAKE = (
    "opens_at",
    "closes_at",
    "verified_by",
    "written_test_on",
    "interview_on",
    "round_runs_at",
    "announced_at",
    "objections_until",
    "answers_until",
    "reregistration_until",
    "promotion_until",
)
OF_CLASS = ("starts_on", "ends_on", "competence_test_on")


@dataclass(frozen=True)
class Move:
    """One promised day that moves; ``was`` is ``None`` where none was promised."""

    name: str
    was: date | datetime | None
    becomes: date | datetime

    @property
    def label(self):
        return str(label_of(self.name))

    @property
    def words(self):
        """Write "Results announced: Monday, 20 July 2026 (before: Wednesday, 15 July 2026)"."""
        if self.was is None:
            return _("{date}: {day}").format(date=self.label, day=in_words(self.becomes))
        return _("{date}: {day} (before: {before})").format(
            date=self.label, day=in_words(self.becomes), before=in_words(self.was)
        )

    def as_json(self):
        return {
            "date": self.name,
            "was": self.was and self.was.isoformat(),
            "becomes": self.becomes.isoformat(),
        }


def move_from(stored):
    """Return the ``Move`` that ``Move.as_json`` wrote."""
    return Move(stored["date"], _read(stored["was"]), _read(stored["becomes"]))


def joined(reschedulings):
    """Return the moves of several reschedulings, oldest first, as if they had been one.

    A day that is back where it was has not moved.
    """
    moves = {}
    for rescheduling in reschedulings:
        for move in map(move_from, rescheduling.dates):
            first = moves.get(move.name, move)
            moves[move.name] = Move(move.name, first.was, move.becomes)
    return [move for move in moves.values() if move.was != move.becomes]


def reason_words(reason, note):
    """Say in public why something changed: the office's own words, else those of the code."""
    return note or str(ChangeReason(reason).label)


def label_of(name):
    model = Intake if name in OF_INTAKE else Batch
    return model._meta.get_field(name).verbose_name


def in_words(value):
    return long_datetime(value) if isinstance(value, datetime) else weekday_date(value)


def day_of(value):
    return timezone.localdate(value) if isinstance(value, datetime) else value


def _read(text):
    if text is None:
        return None
    return parse_datetime(text) if "T" in text else parse_date(text)
