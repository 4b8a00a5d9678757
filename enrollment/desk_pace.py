"""How far the desk has come: what waits until which day, and how fast the files are checked."""

from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil
from statistics import median

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from enrollment.choices import IN_HAND_BY, ApplicationStatus
from enrollment.models import Application, CaseEvent, Review


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
    """Return what ``user`` has checked since midnight; decisions taken back do not count."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    taken = CaseEvent.objects.filter(
        application=OuterRef("application"),
        user=OuterRef("reviewer"),
        kind__in=IN_HAND_BY,
        at__lte=OuterRef("created_at"),
    )
    spans = [
        (decided - begun).total_seconds() / 60 if begun else None
        for decided, begun in Review.objects.filter(
            reviewer=user, created_at__gte=midnight, undone_at__isnull=True
        ).values_list("created_at", Subquery(taken.order_by("-pk").values("at")[:1]))
    ]
    measured = [span for span in spans if span is not None]
    return Pace(checked=len(spans), minutes=median(measured) if measured else None)


def progress_of(intake_id):
    """Return how many files of the intake are checked, and how many there are."""
    files = Application.objects.submitted().live().filter(intake=intake_id)
    return files.aggregate(
        done=Count("pk", filter=~Q(status=ApplicationStatus.SUBMITTED)), total=Count("pk")
    )
