"""Whether a class is open to somebody, and which other classes would be."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from enrollment.gate_words import (
    old_enough_sentence,
    reason_sentences,
    requirement_sentence,
)
from enrollment.selection.eligibility import UNKNOWN
from enrollment.services.eligibility import reasons_against
from programs.choices import SUSPENDED, BatchStatus, GateType, SelectionMethod
from programs.lists_beside import read_with_lists
from programs.models import Batch
from programs.wording import retraining_sentence

MOST_OTHERS = 3
MOST_COMING = 2


@dataclass(frozen=True)
class Check:
    """``conditions`` are pairs of a sentence and whether it is met; ``others`` are open classes,
    ``coming`` those that open later; both fit the same answers.
    """

    conditions: list
    refusals: list
    remark: str = ""
    comes_of_age: str = ""
    others: list = field(default_factory=list)
    coming: list = field(default_factory=list)

    @property
    def may_join(self):
        return not self.refusals


def check_class(batch, standing):
    """Judge one class by its gates; where it is closed, look for open ones that fit."""
    reasons = reasons_against(batch, standing)
    birth_date = None if standing.birth_date is UNKNOWN else date.fromisoformat(standing.birth_date)
    conditions = [
        (requirement_sentence(gate, batch), f"gate:{gate.code}" not in reasons)
        for gate in batch.gates.all()
    ]
    if not reasons:
        return Check(conditions, [], remark=retraining_sentence(batch))
    ages = [
        gate
        for gate in batch.gates.all()
        if gate.type == GateType.AGE and f"gate:{gate.code}" in reasons
    ]
    return Check(
        conditions,
        reason_sentences(reasons, batch, birth_date=birth_date),
        comes_of_age=_comes_of_age(ages, batch, birth_date),
        **_others_that_fit(batch, standing),
    )


def _comes_of_age(gates, batch, birth_date):
    sentence = old_enough_sentence(gates, birth_date)
    if not sentence:
        return ""
    minimum = max(gate.minimum_age or 0 for gate in gates)
    is_too_young = (birth_date.year + minimum, birth_date.month, birth_date.day) > (
        batch.reference_date.year,
        batch.reference_date.month,
        batch.reference_date.day,
    )
    return sentence if is_too_young else ""


def _others_that_fit(batch, standing):
    """Classes that nothing in the answers closes, those of the same programme and trade first."""
    now = timezone.now()
    candidates = (
        Batch.objects.filter(
            status__in=[BatchStatus.OPEN, BatchStatus.PLANNED], intake__closes_at__gt=now
        )
        .exclude(intake__status__in=SUSPENDED)
        .exclude(pk=batch.pk)
        .exclude(selection_method=SelectionMethod.NOMINATION)
        .select_related("program", "intake")
        .order_by("intake__closes_at", "code")
    )
    fitting = [
        other
        for other in read_with_lists(candidates, "gates")
        if not reasons_against(other, standing)
    ]
    fitting.sort(
        key=lambda other: (
            other.program_id != batch.program_id,
            other.program.trade_id != batch.program.trade_id,
        )
    )
    opened = [other for other in fitting if _is_open(other, now)]
    coming = [other for other in fitting if not _is_open(other, now)]
    return {"others": opened[:MOST_OTHERS], "coming": coming[:MOST_COMING]}


def _is_open(batch, now):
    return batch.status == BatchStatus.OPEN and batch.intake.opens_at <= now
