"""How far the desk has come: what waits until which day, and how fast the files are checked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from statistics import median

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from enrollment.choices import IN_HAND_BY, ApplicationStatus, CaseEventKind
from enrollment.models import Application, CaseEvent, Review
from enrollment.services.claiming import HELD_FOR


@dataclass(frozen=True)
class Waiting:
    """The files of one intake that wait, and the day that was promised for them."""

    title: str
    count: int
    due_on: date | None
    today: date

    @property
    def days_left(self):
        """How many days are left with today, 0 once the promise is broken."""
        return max((self.due_on - self.today).days + 1, 0) if self.due_on else None

    @property
    def is_late(self):
        return self.days_left == 0

    @property
    def needed_a_day(self):
        return ceil(self.count / self.days_left) if self.days_left else None


@dataclass(frozen=True)
class Pace:
    """What one verifier checked today; ``minutes`` from taking in hand to deciding, the median."""

    checked: int
    minutes: float | None


@dataclass(frozen=True)
class Load:
    """One verifier's share of the desk: files in hand now, and what was done today."""

    verifier: User
    in_hand: int
    pace: Pace
    chosen: int
    taken_over: int


def waiting_by_intake(files):
    """Return what waits among ``files``, the most urgent intake first."""
    today = timezone.localdate()
    rows = (
        files.awaiting_review()
        .order_by()
        .values_list("intake__title", "intake__verified_by")
        .annotate(Count("pk"))
    )
    found = [Waiting(title, count, due_on, today) for title, due_on, count in rows]
    return sorted(found, key=lambda waiting: (waiting.due_on or date.max, waiting.title))


def pace_of(user):
    """Return what ``user`` has checked since midnight.

    Decisions taken back do not count, nor those of bulk acts.
    """
    return _paces(Review.objects.filter(reviewer=user)).get(user.pk, Pace(0, None))


def workload():
    """Return one ``Load`` for everybody who may verify, who has most in hand first."""
    now = timezone.now()
    paces = _paces(Review.objects.all())
    in_hand = _count_by_user(
        Application.objects.awaiting_review().filter(claimed_at__gte=now - HELD_FOR), "claimed_by"
    )
    today = CaseEvent.objects.filter(at__gte=_midnight())
    chosen = _count_by_user(today.filter(kind=CaseEventKind.CHOSEN), "user")
    taken_over = _count_by_user(today.filter(kind=CaseEventKind.TAKEN_OVER), "user")
    loads = [
        Load(
            verifier=verifier,
            in_hand=in_hand.get(verifier.pk, 0),
            pace=paces.get(verifier.pk, Pace(0, None)),
            chosen=chosen.get(verifier.pk, 0),
            taken_over=taken_over.get(verifier.pk, 0),
        )
        for verifier in User.objects.filter(groups__name=Role.VERIFIER, is_active=True)
    ]
    return sorted(loads, key=lambda load: (-load.in_hand, -load.pace.checked, str(load.verifier)))


def _paces(reviews):
    taken = CaseEvent.objects.filter(
        application=OuterRef("application"),
        user=OuterRef("reviewer"),
        kind__in=IN_HAND_BY,
        at__lte=OuterRef("created_at"),
    )
    rows = (
        reviews.standing()
        .one_by_one()
        .filter(created_at__gte=_midnight())
        .values_list("reviewer", "created_at", Subquery(taken.order_by("-pk").values("at")[:1]))
    )
    spans = defaultdict(list)
    for reviewer, decided, begun in rows:
        spans[reviewer].append((decided - begun).total_seconds() / 60 if begun else None)
    paces = {}
    for reviewer, found in spans.items():
        measured = [span for span in found if span is not None]
        paces[reviewer] = Pace(len(found), median(measured) if measured else None)
    return paces


def _count_by_user(rows, column):
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))


def _midnight():
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))


def progress_of(intake_id):
    """Return how many files of the intake are checked, and how many there are."""
    files = Application.objects.submitted().live().filter(intake=intake_id)
    return files.aggregate(
        done=Count("pk", filter=~Q(status=ApplicationStatus.SUBMITTED)), total=Count("pk")
    )
