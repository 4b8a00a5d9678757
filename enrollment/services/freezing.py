"""The problem of a round: everything that decides, in one document that no longer changes."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from django.utils import timezone

from blk_portal.shared.portions import in_portions
from enrollment.choices import ApplicationStatus, RoundStatus
from enrollment.models import Application, Review, Seat
from enrollment.selection import canonical_bytes
from enrollment.services.facts import verified_facts_of
from enrollment.services.long_texts import long_text
from enrollment.services.rounds import change_round_status
from enrollment.services.scores import MeanScores
from enrollment.trainings import trainings_of
from programs.choices import NOT_HELD, BatchStatus, IntakeStatus
from programs.services.rules import batch_rules
from programs.services.status import change_intake_status

APPLICATIONS_AT_ONCE = 5000


def problem_parts(selection_round):
    """Yield the canonical bytes of the problem of the round as things stand, in parts.

    Its batches are those of the published rule set but for classes that are not held any more,
    wishes for which name a batch that the problem does not know. Who takes part with which
    wishes was settled at closing; facts, scores and the state of files are read now. An
    application whose file was not accepted stands there as withdrawn, with what became of it
    under ``file``.
    """
    rules = json.loads(selection_round.rule_set.canonical)
    not_held = set(
        selection_round.intake.batches.filter(status__in=NOT_HELD).values_list("code", flat=True)
    )
    head = {
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
        "batches": [spec for spec in rules["batches"] if spec["id"] not in not_held],
        "steps": [],
    }
    yield b'{"applications":['
    before = b""
    for listed in in_portions(listed_applications(selection_round), APPLICATIONS_AT_ONCE):
        yield before + canonical_bytes(_entries(selection_round, listed, rules["batches"]))[1:-1]
        before = b","
    yield b"]," + canonical_bytes(head)[1:]


def build_problem(selection_round):
    """Return the problem of the round as things stand, as JSON values."""
    return json.loads(b"".join(problem_parts(selection_round)))


def freeze_problem(selection_round):
    """Store the problem of a locked round whose pre-flight is clear, and its digest.

    Return its canonical bytes.
    """
    if selection_round.intake.status == IntakeStatus.CLOSED:
        change_intake_status(selection_round.intake, IntakeStatus.SELECTING, actor=None)
    raw = BytesIO()
    with long_text() as problem:
        for part in problem_parts(selection_round):
            problem.write(part)
            raw.write(part)
        change_round_status(
            selection_round,
            RoundStatus.FROZEN,
            actor=selection_round.run_requested_by,
            frozen_at=timezone.now(),
            frozen_by=selection_round.run_requested_by,
            problem=problem.whole(),
            problem_sha256=problem.sha256,
        )
    del selection_round.problem
    return raw.getvalue()


@dataclass(frozen=True)
class InputChanges:
    """What differs between a frozen problem and things as they stand.

    ``applications`` are pairs of an application and the parts of its entry that differ.
    """

    applications: list
    batches: list
    has_new_draw: bool

    def __bool__(self):
        return bool(self.applications or self.batches or self.has_new_draw)


def changed_inputs(selection_round):
    """Compare the frozen problem with a new one, section by section.

    ``batches`` are the codes of classes whose rules or seats are no longer the published ones.
    """
    digest, parts = hashlib.sha256(), problem_parts(selection_round)
    for part in parts:
        digest.update(part)
    if digest.hexdigest() == selection_round.problem_sha256:
        return InputChanges([], changed_batches(selection_round), has_new_draw=False)
    frozen = json.loads(selection_round.problem)
    now = build_problem(selection_round)
    changed = changed_entries(frozen, now)
    applications = Application.objects.filter(
        intake=selection_round.intake_id, draw_code__in=changed
    ).order_by("registration_number")
    return InputChanges(
        applications=[
            (application, changed[application.draw_code]) for application in applications
        ],
        batches=sorted({*changed_batches(selection_round), *(_ids(frozen) - _ids(now))}),
        has_new_draw=frozen["lottery"] != now["lottery"],
    )


def changed_entries(before, after):
    """Return ``{draw code: names of the parts that differ}`` of two problems of a round."""
    entries = {entry["id"]: entry for entry in after["applications"]}
    return {
        entry["id"]: [name for name in entry if entry[name] != entries[entry["id"]][name]]
        for entry in before["applications"]
        if entry != entries[entry["id"]]
    }


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
        if batch.status == BatchStatus.POSTPONED
        or (batch.status not in NOT_HELD and batch_rules(batch) != published.get(batch.code))
    )


def _ids(problem):
    return {spec["id"] for spec in problem["batches"]}


def listed_applications(selection_round):
    """Yield ``[draw code, pseudonym, [class, …]]`` of the list at closing, one after another."""
    text, decoder = selection_round.list_at_closing, json.JSONDecoder()
    index = 1
    while index < len(text) - 1:
        entry, index = decoder.raw_decode(text, index)
        yield entry
        index += 1


def _entries(selection_round, listed, batch_specs):
    """Return the entries of some listed applications in the problem."""
    rows = {
        draw_code: (pk, person, status, birth_date)
        for draw_code, pk, person, status, birth_date in Application.objects.filter(
            intake=selection_round.intake_id, draw_code__in=[code for code, *_rest in listed]
        )
        # Said for the index of the codes, without which each portion would read the whole intake.
        .exclude(draw_code="")
        .order_by()
        .values_list("draw_code", "pk", "person", "status", "person__birth_date")
    }
    applications = Application.objects.filter(pk__in=[pk for pk, *_rest in rows.values()])
    persons = [person for _pk, person, *_rest in rows.values()]
    facts = verified_facts_of(applications)
    scores = MeanScores(applications)
    trainings = trainings_of(persons)
    closed = set(
        Review.objects.closings()
        .filter(
            application__in=applications.order_by(),
            application__status=ApplicationStatus.INELIGIBLE,
        )
        .values_list("application", flat=True)
    )
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

    def scores_of(pk, batch):
        known = scores.of(pk, batch_pks[batch])
        return {
            criterion: decimal_text(known[criterion]) if criterion in known else None
            for criterion in criteria[batch]
        }

    def entry(draw_code, pseudonym, wishes):
        pk, person, status, birth_date = rows[draw_code]
        return {
            "id": draw_code,
            "person": pseudonym,
            "seq": pk,
            "withdrawn": status not in _ACCEPTED,
            "file": "not_corrected" if pk in closed else _FILES.get(status, "accepted"),
            "holds_seat": person in seated_elsewhere,
            "birth_date": _date(birth_date),
            "facts": sorted(facts[pk]),
            "trainings": trainings.get(person, []),
            "choices": [{"batch": batch, "scores": scores_of(pk, batch)} for batch in wishes],
        }

    return [entry(*one) for one in listed]


_FILES = {
    ApplicationStatus.SUBMITTED: "not_checked",
    ApplicationStatus.NEEDS_FIX: "not_corrected",
    ApplicationStatus.INELIGIBLE: "refused",
    ApplicationStatus.WITHDRAWN: "withdrawn",
    ApplicationStatus.EXCLUDED: "excluded",
}
_ACCEPTED = [status for status in ApplicationStatus if status not in _FILES]


@lru_cache(maxsize=10_001)
def decimal_text(value):
    """Write a score as the problem wants it: no exponent, no trailing zeros."""
    return format(value.normalize(), "f")


def _date(value):
    return value.isoformat() if value else None
