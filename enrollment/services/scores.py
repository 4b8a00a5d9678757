"""Scores: entered by assessors, and as they enter a selection."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from enrollment.choices import AttendanceStatus
from enrollment.models import Assessment, Score
from enrollment.services.assessments import criteria_of
from enrollment.services.frozen import refuse_if_input_is_frozen

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


@transaction.atomic
def record_scores(assessment, scores, *, assessor):
    """Store one assessor's scores of a test: ``{sitting pk: {criterion code: value or None}}``.

    ``None`` takes a score back. All or nothing: raise ``DomainError`` for people who did not
    come, for one's own family card, for a value out of bounds, where all assessors that the test
    needs have scored already, and once the round has read its input.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    sittings = assessment.sittings.filter(attendance=AttendanceStatus.ATTENDED).in_bulk(scores)
    if len(sittings) != len(scores):
        raise DomainError(_("Only people who came to this test can be scored."))
    household = Person.objects.near_to(assessor)
    if assessment.sittings.filter(pk__in=scores, application__person__in=household).exists():
        raise DomainError(_("Your own family card is scored by colleagues."))
    _refuse_one_assessor_too_many(assessment, scores, assessor)
    _refuse_out_of_bounds(assessment, scores)

    for sitting, values in scores.items():
        for criterion, value in values.items():
            own = Score.objects.filter(sitting=sitting, criterion=criterion, assessor=assessor)
            if value is None:
                own.delete()
            else:
                Score.objects.update_or_create(
                    sitting_id=sitting,
                    criterion=criterion,
                    assessor=assessor,
                    defaults={"value": value},
                )


def _refuse_one_assessor_too_many(assessment, scores, assessor):
    given = [pk for pk, values in scores.items() if any(v is not None for v in values.values())]
    full = (
        Score.objects.filter(sitting__in=given)
        .exclude(assessor=assessor)
        .order_by()
        .values("sitting")
        .annotate(assessors=Count("assessor", distinct=True))
        .filter(assessors__gte=assessment.assessors_needed)
    )
    if full.exists():
        raise DomainError(
            _("{needed} others have scored already; the test needs no more.").format(
                needed=assessment.assessors_needed
            )
        )


def _refuse_out_of_bounds(assessment, scores):
    highest = {criterion.code: criterion.maximum for criterion in criteria_of(assessment)}
    for values in scores.values():
        for criterion, value in values.items():
            if criterion not in highest:
                raise DomainError(_("This is not scored in this test."))
            if value is not None and not 0 <= value <= highest[criterion]:
                raise DomainError(
                    _("A score is between 0 and {highest}.").format(
                        highest=f"{highest[criterion].normalize():f}"
                    )
                )
