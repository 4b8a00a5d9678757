"""What a correction would change: the same draw on an input put right, under each rule."""

import hashlib
import json
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from blk_portal.shared.locking import lock_and_read
from enrollment.choices import (
    ApplicationStatus,
    ChangeKind,
    CorrectionRule,
    EventType,
)
from enrollment.models import (
    Application,
    Correction,
    CorrectionChange,
    CorrectionOption,
    PromotionStep,
    Seat,
)
from enrollment.run_differences import Difference
from enrollment.selection import canonical_bytes, decide_bytes
from enrollment.services.freezing import decimal_text
from enrollment.services.rounds import lock_round
from enrollment.services.standings import (
    classes_not_held,
    moved_by_the_office,
    standings_of,
)

PATIENCE = timedelta(seconds=30)
GONE = [
    ApplicationStatus.WITHDRAWN,
    ApplicationStatus.EXCLUDED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
]


@transaction.atomic
def calculate_correction(correction):
    """Decide an open correction under each rule, if somebody asked for it; once is enough."""
    selection_round = lock_round(correction.selection_round)
    correction = lock_and_read(Correction.objects.all(), correction.pk)
    if not correction.is_open or correction.calculation_requested_at is None:
        return
    correction.calculations += 1
    for rule in CorrectionRule:
        write_option(selection_round, correction, rule)
    correction.calculation_requested_at = None
    correction.save(update_fields=["calculations", "calculation_requested_at", "updated_at"])


def corrections_left_alone():
    """Return the corrections that were to be calculated a while ago and are not."""
    return Correction.objects.open().filter(calculation_requested_at__lt=timezone.now() - PATIENCE)


def write_option(selection_round, correction, rule):
    """Decide a correction under ``rule`` and keep problem and outcome; return the option."""
    problem, kept = corrected_problem(selection_round, correction, rule)
    outcome = b"".join(decide_bytes(problem)).decode()
    return CorrectionOption.objects.create(
        correction=correction,
        calculation=correction.calculations,
        rule=rule,
        problem=problem.decode(),
        problem_sha256=hashlib.sha256(problem).hexdigest(),
        outcome=outcome,
        digest=json.loads(outcome)["digest"],
        kept=kept,
        calculated_at=timezone.now(),
    )


def corrected_problem(selection_round, correction, rule):
    """Return the corrected problem as canonical bytes, and the seats that it leaves alone.

    It is the frozen problem of the round with every change of the published corrections and of
    this one. Whoever gave up a seat takes no part any more. Whoever keeps one holds a seat, and
    the class has as many seats less.
    """
    problem = json.loads(selection_round.problem)
    entries = {entry["id"]: entry for entry in problem["applications"]}
    batches = {batch["id"]: batch for batch in problem["batches"]}
    for change in _changes(selection_round, correction):
        _apply(change, entries, batches)
    elsewhere = _seated_elsewhere(selection_round)
    for entry in entries.values():
        entry["holds_seat"] = entry["id"] in elsewhere
    for draw_code in gone(selection_round) & entries.keys():
        entries[draw_code] |= {"withdrawn": True, "file": "gave_up"}
    for code in classes_not_held(selection_round) & batches.keys():
        batches[code]["capacity"] = 0
    kept = {
        draw_code: place
        for draw_code, place in keepers(selection_round, rule).items()
        if batches[place[0]]["capacity"] > 0
    }
    for draw_code, (batch, _label) in kept.items():
        entries[draw_code] |= {"holds_seat": True, "keeps": batch}
    _reduce(batches, kept)
    problem["correction"] = selection_round.corrections.published().count() + 1
    return canonical_bytes(problem), kept


def gone(selection_round):
    """Return the draw codes of those who are out of every class for good."""
    lapsed = PromotionStep.objects.filter(selection_round=selection_round, type=EventType.LAPSE)
    return set(
        Application.objects.filter(intake=selection_round.intake_id)
        .exclude(draw_code="")
        .filter(Q(status__in=GONE) | Q(pk__in=lapsed.order_by().values("application")))
        .values_list("draw_code", flat=True)
    )


def keepers(selection_round, rule):
    """Return the seats that ``rule`` leaves alone: ``{draw code: [class, label]}``.

    Those that the office gave to people of a class not held stay under every rule.
    """
    seats = seats_of(selection_round)
    moved = Q(application__draw_code__in=moved_by_the_office(selection_round))
    if rule == CorrectionRule.CONFIRMED_STAY:
        seats = seats.filter(
            Q(application__status=ApplicationStatus.CONFIRMED)
            | Q(pk__in=seats.confirmed().values("pk"))
            | moved
        )
    elif rule == CorrectionRule.NOBODY_STAYS:
        seats = seats.filter(moved)
    places = seats.values_list("application__draw_code", "batch__code", "label")
    return {draw_code: [batch, label] for draw_code, batch, label in places}


def seats_of(selection_round):
    return Seat.objects.taken().filter(batch__intake=selection_round.intake_id).order_by()


def seat_changes(selection_round, option):
    """Compare who sits where now with what an option of a correction would make of it."""
    before = dict(seats_of(selection_round).values_list("application__draw_code", "batch__code"))
    standings = standings_of(json.loads(option.outcome), option.kept)
    after = {
        place["application"]: batch
        for batch, standing in standings.items()
        for place in standing["seats"]
    }
    return [
        Difference(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if before.get(code) != after.get(code)
    ]


def _changes(selection_round, correction):
    return (
        CorrectionChange.objects.filter(correction__selection_round=selection_round)
        .filter(Q(correction=correction) | Q(correction__published_at__isnull=False))
        .select_related("application", "batch")
        .order_by("pk")
    )


def _apply(change, entries, batches):
    if change.kind == ChangeKind.CAPACITY:
        batches[change.batch.code]["capacity"] = int(change.value)
        return
    entry = entries[change.application.draw_code]
    if change.kind == ChangeKind.SCORE:
        for choice in entry["choices"]:
            is_meant = change.batch is None or change.batch.code == choice["batch"]
            if is_meant and change.code in choice["scores"]:
                choice["scores"][change.code] = decimal_text(change.value)
    elif change.kind == ChangeKind.FACT_HELD:
        entry["facts"] = sorted({*entry["facts"], change.code})
    elif change.kind == ChangeKind.FACT_NOT_HELD:
        entry["facts"] = [fact for fact in entry["facts"] if fact != change.code]
    else:
        is_refused = change.kind == ChangeKind.FILE_REFUSED
        entry |= {"withdrawn": is_refused, "file": "refused" if is_refused else "accepted"}


def _seated_elsewhere(selection_round):
    seats = Seat.objects.taken().exclude(batch__intake=selection_round.intake_id)
    return set(
        Application.objects.filter(
            intake=selection_round.intake_id, person__in=seats.order_by().values("person")
        )
        .exclude(draw_code="")
        .values_list("draw_code", flat=True)
    )


def _reduce(batches, kept):
    """Take the kept seats out of the classes, and those that are guaranteed out of those."""
    taken = Counter(batch for batch, _label in kept.values())
    labels = Counter(map(tuple, kept.values()))
    for code, batch in batches.items():
        batch["capacity"] = max(0, batch["capacity"] - taken[code])
        for reserve in batch["reserves"]:
            filled = labels[code, f"reserve:{reserve['category']}"]
            reserve["seats"] = max(0, reserve["seats"] - filled)
