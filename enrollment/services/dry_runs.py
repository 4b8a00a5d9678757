"""What would have come out with other weights, reserves, seats or one more class."""

import copy
import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import DryRunSource, RoundStatus
from enrollment.models import DryRun
from enrollment.models.dry_run import WATERMARK
from enrollment.selection import canonical_bytes, decide_standings
from enrollment.services.freezing import build_problem

PATIENCE = timedelta(seconds=30)
RESULT_IS_KNOWN = [RoundStatus.DECIDED, RoundStatus.APPROVED, RoundStatus.PUBLISHED]
EXTRA = "-extra"


def request_dry_run(selection_round, *, source, changes, actor):
    """Ask a worker for a dry run; return it.

    ``changes`` may hold ``capacities`` and ``reserves`` (numbers), ``weights`` (decimal texts),
    each by class and name, and ``extra``: ``{"like": class, "seats": number}``. Raise
    ``DomainError`` where there is nothing to decide yet, or nothing would be other than it is.
    """
    if not selection_round.list_sha256:
        raise DomainError(_("A dry run needs the list of wishes at closing."))
    if source == DryRunSource.FROZEN and not selection_round.problem_sha256:
        raise DomainError(_("The input is not frozen yet."))
    if not any(changes.values()):
        raise DomainError(_("Change at least one thing."))
    return DryRun.objects.create(
        selection_round=selection_round, source=source, changes=changes, requested_by=actor
    )


@transaction.atomic
def carry_out_dry_run(dry_run):
    """Decide a dry run beside the input as it is, and keep both; once is enough."""
    dry_run = lock_and_read(DryRun.objects.select_related("selection_round__rule_set"), dry_run.pk)
    if dry_run.done_at:
        return
    selection_round = dry_run.selection_round
    if dry_run.source == DryRunSource.FROZEN:
        problem = json.loads(selection_round.problem)
    else:
        problem = build_problem(selection_round)
    has_own_draw = selection_round.status in RESULT_IS_KNOWN
    if not has_own_draw:
        _draw_otherwise(problem, dry_run)
    as_it_is = decide_standings(canonical_bytes(problem))
    other = decide_standings(canonical_bytes(with_changes(problem, dry_run.changes)))
    dry_run.result = {
        "watermark": WATERMARK,
        "has_own_draw": has_own_draw,
        **_side_by_side(as_it_is, other),
    }
    dry_run.done_at = timezone.now()
    dry_run.save(update_fields=["result", "done_at"])


def dry_runs_left_alone():
    """Return the dry runs that were asked for a while ago and are not done."""
    return DryRun.objects.filter(done_at=None, requested_at__lt=timezone.now() - PATIENCE)


def with_changes(problem, changes):
    """Return a copy of a problem with ``changes``, marked as a dry run.

    An extra class stands in every list right after the one that it is like.
    """
    problem = copy.deepcopy(problem)
    problem["dry_run"] = True
    for batch in problem["batches"]:
        capacities, code = changes.get("capacities", {}), batch["id"]
        batch["capacity"] = capacities.get(code, batch["capacity"])
        weights = changes.get("weights", {}).get(code, {})
        for criterion in batch["criteria"]:
            criterion["weight"] = weights.get(criterion["id"], criterion["weight"])
        reserves = changes.get("reserves", {}).get(code, {})
        for reserve in batch["reserves"]:
            reserve["seats"] = reserves.get(reserve["category"], reserve["seats"])
    if extra := changes.get("extra"):
        _add_a_class(problem, extra["like"], extra["seats"])
    return problem


def _add_a_class(problem, like, seats):
    (model,) = [batch for batch in problem["batches"] if batch["id"] == like]
    problem["batches"].append({**model, "id": like + EXTRA, "capacity": seats})
    if problem["max_choices"] is not None:
        problem["max_choices"] += 1
    for application in problem["applications"]:
        application["choices"] = [
            {**choice, "batch": batch}
            for choice in application["choices"]
            for batch in ([like, like + EXTRA] if choice["batch"] == like else [choice["batch"]])
        ]


def _draw_otherwise(problem, dry_run):
    """Put another draw in the place of the sealed one, of which nobody shall learn beforehand."""
    seed = hashlib.sha256(f"dry-run:{dry_run.pk}:{dry_run.requested_at}".encode()).hexdigest()
    problem["lottery"] |= {"seed": seed, "commitment": None, "entropy": None}


def _side_by_side(as_it_is, other):
    before, after = _seats(as_it_is), _seats(other)
    classes = {batch["id"]: batch for batch in as_it_is["batches"]}
    nothing = {"capacity": 0, "seats": [], "waitlist": []}
    return {
        "classes": [
            {
                "id": batch["id"],
                "capacity": [classes.get(batch["id"], nothing)["capacity"], batch["capacity"]],
                "seated": [
                    len(side["seats"]) for side in (classes.get(batch["id"], nothing), batch)
                ],
                "waiting": [
                    len(side["waitlist"]) for side in (classes.get(batch["id"], nothing), batch)
                ],
            }
            for batch in other["batches"]
        ],
        "differences": [
            [code, before.get(code), after.get(code)]
            for code in sorted(before.keys() | after.keys())
            if before.get(code) != after.get(code)
        ],
    }


def _seats(outcome):
    return {
        place["application"]: batch["id"]
        for batch in outcome["batches"]
        for place in batch["seats"]
    }
