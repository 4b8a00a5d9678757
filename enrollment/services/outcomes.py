"""Why an application got what it got, read from the published run of its round."""

from dataclasses import dataclass

from enrollment.choices import RoundStatus
from enrollment.models import Placement, Score, SelectionRound
from enrollment.outcome_words import choice_words, distance_sentence


@dataclass(frozen=True)
class WishOutcome:
    placement: Placement
    words: str
    distance: str = ""


@dataclass(frozen=True)
class Outcome:
    selection_round: SelectionRound
    wishes: list
    scores: list


def explain_outcome(application):
    """Return the outcome of each wish in words, or ``None`` while nothing is published."""
    selection_round = SelectionRound.objects.filter(
        intake=application.intake_id, status=RoundStatus.PUBLISHED
    ).first()
    if selection_round is None:
        return None
    placements = (
        Placement.objects.filter(run=selection_round.approved_run_id, application=application)
        .select_related("batch__program")
        .prefetch_related("batch__gates", "batch__criteria", "batch__reserves")
        .order_by("rank")
    )
    return Outcome(
        selection_round,
        [_explain(placement) for placement in placements],
        list(
            Score.objects.filter(sitting__application=application).select_related(
                "sitting__assessment"
            )
        ),
    )


def _explain(placement):
    batch = placement.batch
    names = {criterion.code: criterion.name for criterion in batch.criteria.all()}
    names |= {reserve.category: reserve.name for reserve in batch.reserves.all()}
    distance = ""
    if placement.pool_rank is not None:
        distance = distance_sentence(placement.pool_rank, batch.capacity)
    return WishOutcome(placement, choice_words(placement.code, names=names).resident, distance)
