"""What the page of a selection round shows: its nine steps, its classes, its progress."""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blk_portal.shared.formats import clock, day_month, decimal
from enrollment.choices import AttemptPhase, RoundStatus
from enrollment.services.attempts import SILENCE
from enrollment.services.paper import paper_until
from enrollment.services.publishing import publication_since
from enrollment.services.running import is_asked_for
from programs.choices import IntakeStatus


@dataclass(frozen=True)
class Step:
    state: str
    title: str
    hint: str = ""


@dataclass(frozen=True)
class ClassRow:
    """One class of a calculated round, each applicant counted once."""

    batch: object
    applied: int
    accepted: int
    eligible: int
    seats: int
    seated: int
    waiting: int
    cutoff: str


@dataclass(frozen=True)
class Progress:
    label: str
    done: int
    total: int
    note: str
    stalled: str
    refresh_seconds: int


def steps_of(intake, selection_round, findings):
    """Return the nine steps of a round, done, now or later."""
    if selection_round is None:
        return _as_steps(intake, [""] * 9, reached=0)
    last_run = selection_round.runs.before_publication().last()
    hints = [
        _("{date}, version {version}").format(
            date=day_month(selection_round.rule_set.frozen_at),
            version=selection_round.rule_set.version,
        ),
        _moment(selection_round.closed_at or intake.closes_at),
        _findings_hint(findings),
        _moment(selection_round.frozen_at),
        _seconds(last_run),
        _moment(selection_round.approved_at) or _("waits for the head of the UPTD"),
        _moment(selection_round.published_at or intake.announced_at),
        _until(intake.objections_until),
        _until(intake.reregistration_until),
    ]
    return _as_steps(intake, hints, reached=_reached(intake, selection_round, findings))


def _reached(intake, selection_round, findings):
    """Return how many of the nine steps are done."""
    now = timezone.now()
    status = RoundStatus(selection_round.status)
    if status == RoundStatus.CLOSED:
        return 3 if is_asked_for(selection_round) or (findings and findings.is_clear) else 2
    if status == RoundStatus.PUBLISHED:
        if intake.objections_until and now < intake.objections_until:
            return 7
        if intake.reregistration_until and now < intake.reregistration_until:
            return 8
        return 9
    return {
        RoundStatus.PREPARED: 1,
        RoundStatus.FROZEN: 4,
        RoundStatus.DECIDED: 5,
        RoundStatus.APPROVED: 6,
    }[status]


def _as_steps(intake, hints, *, reached):
    titles = [
        _("Rules frozen"),
        _("Registration closed"),
        _("Checked beforehand"),
        _("Input frozen"),
        _("Calculated"),
        _("Approved"),
        _("Published"),
        _("Objections"),
        _("Re-registration"),
    ]
    return [
        Step("done" if place < reached else "now" if place == reached else "later", title, hint)
        for place, (title, hint) in enumerate(zip(titles, hints, strict=True))
    ]


def _findings_hint(findings):
    if findings is None:
        return ""
    return _("{hard} stops, {soft} notes").format(hard=len(findings.hard), soft=len(findings.soft))


def _moment(value):
    return f"{day_month(value)}, {clock(value)}" if value else ""


def _until(value):
    return _("until {date}").format(date=day_month(value)) if value else ""


def _seconds(run):
    if run is None:
        return ""
    return _("{n} seconds").format(n=decimal((run.decided_at - run.started_at).total_seconds()))


def rows_of(run, batches):
    """Return a row for each class: where people sit, or else their first wish, counts them."""
    outcome = json.loads(run.outcome)
    problem = json.loads(run.problem)
    accepted = {row["id"] for row in problem["applications"] if row.get("file") == "accepted"}
    home = {
        row["id"]: row["seat"] or row["choices"][0]["batch"]
        for row in outcome["applications"]
        if row["choices"]
    }
    eligible = {row["id"] for row in outcome["applications"] if row["code"] != "not_eligible"}
    merits = {
        (row["id"], choice["batch"]): choice["merit"]
        for row in outcome["applications"]
        for choice in row["choices"]
    }
    by_code = {batch.code: batch for batch in batches}
    return [
        ClassRow(
            batch=by_code[spec["id"]],
            applied=sum(batch == spec["id"] for batch in home.values()),
            accepted=sum(home.get(code) == spec["id"] for code in accepted),
            eligible=sum(home.get(code) == spec["id"] for code in eligible),
            seats=spec["capacity"],
            seated=len(spec["seats"]),
            waiting=len(spec["waitlist"]),
            cutoff=_cutoff(by_code[spec["id"]], spec["cutoff"], merits),
        )
        for spec in outcome["batches"]
    ]


