"""The problem of a round: everything that decides, in one document that no longer changes."""

import hashlib
import json
from dataclasses import dataclass

from django.utils import timezone

from enrollment.choices import ApplicationStatus, RoundStatus
from enrollment.models import Application, Seat
from enrollment.selection import canonical_bytes
from enrollment.services.facts import verified_facts_of
from enrollment.services.rounds import change_round_status
from enrollment.services.scores import mean_scores
from enrollment.trainings import trainings_of
from programs.choices import BatchStatus, IntakeStatus
from programs.services.rules import batch_rules
from programs.services.status import change_intake_status

GONE = [BatchStatus.POSTPONED, BatchStatus.MERGED, BatchStatus.CANCELLED]


def build_problem(selection_round):
    """Return the problem of the round as things stand, without ``steps`` taken.

    Its batches are those of the published rule set. Who takes part with which wishes was
    settled at closing; facts, scores and the state of files are read now. An application whose
    file was not accepted stands there as withdrawn, with what became of it under ``file``.
    """
    rules = json.loads(selection_round.rule_set.canonical)
    return {
        "format": "selection-problem/1",
        "round": selection_round.code,
        "lottery": {
            "seed": selection_round.seed,
            "commitment": selection_round.commitment,
            "entropy": selection_round.entropy or None,
            "scope": rules["lottery"]["scope"],
        },
        "max_choices": rules["max_choices"],
        "upgrade": rules["upgrade"],
        "batches": rules["batches"],
        "applications": _applications(selection_round, rules["batches"]),
        "steps": [],
    }


def freeze_problem(selection_round):
    """Store the problem of a locked round whose pre-flight is clear, and its digest."""
    frozen = canonical_bytes(build_problem(selection_round))
    if selection_round.intake.status == IntakeStatus.CLOSED:
        change_intake_status(selection_round.intake, IntakeStatus.SELECTING, actor=None)
    change_round_status(
        selection_round,
        RoundStatus.FROZEN,
        actor=selection_round.run_requested_by,
        frozen_at=timezone.now(),
        frozen_by=selection_round.run_requested_by,
        problem=frozen.decode(),
        problem_sha256=hashlib.sha256(frozen).hexdigest(),
    )


@dataclass(frozen=True)
class InputChanges:
    """What differs between a frozen problem and things as they stand."""

    applications: list
    batches: list
    has_new_draw: bool

    def __bool__(self):
        return bool(self.applications or self.batches or self.has_new_draw)


def changed_inputs(selection_round):
    """Compare the frozen problem with a new one, section by section.

    ``applications`` are the changed ones; ``batches`` the codes of classes whose rules or
    seats are no longer the published ones.
    """
    frozen = json.loads(selection_round.problem)
    now = build_problem(selection_round)
    before = {application["id"]: application for application in frozen["applications"]}
    after = {application["id"]: application for application in now["applications"]}
    changed = [code for code in before.keys() | after.keys() if before.get(code) != after.get(code)]
    return InputChanges(
        applications=list(
            Application.objects.filter(
                intake=selection_round.intake_id, draw_code__in=changed
            ).order_by("registration_number")
        ),
        batches=changed_batches(selection_round),
        has_new_draw=frozen["lottery"] != now["lottery"],
    )


def changed_batches(selection_round):
    """Return the codes of classes that are no longer what the published rules say."""
    published = {
        rules["id"]: rules for rules in json.loads(selection_round.rule_set.canonical)["batches"]
    }
    batches = selection_round.intake.batches.select_related("program").prefetch_related(
        "gates", "criteria", "reserves"
    )
    return sorted(
        batch.code
        for batch in batches
        if batch.status in GONE or batch_rules(batch) != published.get(batch.code)
    )


def _applications(selection_round, batch_specs):
    listed = json.loads(selection_round.list_at_closing)
    applications = Application.objects.filter(intake=selection_round.intake_id).exclude(
        draw_code=""
    )
    rows = {row.draw_code: row for row in applications.select_related("person")}
    persons = [row.person_id for row in rows.values()]
    facts = verified_facts_of(applications)
    scores = mean_scores(applications)
    trainings = trainings_of(persons)
    seated_elsewhere = set(
        Seat.objects.taken()
        .filter(person__in=persons)
        .exclude(batch__intake=selection_round.intake_id)
        .values_list("person", flat=True)
    )
    batch_pks = dict(selection_round.intake.batches.values_list("code", "pk"))
    criteria = {
        spec["id"]: [criterion["id"] for criterion in spec["criteria"]] for spec in batch_specs
    }

    def scores_of(row, batch):
        known = scores.get((row.pk, batch_pks[batch]), {})
        return {
            criterion: _decimal(known[criterion]) if criterion in known else None
            for criterion in criteria[batch]
        }

    return [
        {
            "id": draw_code,
            "person": person,
            "seq": rows[draw_code].pk,
            "withdrawn": rows[draw_code].status not in _ACCEPTED,
            "file": _FILES.get(rows[draw_code].status, "accepted"),
            "holds_seat": rows[draw_code].person_id in seated_elsewhere,
            "birth_date": _date(rows[draw_code].person.birth_date),
            "facts": sorted(facts[rows[draw_code].pk]),
            "trainings": trainings[rows[draw_code].person_id],
            "choices": [
                {"batch": batch, "scores": scores_of(rows[draw_code], batch)} for batch in wishes
            ],
        }
        for draw_code, person, wishes in listed
    ]


_FILES = {
    ApplicationStatus.SUBMITTED: "not_checked",
    ApplicationStatus.NEEDS_FIX: "not_corrected",
    ApplicationStatus.INELIGIBLE: "refused",
    ApplicationStatus.WITHDRAWN: "withdrawn",
}
_ACCEPTED = [status for status in ApplicationStatus if status not in _FILES]


def _decimal(value):
    """Write a score as the problem wants it: no exponent, no trailing zeros."""
    return format(value.normalize(), "f")


def _date(value):
    return value.isoformat() if value else None
