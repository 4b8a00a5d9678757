"""Pages about selection rounds, in each stage of one."""

from datetime import timedelta

from django.utils import timezone

from enrollment.models import RoundAttempt, SelectionRound
from enrollment.services.publishing import request_publication
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    correction_of,
    dry_run_of,
    open_round,
    published,
    put_right,
    run,
    set_dates,
)
from tests.pages.state import State


def round_brought_to(stage):
    """A round of one seat and three people, as far as ``stage``."""

    def make(user):
        selection_round = open_round(1, reserves=[("disabilitas", ["disability"], 1)])
        for score in [90, 80, 70]:
            apply_for(selection_round, *batches_of(selection_round), score=score)
        if stage != "open":
            selection_round = close(selection_round)
        if stage in ("run", "approved", "publishing"):
            run(selection_round)
        if stage in ("approved", "publishing"):
            approve(selection_round)
        if stage == "publishing":
            past = timezone.now() - timedelta(seconds=1)
            set_dates(selection_round, round_runs_at=past, announced_at=past)
            request_publication(selection_round, actor=user)
        if stage == "running":
            SelectionRound.objects.filter(pk=selection_round.pk).update(
                run_requested_at=timezone.now()
            )
            RoundAttempt.objects.create(
                selection_round=selection_round, number=1, phase="writing", done=1, total=2
            )
        return {"code": selection_round.intake.code}

    return make


def tried(user):
    selection_round = open_round(1)
    for score in [90, 80, 70]:
        apply_for(selection_round, *batches_of(selection_round), score=score)
    return {"pk": dry_run_of(close(selection_round)).pk}


def corrected_round(stage):
    """A published round whose correction has come as far as ``stage``."""

    def make(user):
        selection_round = open_round(1)
        for score in [90, 80, 70]:
            apply_for(selection_round, *batches_of(selection_round), score=score)
        selection_round = published(selection_round)
        if stage != "none":
            correction = correction_of(selection_round)
        if stage == "published":
            put_right(correction)
        return {"code": selection_round.intake.code}

    return make


def _rounds_in_all_stages(user):
    for stage in ["open", "closed", "run", "approved"]:
        round_brought_to(stage)(user)
    return {}


STATES = [
    *(
        State("rounds", "enrollment:round", stage, who, round_brought_to(stage))
        for stage, who in [
            ("open", "training_manager"),
            ("closed", "training_manager"),
            ("running", "training_manager"),
            ("run", "approver"),
            ("approved", "approver"),
            ("publishing", "approver"),
        ]
    ),
    *(
        State("rounds", "enrollment:corrections", stage, who, corrected_round(stage))
        for stage, who in [
            ("none", "training_manager"),
            ("calculated", "training_manager"),
            ("calculated", "approver"),
            ("published", "auditor"),
        ]
    ),
    State("rounds", "enrollment:dry_run", "done", "approver", tried),
    State("rounds", "enrollment:results", "corrected", "resident", corrected_round("published")),
    State("rounds", "enrollment:round_list", "one of them", "auditor", _rounds_in_all_stages),
]