def _cutoff(batch, application, merits):
    if application is None or batch.selection_method != "merit":
        return ""
    return decimal(merits[application, batch.code], 2)


def totals_of(rows):
    names = ("applied", "accepted", "eligible", "seats", "seated")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def progress_of(selection_round):
    """Return how far the run or publication under way is, or ``None`` when there is none."""
    if is_asked_for(selection_round):
        since, person = selection_round.run_requested_at, selection_round.run_requested_by
        repeated = _(
            "The calculation is repeated by itself within a minute and gives the same result. "
            "Nothing is lost."
        )
    elif since := publication_since(selection_round):
        person = selection_round.publication_requested_by
        repeated = _(
            "It is begun again by itself within a minute. Nobody gets two seats or two messages."
        )
    else:
        return None
    attempt = selection_round.attempts.filter(started_at__gte=since).last()
    now = timezone.now()
    silence = now - (attempt.heartbeat_at if attempt else since)
    is_silent = silence > SILENCE
    if attempt is None:
        label, note = _("Waiting for a worker"), _waiting_note(since)
    else:
        label = AttemptPhase(attempt.phase).label
        note = repeated if is_silent else _running_note(attempt, person, now, silence)
    return Progress(
        label=label,
        done=attempt.done if attempt else 0,
        total=attempt and attempt.total or 1,
        note=note,
        stalled=_nothing_heard(silence) if is_silent else "",
        refresh_seconds=2 if now - since < timedelta(minutes=1) else 10,
    )


def _waiting_note(since):
    return _("Asked for at {time}. Closing the page does not stop it.").format(time=clock(since))


def _running_note(attempt, person, now, silence):
    return _(
        "Started by {person} at {time}, {seconds} seconds ago, last heard of {silence} seconds "
        "ago. Closing the page does not stop it."
    ).format(
        person=person or _("the portal itself"),
        time=clock(attempt.started_at),
        seconds=int((now - attempt.started_at).total_seconds()),
        silence=int(silence.total_seconds()),
    )


def _nothing_heard(silence):
    seconds = int(silence.total_seconds())
    return ngettext(
        "Nothing heard for {n} second", "Nothing heard for {n} seconds", seconds
    ).format(n=seconds)


def next_words(selection_round, findings):
    """Say in a line what a round waits for; ``findings`` are those of its pre-flight, if any."""
    intake = selection_round.intake
    status = RoundStatus(selection_round.status)
    if is_asked_for(selection_round):
        return _("Being calculated")
    if status == RoundStatus.PREPARED:
        if intake.status == IntakeStatus.CLOSED:
            return _("List of wishes on {when}").format(when=_moment(paper_until(intake)))
        return _("Closes {when}").format(when=_moment(intake.closes_at))
    if status == RoundStatus.DECIDED:
        return _("Waits for approval")
    if status == RoundStatus.APPROVED:
        if selection_round.publication_requested_at:
            return _("Being published")
        return _("Publishes itself {when}").format(when=_moment(intake.announced_at))
    if status == RoundStatus.PUBLISHED:
        return ""
    if findings and not findings.is_clear:
        count = len(findings.hard)
        return ngettext(
            "{n} thing to settle before it can run",
            "{n} things to settle before it can run",
            count,
        ).format(n=count)
    return _("Ready to run")


def demand_sentence(demand):
    """Say whether a class needs selecting at all."""
    if demand.exceeds_seats:
        return _("{eligible} people may join, more than the {seats} seats.").format(
            eligible=demand.eligible, seats=demand.seats
        )
    return _("Everybody who may join gets a seat: {eligible} people for {seats} seats.").format(
        eligible=demand.eligible, seats=demand.seats
    )
