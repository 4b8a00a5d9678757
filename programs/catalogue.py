"""How classes stand in the public catalogue: open, coming, or closed, and what a card says."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared.addresses import address
from blk_portal.shared.formats import (
    date_range,
    days_until,
    long_date,
    long_datetime,
    loud_per_seat,
    ratio,
    to_the_second,
    weekday_date,
)
from programs.choices import AFTER_PUBLICATION, NOT_HELD, BatchStatus, SelectionMethod
from programs.promises import move_from, reason_words
from programs.wording import education_short, short_conditions

OPEN, SOON, POSTPONED, CLOSED, MERGED, CANCELLED = STATES = (
    *("open", "soon", "postponed", "closed"),
    *("merged", "cancelled"),
)
BADGES = {
    OPEN: "complete",
    SOON: "info",
    POSTPONED: "due",
    CLOSED: "empty",
    MERGED: "empty",
    CANCELLED: "problem",
}


@dataclass(frozen=True)
class State:
    """Whether one may apply now: a code for the page, and words that are made when asked for."""

    code: str
    entry: object

    @property
    def badge(self):
        return BADGES[self.code]

    @property
    def rank(self):
        return STATES.index(self.code)

    @property
    def is_open(self):
        return self.code == OPEN

    @property
    def label(self):
        if self.code == CLOSED and self.entry.selection_method == SelectionMethod.NOMINATION:
            return _("By nomination")
        return {
            OPEN: _("Taking applications"),
            SOON: _("Opens soon"),
            POSTPONED: _("Postponed"),
            CLOSED: _("Closed"),
            MERGED: _("Merged into another class"),
            CANCELLED: _("Cancelled"),
        }[self.code]

    @property
    def sentence(self):
        if self.code == POSTPONED:
            return _("A new date will be announced here.")
        if self.code == MERGED:
            return _("It is held together with another class.")
        if self.code == CANCELLED:
            return _("It is not held.")
        if self.code == OPEN:
            day = weekday_date(self.entry.closes_at)
            return _("Registration closes on {date}.").format(date=day)
        if self.code == SOON:
            day = weekday_date(self.entry.opens_at)
            return _("Registration opens on {date}.").format(date=day)
        if self.entry.selection_method == SelectionMethod.NOMINATION:
            return _("People are named by a company or body.")
        return _("Registration closed on {date}.").format(date=long_date(self.entry.closes_at))


def state_of(entry, now):
    """Tell the state of a class at ``now``; ``entry`` is a ``Batch`` or a catalogue ``Entry``."""
    if entry.status in NOT_HELD:
        return State(entry.status, entry)
    if BatchStatus.POSTPONED in (entry.status, entry.intake_status):
        return State(POSTPONED, entry)
    is_nominated = entry.selection_method == SelectionMethod.NOMINATION
    if entry.status in (BatchStatus.PLANNED, BatchStatus.OPEN) and not is_nominated:
        if now < entry.opens_at:
            return State(SOON, entry)
        if now < entry.closes_at and entry.status == BatchStatus.OPEN:
            return State(OPEN, entry)
    return State(CLOSED, entry)


def opening_of(states):
    """Say to the second when the coming ones of ``states`` open, and what being first is worth.

    They are of one intake, so they open together and give their seats in the same way.
    """
    entry = next((state.entry for state in states if state.code == SOON), None)
    if entry is None:
        return ()
    opens = _("Registration opens on {moment} by the clock of the portal.").format(
        moment=to_the_second(entry.opens_at)
    )
    if entry.selection_method == SelectionMethod.FIRST_COME:
        return opens, _(
            "Nothing can be sent before that second, so reloading early does not help. After it "
            "the order counts here: whoever sends a complete application first holds a seat."
        )
    return opens, _(
        "There is no advantage in reloading this page early or in being the first. Everybody "
        "who applies until {closes} is treated alike."
    ).format(closes=long_datetime(entry.closes_at))


def next_chance(states):
    """Say when one may apply for a programme next, of the ``states`` of its classes."""
    coming = [state for state in states if state.code in (OPEN, SOON, POSTPONED)]
    if not coming:
        return _("The next intake is not scheduled yet.")
    return min(coming, key=nearest_first).sentence


def last_demand(states):
    """Say how many applied the last time: "Terakhir: 64 pendaftar untuk 16 kursi, 4 untuk 1".

    Empty where nothing was counted, and for nominated classes, for which nobody applies.
    """
    past = [
        state.entry
        for state in states
        if state.code == CLOSED
        and state.entry.applicants
        and state.entry.selection_method != SelectionMethod.NOMINATION
    ]
    if not past:
        return ""
    entry = max(past, key=lambda entry: entry.closes_at)
    return ngettext(
        "Last time: {applicants} applicant for {seats} seats, {ratio} for 1.",
        "Last time: {applicants} applicants for {seats} seats, {ratio} for 1.",
        entry.applicants,
    ).format(
        applicants=entry.applicants,
        seats=entry.capacity,
        ratio=ratio(entry.applicants, entry.capacity),
    )


def nearest_first(state):
    """Order classes by what a visitor looks for: open, coming soonest, then the latest past."""
    opens = state.entry.opens_at.timestamp()
    is_past = state.code in (CLOSED, MERGED, CANCELLED)
    return state.rank, -opens if is_past else opens


@dataclass(frozen=True)
class Card:
    """An open class on the landing page, with its words ready."""

    entry: object
    closes: str
    days_left: str
    training: str
    starts: str
    conditions: str
    education: str
    ratio: str
    numbers: str


def card_of(entry):
    seats = ngettext("{seats} seat", "{seats} seats", entry.capacity).format(seats=entry.capacity)
    numbers = seats
    if entry.applicants is not None:
        numbers = _("{applicants}, {seats}").format(
            applicants=ngettext(
                "{applicants} applicant", "{applicants} applicants", entry.applicants
            ).format(applicants=entry.applicants),
            seats=seats,
        )
    return Card(
        entry=entry,
        closes=weekday_date(entry.closes_at),
        days_left=days_until(entry.closes_at),
        training=ngettext("{days} day", "{days} days", entry.training_days).format(
            days=entry.training_days
        ),
        starts=_("from {date}").format(date=weekday_date(entry.starts_on)),
        conditions=short_conditions(
            needs_residence=entry.needs_residence,
            minimum_age=entry.minimum_age,
            maximum_age=entry.maximum_age,
        ),
        education=education_short(entry.minimum_education),
        ratio="" if entry.applicants is None else loud_per_seat(entry.applicants, entry.capacity),
        numbers=numbers,
    )


def schedule_of(intake, batch=None, *, now):
    """Return the thread of dates of an intake, and of one class of it, for the timeline."""
    has_tests = batch is None or batch.selection_method == SelectionMethod.MERIT
    stages = [
        (_("Registration"), date_range(intake.opens_at, intake.closes_at), intake.closes_at),
        (_("File check"), _until(intake.verified_by), intake.verified_by),
    ]
    if has_tests:
        stages += [
            (_("Written test"), _day(intake.written_test_on), intake.written_test_on),
            (_("Interview"), _day(intake.interview_on), intake.interview_on),
        ]
    stages += [
        (_("Announcement"), _day(intake.announced_at), intake.announced_at),
        (_("Objections"), _until(intake.objections_until), intake.objections_until),
        (_("Answer the offer of a seat"), _until(intake.answers_until), intake.answers_until),
        (
            _("Re-registration"),
            _until(intake.reregistration_until),
            intake.reregistration_until,
        ),
    ]
    if batch:
        stages += [
            (_("Training"), date_range(batch.starts_on, batch.ends_on), batch.ends_on),
            (_("Competence test"), _day(batch.competence_test_on), batch.competence_test_on),
        ]
    known = [stage for stage in stages if stage[2]]
    late = _late_announcement(intake, now)
    return _as_thread(known, now, has_begun=now >= intake.opens_at, late=late)


def moved_days(reschedulings):
    """Say which days were moved and why, the newest change first; ``reschedulings`` are JSON."""
    return [
        {
            "moves": [move_from(stored).words for stored in row["dates"]],
            "reason": reason_words(row["reason"], row["note"]).rstrip("."),
        }
        for row in reschedulings
    ]


def change_words(batch):
    """Say why a class is not held as announced, and which class took its people."""
    change = batch.last_change
    if change is None or batch.status not in (BatchStatus.POSTPONED, *NOT_HELD):
        return None
    titles = {
        BatchStatus.POSTPONED: _("This class is postponed"),
        BatchStatus.MERGED: _("This class is held together with another"),
        BatchStatus.CANCELLED: _("This class is cancelled"),
    }
    return {
        "title": titles[BatchStatus(batch.status)],
        "reason": reason_words(change["reason"], change["note"]).rstrip("."),
        "into_title": change["into_title"],
        "into_url": change["into"] and address("programs:batch", code=change["into"]),
    }


def _late_announcement(intake, now):
    """Return the promised moment that passed without results, if it did."""
    is_late = intake.announced_at and intake.announced_at <= now
    return intake.announced_at if is_late and intake.status not in AFTER_PUBLICATION else None


def _as_thread(stages, now, *, has_begun, late=None):
    thread, awaits_current = [], has_begun
    for title, when, ends in stages:
        is_late = late is not None and ends == late
        if _is_past(ends, now) and not is_late:
            state = "done"
        elif awaits_current:
            state, awaits_current = "now", False
        else:
            state = "later"
        day = timezone.localdate(ends) if isinstance(ends, datetime) else ends
        step = {"title": title, "when": when, "state": state, "datetime": day.isoformat()}
        if is_late:
            step["hint"] = _("Late. The new day will stand here.")
        thread.append(step)
    return thread


def _is_past(ends, now):
    if isinstance(ends, datetime):
        return ends <= now
    return ends < timezone.localdate(now)


def _day(value):
    return weekday_date(value) if value else ""


def _until(value):
    return _("until {date}").format(date=weekday_date(value)) if value else ""
