"""Scores: entered by assessors, and as they enter a selection."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from enrollment.choices import AttendanceStatus, ScoringPhase
from enrollment.models import Assessment, Score, ScoreCorrection
from enrollment.services.assessments import criteria_of, note_if_all_scored, refuse_own_people
from enrollment.services.frozen import refuse_if_input_is_frozen
from enrollment.who_sees import sight_of

HUNDREDTH = Decimal("0.01")


class MeanScores:
    """The means of some applications. A score counts for every class of its assessment.

    The mean of several assessors is rounded half up to two decimals, once.
    """

    def __init__(self, applications):
        self._sums = defaultdict(list)
        self._known = {}
        groups = (
            Score.objects.filter(
                sitting__application__in=applications.order_by().values("pk"),
                sitting__attendance=AttendanceStatus.ATTENDED,
            )
            .order_by()
            .values_list("sitting__application", "sitting__assessment", "criterion")
            .annotate(sum=Sum("value"), count=Count("pk"))
        )
        for application, *of_one_test in groups:
            self._sums[application].append(of_one_test)
        tests = {test for of_one in self._sums.values() for test, *_rest in of_one}
        counted_for = Assessment.batches.through.objects.filter(assessment__in=tests)
        by_batch = defaultdict(set)
        for test, batch in counted_for.values_list("assessment", "batch"):
            by_batch[batch].add(test)
        self._assessments = {batch: frozenset(tests) for batch, tests in by_batch.items()}

    def of(self, application_pk, batch_pk):
        """Return ``{criterion: mean}`` of an application for a class."""
        tests = self._assessments.get(batch_pk, frozenset())
        if (application_pk, tests) not in self._known:
            self._known[application_pk, tests] = self._means(application_pk, tests)
        return self._known[application_pk, tests]

    def _means(self, application_pk, tests):
        totals = {}
        for test, criterion, total, count in self._sums.get(application_pk, ()):
            if test in tests:
                before, counted = totals.get(criterion, (0, 0))
                totals[criterion] = (before + total, counted + count)
        return {
            criterion: (total / count).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
            for criterion, (total, count) in totals.items()
        }


@transaction.atomic
def record_scores(assessment, scores, *, assessor, reason=""):
    """Store one assessor's scores of a test: ``{sitting pk: {criterion code: value or None}}``.

    ``None`` takes a score back. All or nothing: raise ``DomainError`` for people who did not
    come, for one's own people, for a value out of bounds, where all assessors that the test
    needs have scored already, outside the time of scoring, and once the round has read its input.
    Once the scores of all can be seen, a change needs a ``reason``, which is kept.
    """
    assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
    refuse_if_input_is_frozen(assessment.intake_id)
    sight = sight_of(assessment, assessor)
    reason = reason.strip()
    _refuse_out_of_time(assessment, sight, reason)
    sittings = assessment.sittings.who_came().filter(pk__in=scores)
    if sittings.count() != len(scores):
        raise DomainError(_("Only people who came to this test can be scored."))
    refuse_own_people(scores, assessor)
    changes = _changes(scores, assessor)
    _refuse_one_assessor_too_many(assessment, scores, assessor)
    _refuse_out_of_bounds(assessment, scores)

    for change in changes:
        _store(change, assessor)
    if sight.may_correct:
        ScoreCorrection.objects.bulk_create(
            ScoreCorrection(
                sitting_id=change.sitting,
                criterion=change.criterion,
                assessor=assessor,
                old_value=change.old,
                new_value=change.new,
                reason=reason,
            )
            for change in changes
        )
    note_if_all_scored(assessment)
    return changes


@dataclass(frozen=True)
class Change:
    """One score of one assessor that becomes another; ``None`` is no score."""

    sitting: int
    criterion: str
    old: Decimal | None
    new: Decimal | None


def _changes(scores, assessor):
    """Return what differs from the scores that ``assessor`` gave before."""
    given = {
        (sitting, criterion): value
        for sitting, criterion, value in Score.objects.filter(
            sitting__in=scores, assessor=assessor
        ).values_list("sitting", "criterion", "value")
    }
    wanted = [
        Change(sitting, criterion, given.get((sitting, criterion)), value)
        for sitting, values in scores.items()
        for criterion, value in values.items()
    ]
    return [change for change in wanted if change.old != change.new]


def _store(change, assessor):
    own = {"sitting_id": change.sitting, "criterion": change.criterion, "assessor": assessor}
    if change.new is None:
        Score.objects.filter(**own).delete()
    else:
        Score.objects.update_or_create(**own, defaults={"value": change.new})


def _refuse_out_of_time(assessment, sight, reason):
    if sight.may_score or sight.may_correct and reason:
        return
    if sight.may_correct:
        raise DomainError(_("All scores can be seen now. Say why you change one."))
    if sight.phase == ScoringPhase.BEFORE:
        raise DomainError(
            _("Scoring begins on {when}.").format(when=long_datetime(assessment.scored_from))
        )
    raise DomainError(_("Only assessors score a test."))


def scored_by_enough_others(assessment, sittings, assessor):
    """Return which of ``sittings`` (keys) have been scored by all whom the test needs."""
    full = (
        Score.objects.filter(sitting__in=sittings)
        .exclude(assessor=assessor)
        .order_by()
        .values_list("sitting")
        .annotate(assessors=Count("assessor", distinct=True))
        .filter(assessors__gte=assessment.assessors_needed)
    )
    return {sitting for sitting, _assessors in full}


def _refuse_one_assessor_too_many(assessment, scores, assessor):
    given = [pk for pk, values in scores.items() if any(v is not None for v in values.values())]
    if scored_by_enough_others(assessment, given, assessor):
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
