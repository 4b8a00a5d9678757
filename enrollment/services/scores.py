"""What people scored, as it enters a selection."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Sum

from enrollment.choices import AttendanceStatus
from enrollment.models import Score

HUNDREDTH = Decimal("0.01")


def mean_scores(applications):
    """Return ``{(application pk, batch pk): {criterion: mean}}`` for a queryset.

    A score counts for every class of its assessment. The mean of several assessors is rounded
    half up to two decimals, once.
    """
    means = defaultdict(dict)
    groups = (
        Score.objects.filter(
            sitting__application__in=applications.order_by().values("pk"),
            sitting__attendance=AttendanceStatus.ATTENDED,
        )
        .order_by()
        .values_list("sitting__application", "sitting__assessment__batches", "criterion")
        .annotate(sum=Sum("value"), count=Count("pk"))
    )
    for application, batch, criterion, total, count in groups:
        mean = (total / count).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
        means[application, batch][criterion] = mean
    return dict(means)
