"""Numbers about classes that public pages show."""

from django.db.models import Count, Q
from django.utils import timezone

from enrollment.choices import GONE, ApplicationStatus
from enrollment.models import Choice, Seat
from programs.choices import FigureKind, IntakeStatus
from programs.models import Batch, PublishedFigure

SHOWN = [
    IntakeStatus.OPEN,
    IntakeStatus.CLOSED,
    IntakeStatus.SELECTING,
    IntakeStatus.PUBLISHED,
    IntakeStatus.RUNNING,
]


def publish_figures():
    """Count applicants, wishes and seats of every class that people look at; return how many."""
    now = timezone.now()
    batches = Batch.objects.filter(intake__status__in=SHOWN)
    wishes = {
        batch: (first, every)
        for batch, first, every in Choice.objects.filter(batch__in=batches)
        .exclude(application__status__in=[ApplicationStatus.DRAFT, *GONE])
        .order_by()
        .values_list("batch")
        .annotate(first=Count("pk", filter=Q(rank=1)), every=Count("pk"))
    }
    seated = dict(
        Seat.objects.taken()
        .filter(batch__in=batches)
        .order_by()
        .values_list("batch")
        .annotate(Count("pk"))
    )
    figures = [
        PublishedFigure(batch_id=batch, kind=kind, value=value, as_of=now)
        for batch in batches.values_list("pk", flat=True)
        for kind, value in [
            (FigureKind.APPLICANTS, wishes.get(batch, (0, 0))[0]),
            (FigureKind.WISHES, wishes.get(batch, (0, 0))[1]),
            (FigureKind.SEATED, seated.get(batch, 0)),
        ]
    ]
    PublishedFigure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["batch", "kind"],
        update_fields=["value", "as_of"],
    )
    return len(figures)
