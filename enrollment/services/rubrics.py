"""What each score means, in words, and what assessors say where theirs differ widely."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from accounts.services.relations import refuse_if_near
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import refuse_late_save, version_of
from enrollment.models import Assessment, RubricLevel, Score, ScoreTalk
from enrollment.services.assessments import criteria_of
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.who_sees import sight_of


@dataclass(frozen=True)
class Difference:
    """Scores of one person in one criterion that lie further apart than the test allows."""

    sitting: int
    criterion: str
    lowest: Decimal
    highest: Decimal


def rubric_of(assessment):
    """Return ``{criterion code: levels}``, the highest level first."""
    levels = defaultdict(list)
    for level in assessment.rubric.order_by("-points"):
        levels[level.criterion].append(level)
    return dict(levels)


def version_of_rubric(assessment):
    return version_of(*assessment.rubric.order_by("criterion", "-points"))


@transaction.atomic
def set_rubric(assessment, levels, *, actor, seen=None):
    """Write the levels of each criterion: ``{code: [(points, words)]}``; none once scored.

    Raise ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_late_save(seen, version_of_rubric(assessment))
    refuse_if_input_is_frozen(assessment.intake_id)
    if Score.objects.filter(sitting__assessment=assessment).exists():
        raise DomainError(_("Scores are given already, so the rubric stays as it is."))
    highest = {criterion.code: criterion.maximum for criterion in criteria_of(assessment)}
    for code, found in levels.items():
        points = [point for point, _words in found]
        if code not in highest or len(set(points)) != len(points):
            raise DomainError(_("Each score stands once in a rubric."))
        if any(not 0 <= point <= highest[code] for point in points):
            raise DomainError(
                _("A score is between 0 and {highest}.").format(
                    highest=f"{highest[code].normalize():f}"
                )
            )
    assessment.rubric.all().delete()
    RubricLevel.objects.bulk_create(
        RubricLevel(assessment=assessment, criterion=code, points=points, words=words)
        for code, found in levels.items()
        for points, words in found
    )


def open_differences(assessments):
    """Return the ``Difference``s in tests (a queryset) about which nobody has talked yet."""
    talked = set(
        ScoreTalk.objects.filter(sitting__assessment__in=assessments.order_by().values("pk"))
        .order_by()
        .values_list("sitting", "criterion", "lowest", "highest")
    )
    spans = (
        Score.objects.filter(
            sitting__assessment__in=assessments.order_by().values("pk"),
            sitting__attendance="attended",
            sitting__assessment__largest_difference__isnull=False,
        )
        .order_by("sitting", "criterion")
        .values("sitting", "criterion")
        .annotate(
            lowest=Min("value"),
            highest=Max("value"),
            allowed=Max("sitting__assessment__largest_difference"),
        )
    )
    return [
        Difference(span["sitting"], span["criterion"], span["lowest"], span["highest"])
        for span in spans
        if span["highest"] - span["lowest"] > span["allowed"]
        and (span["sitting"], span["criterion"], span["lowest"], span["highest"]) not in talked
    ]


@transaction.atomic
def record_talk(sitting, criterion, *, words, assessor):
    """Keep what assessors said about scores that differ widely, which stay as they are then.

    Only once all scores can be seen, by one of those who scored this person. Whoever wants
    another score instead corrects it with a reason (``record_scores``).
    """
    assessment = Assessment.objects.select_for_update().get(pk=sitting.assessment_id)
    refuse_if_input_is_frozen(assessment.intake_id)
    refuse_if_near(sitting.application.person_id, actor=assessor)
    if not sight_of(assessment, assessor).sees_others_scores:
        raise DomainError(_("Talk about scores once all of them can be seen."))
    if not sitting.scores.filter(criterion=criterion, assessor=assessor).exists():
        raise DomainError(_("Who scored this person writes down what was said."))
    if not words.strip():
        raise DomainError(_("Write down what was said."))
    found = [
        difference
        for difference in open_differences(Assessment.objects.filter(pk=assessment.pk))
        if (difference.sitting, difference.criterion) == (sitting.pk, criterion)
    ]
    if not found:
        raise DomainError(_("These scores do not differ so much, or were talked about before."))
    return ScoreTalk.objects.create(
        sitting=sitting,
        criterion=criterion,
        lowest=found[0].lowest,
        highest=found[0].highest,
        words=words.strip()[:300],
        assessor=assessor,
    )
