"""How long files have been waiting: medians, so that one forgotten file does not hide the rest."""

from functools import reduce
from operator import or_

from django.db.models import Aggregate, DateTimeField, F, FloatField, OuterRef, Subquery
from django.db.models.functions import Now

from blk_portal.shared.models import StatusChange
from dashboards.figures import APPLICATION_FIGURES
from enrollment.models import Application, Objection

WAITING = ["awaiting_check", "awaiting_correction", "objection_open"]


class _Median(Aggregate):
    output_field = FloatField()
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY EXTRACT(EPOCH FROM %(expressions)s))"


def median_ages(scope):
    """Median age in days of what waits for a check, a correction or an answer, in one statement."""
    moved_at = StatusChange.objects.filter(
        subject=Application._meta.db_table, subject_id=OuterRef("pk")
    ).order_by("-pk")
    objected_at = Objection.objects.filter(application=OuterRef("pk"), answered_at=None)
    conditions = {key: APPLICATION_FIGURES[key].condition(scope) for key in WAITING}
    waiting = scope.applications().filter(reduce(or_, conditions.values()))
    waiting = waiting.annotate(
        moved_at=Subquery(moved_at.values("at")[:1], output_field=DateTimeField()),
        objected_at=Subquery(objected_at.values("created_at")[:1], output_field=DateTimeField()),
    )
    seconds = waiting.aggregate(
        awaiting_check=_Median(Now() - F("moved_at"), filter=conditions["awaiting_check"]),
        awaiting_correction=_Median(
            Now() - F("moved_at"),
            filter=conditions["awaiting_correction"],
        ),
        objection_open=_Median(Now() - F("objected_at")),
    )
    return {key: value / 86400 for key, value in seconds.items() if value is not None}
