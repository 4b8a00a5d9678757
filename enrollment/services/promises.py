"""Whether the office keeps the days that it promised, and who is warned when it may not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Role
from accounts.models import User
from enrollment.choices import ApplicationStatus, AttendanceStatus, RoundStatus
from enrollment.models import Application, Assessment, SelectionRound
from enrollment.services.paper import paper_until
from notices.models import Notice
from notices.services.outbox import queue_notice_to_account
from programs.choices import (
    AFTER_PUBLICATION,
    BEFORE_OPENING,
    SUSPENDED,
    AssessmentKind,
    BatchStatus,
    IntakeStatus,
)
from programs.models import Batch, Intake
from programs.promises import day_of, in_words, label_of

KEPT, LATE, NEAR, AHEAD, ENDED = STATES = ("kept", "late", "near", "ahead", "ended")
NEAR_DAYS = timedelta(days=3)
# A promise that was broken longer ago than this is history; nobody is warned of it any more.
OLD_DAYS = timedelta(days=60)
BADGES = {KEPT: "complete", LATE: "problem", NEAR: "due", AHEAD: "info", ENDED: "empty"}
LIST = "list"
END_BY_THEMSELVES = [
    "objections_until",
    "answers_until",
    "reregistration_until",
    "promotion_until",
]
_NOT_BEGUN = [
    BatchStatus.PLANNED,
    BatchStatus.OPEN,
    BatchStatus.CLOSED,
    BatchStatus.SELECTING,
    BatchStatus.PUBLISHED,
]


@dataclass(frozen=True)
class Promise:
    """One promised day of an intake, or the first day of a class, as it stands now."""

    intake: Intake
    name: str
    at: date | datetime
    state: str
    obstacle: str = ""
    batch: Batch | None = None

    @property
    def day(self):
        return day_of(self.at)

    @property
    def badge(self):
        return BADGES[self.state]

    @property
    def state_words(self):
        return {
            KEPT: _("kept"),
            LATE: _("late"),
            NEAR: _("near, not ready"),
            AHEAD: _("to come"),
            ENDED: _("over"),
        }[self.state]

    @property
    def label(self):
        if self.name == LIST:
            return _("List at closing published")
        return str(label_of(self.name))

    @property
    def subject(self):
        return self.batch.program.title if self.batch else self.intake.title

    @property
    def when(self):
        return in_words(self.at)

    @property
    def thing(self):
        return self.batch or self.intake

    @property
    def key(self):
        """Name the promise, the day and how it stands: of each the manager hears once."""
        of = f"{'class' if self.batch else 'intake'}:{self.thing.pk}"
        return f"promise:{of}:{self.name}:{self.at.isoformat()}:{self.state}"

    @property
    def url(self):
        """Where its day is moved; the list follows the closing and has none of its own."""
        if self.batch:
            return reverse("enrollment:reschedule_class", kwargs={"code": self.batch.code})
        return reverse("enrollment:reschedule_intake", kwargs={"code": self.intake.code})


def promises(*, first=None, last=None):
    """Return every promised day from ``first`` to ``last``, in the order of time."""
    now = timezone.now()
    found = [
        promise
        for intake in _intakes()
        for promise in _promises_of(intake, now)
        if (first is None or promise.day >= first) and (last is None or promise.day <= last)
    ]
    return sorted(found, key=lambda promise: (promise.day, promise.intake.code, promise.name))


def pressing_promises():
    """Return those that are late, or near with something still missing."""
    today = timezone.localdate()
    recent = promises(first=today - OLD_DAYS, last=today + NEAR_DAYS)
    return [promise for promise in recent if promise.state in (LATE, NEAR)]


def warn_of_promises():
    """Write once to every training manager of each promise that is near or late; count new mails.

    It goes to the address of the account, whether or not its holder is in the register. Who has
    none reads it on the start page, as all do.
    """
    with translation.override(settings.LANGUAGE_CODE):
        pressing = pressing_promises()
        managers = User.objects.filter(groups__name=Role.TRAINING_MANAGER, is_active=True)
        due = [
            (f"{promise.key}:account:{manager.pk}", promise, manager)
            for manager in managers.exclude(email="")
            for promise in pressing
        ]
        keys = [key for key, *_rest in due]
        known = set(Notice.objects.filter(event_key__in=keys).values_list("event_key", flat=True))
        new = [row for row in due if row[0] not in known]
        for key, promise, manager in new:
            queue_notice_to_account(
                manager,
                "promise_warning",
                context={
                    "intake": promise.subject,
                    "date": promise.label,
                    "state": promise.state_words,
                    "day": promise.when,
                    "obstacle": promise.obstacle,
                    "next": _("Is the day lost? Move it: applicants are told first."),
                },
                event_key=key,
                link=reverse("enrollment:calendar"),
            )
    return len(new)


def _intakes():
    """Read every intake with what its promises depend on, in a fixed number of statements."""
    unchecked = (
        Application.objects.filter(intake=OuterRef("pk"), status=ApplicationStatus.SUBMITTED)
        .order_by()
        .values("intake")
        .annotate(number=Count("pk"))
        .values("number")
    )
    tests = Assessment.objects.filter(intake=OuterRef("pk"))
    unknown = tests.filter(sittings__attendance=AttendanceStatus.INVITED)
    rounds = SelectionRound.objects.filter(intake=OuterRef("pk"))
    return (
        Intake.objects.exclude(status=IntakeStatus.CANCELLED)
        .annotate(
            unchecked=Coalesce(Subquery(unchecked), 0),
            has_round=Exists(rounds),
            has_list=Exists(rounds.exclude(list_sha256="")),
            has_run=Exists(
                rounds.filter(
                    status__in=[
                        RoundStatus.DECIDED,
                        RoundStatus.APPROVED,
                        RoundStatus.PUBLISHED,
                    ]
                )
            ),
            is_approved=Exists(rounds.filter(status=RoundStatus.APPROVED)),
            **{
                f"{what}_{kind}": Exists(rows.filter(kind=kind))
                for kind in (AssessmentKind.WRITTEN, AssessmentKind.INTERVIEW)
                for what, rows in [("arranged", tests), ("unknown", unknown)]
            },
        )
        .prefetch_related(
            Prefetch("batches", Batch.objects.select_related("program").order_by("code"))
        )
    )


def _promises_of(intake, now):
    for name, at, is_kept, obstacle in _facts(intake):
        yield Promise(intake, name, at, _state(intake, name, at, is_kept, obstacle, now), obstacle)
    for batch in intake.batches.all():
        if batch.status in (BatchStatus.CANCELLED, BatchStatus.MERGED):
            continue
        has_begun = batch.status in (BatchStatus.RUNNING, BatchStatus.FINISHED)
        obstacle = "" if has_begun else _("The class has not begun.")
        if batch.status in _NOT_BEGUN or has_begun:
            state = _state(intake, "starts_on", batch.starts_on, has_begun, obstacle, now)
            yield Promise(intake, "starts_on", batch.starts_on, state, obstacle, batch)


def _facts(intake):
    """Yield the name, the day, whether it is kept, and what is missing, of each promise."""
    is_open = intake.status not in BEFORE_OPENING
    is_closed = is_open and intake.status != IntakeStatus.OPEN
    is_out = intake.status in AFTER_PUBLICATION
    unchecked = intake.unchecked
    files = ngettext("{n} file is not checked yet.", "{n} files are not checked yet.", unchecked)
    files = files.format(n=unchecked) if unchecked else ""
    yield "opens_at", intake.opens_at, is_open, _("The intake is not opened yet.")
    yield "closes_at", intake.closes_at, is_closed, ""
    if intake.has_round:
        yield LIST, paper_until(intake), intake.has_list, ""
    if intake.verified_by:
        yield "verified_by", intake.verified_by, is_closed and not unchecked, files
    for name, kind in [
        ("written_test_on", AssessmentKind.WRITTEN),
        ("interview_on", AssessmentKind.INTERVIEW),
    ]:
        if getattr(intake, name):
            is_arranged = getattr(intake, f"arranged_{kind}")
            is_unknown = getattr(intake, f"unknown_{kind}")
            words = _("Not arranged yet.")
            if is_arranged:
                words = _("It is not recorded who came.") if is_unknown else ""
            yield name, getattr(intake, name), is_arranged and not is_unknown or is_out, words
    if intake.round_runs_at:
        yield (
            "round_runs_at",
            intake.round_runs_at,
            intake.has_run or is_out,
            files or _("The round has not run."),
        )
    if intake.announced_at:
        words = "" if intake.is_approved else _("The outcome is not approved yet.")
        yield "announced_at", intake.announced_at, is_out, words
    for name in END_BY_THEMSELVES:
        if getattr(intake, name):
            yield name, getattr(intake, name), False, ""


def _state(intake, name, at, is_kept, obstacle, now):
    is_past = at <= now if isinstance(at, datetime) else at < timezone.localdate(now)
    if is_past:
        if name in END_BY_THEMSELVES or intake.status in SUSPENDED:
            return ENDED
        return KEPT if is_kept else LATE
    is_near = day_of(at) - timezone.localdate(now) <= NEAR_DAYS
    is_at_risk = obstacle and not is_kept and intake.status not in SUSPENDED
    return NEAR if is_near and is_at_risk else AHEAD
