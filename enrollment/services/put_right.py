"""A correction is approved and published: seats, offers, statuses and notices move at once."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import (
    ApplicationStatus,
    ChangeKind,
    CorrectionOrigin,
    CorrectionRule,
    EventType,
    OfferClosing,
    SeatRelease,
)
from enrollment.models import Application, Correction, Run
from enrollment.services.approval import parts_taken
from enrollment.services.correcting import corrected_problem, gone, seats_of, write_option
from enrollment.services.corrections import lock_open_correction
from enrollment.services.offering import close_offers, offer_seats
from enrollment.services.placements import PlacementTable
from enrollment.services.publishing import results_of
from enrollment.services.result_notices import tell_correction, tell_seat_taken_back
from enrollment.services.rounds import is_promotion_open, lock_round
from enrollment.services.seats import renumber_seats
from enrollment.services.standings import current_standings, kept_seats, settle_seats
from enrollment.services.status import change_statuses
from enrollment.services.steps import record_steps
from programs.models import Batch


@transaction.atomic
def publish_correction(correction, *, rule, decree_number, decree_on, decree_signer, actor):
    """Approve a correction under ``rule``, by a decree of its own, and put the result right.

    Nobody is drawn again. Raise ``DomainError`` if ``actor`` wrote any of it or had a hand in
    the round, if it is not calculated, or if seats moved since.
    """
    correction = lock_open_correction(correction)
    selection_round = lock_round(correction.selection_round)
    _refuse_own_work(selection_round, correction, actor)
    if not correction.calculations or correction.calculation_requested_at:
        raise DomainError(_("The correction is not calculated yet."))
    option = correction.options.current().get(rule=rule)
    problem, _places = corrected_problem(selection_round, correction, rule)
    if hashlib.sha256(problem).hexdigest() != option.problem_sha256:
        raise DomainError(_("Seats moved since the calculation. Calculate the correction again."))
    if not decree_number.strip() or not decree_signer.strip():
        raise DomainError(_("Enter the number and the signer of the decree."))
    _put_right(
        selection_round,
        correction,
        option,
        actor=actor,
        approved_by=actor,
        decree_number=decree_number.strip(),
        decree_on=decree_on,
        decree_signer=decree_signer.strip(),
    )
    return correction


@transaction.atomic
def fill_vacated_seat(selection_round):
    """Let the waitlist follow somebody who left a seat that a correction had left alone.

    The engine no longer knows of that seat, so it is a correction of its own, in which everybody
    keeps at least what they have.
    """
    before = selection_round.approved_run.correction
    correction = Correction.objects.create(
        selection_round=selection_round,
        origin=CorrectionOrigin.VACATED,
        reason=_("A seat that correction {number} had kept became free.").format(
            number=before.number
        ),
    )
    rule = CorrectionRule(before.rule)
    option = write_option(selection_round, correction, rule)
    _put_right(selection_round, correction, option, actor=None)


def _refuse_own_work(selection_round, correction, actor):
    if correction.opened_by == actor or correction.changes.filter(recorded_by=actor).exists():
        raise DomainError(_("Somebody else must approve this: you wrote the correction."))
    parts = parts_taken(selection_round, actor)
    if parts:
        raise DomainError(
            _("Somebody else must approve this: you {parts}.").format(parts=", ".join(parts))
        )


def _put_right(selection_round, correction, option, *, actor, **approval):
    seated_before = dict(seats_of(selection_round).values_list("application", "batch"))
    _set_capacities(selection_round, correction, is_before=True)
    _write_run(selection_round, correction, option, approval)
    standings = _confirm_again(selection_round)
    seats = settle_seats(selection_round, standings, released_as=SeatRelease.CORRECTED)
    _set_capacities(selection_round, correction, is_before=False)
    moved = _change_statuses(selection_round, standings, seats, actor)
    lost = seated_before.keys() - set(
        seats_of(selection_round).values_list("application", flat=True)
    )
    close_offers(lost & moved, OfferClosing.CORRECTED)
    offer_seats(seats, occasion="correction")
    tell_seat_taken_back(Application.objects.filter(pk__in=lost & moved), correction)
    others = moved - lost - {seat.application_id for seat in seats}
    tell_correction(Application.objects.filter(pk__in=others), correction)


def _set_capacities(selection_round, correction, *, is_before):
    """Write the right number of seats: more before seats are taken, fewer after they are left.

    A class of none is cancelled by its own act and keeps its number here.
    """
    for change in correction.changes.filter(kind=ChangeKind.CAPACITY).select_related("batch"):
        batch = Batch.objects.select_for_update(no_key=True).get(pk=change.batch_id)
        is_larger = change.value > batch.capacity
        if change.value and is_larger == is_before:
            renumber_seats(batch, int(change.value))
            Batch.objects.filter(pk=batch.pk).update(capacity=int(change.value))


def _write_run(selection_round, correction, option, approval):
    """Store the outcome as a run of the round, and let it be the one that counts."""
    now = timezone.now()
    number = selection_round.corrections.published().count() + 1
    run = Run.objects.create(
        selection_round=selection_round,
        number=selection_round.runs.count() + 1,
        problem=option.problem,
        problem_sha256=option.problem_sha256,
        outcome=option.outcome,
        digest=option.digest,
        reason=correction.reason,
        requested_by=correction.opened_by,
        started_at=option.calculated_at,
        decided_at=option.calculated_at,
    )
    out = gone(selection_round) | option.kept.keys()
    placements = PlacementTable(selection_round.intake, run.pk)
    entries = json.loads(option.outcome)["applications"]
    placements.add([entry for entry in entries if entry["id"] not in out])
    placements.finish()
    selection_round.approved_run = run
    selection_round.save(update_fields=["approved_run", "updated_at"])
    settled = {"number": number, "rule": option.rule, "run": run, "published_at": now, **approval}
    for name, value in settled.items():
        setattr(correction, name, value)
    correction.save(update_fields=[*settled, "updated_at"])


def _confirm_again(selection_round):
    """Record in the corrected result that whoever confirmed and still sits there stays.

    Otherwise the engine, which has decided for them anew, would go on to move them. Return the
    standings of the corrected result.
    """
    decided = {
        (place["application"], batch)
        for batch, standing in current_standings(selection_round).items()
        for place in standing["seats"]
    }
    kept = kept_seats(selection_round)
    seats = seats_of(selection_round).confirmed().select_related("application", "batch")
    staying = [
        seat.application
        for seat in seats
        if (seat.application.draw_code, seat.batch.code) in decided
        and seat.application.draw_code not in kept
    ]
    return record_steps(
        selection_round, EventType.CONFIRM, dict.fromkeys(staying, "confirmed_before")
    )


def _change_statuses(selection_round, standings, seats, actor):
    """Give everybody who still takes part the status of the corrected result; return whose moved.

    Whoever keeps a seat keeps the status; a waitlist that has closed stays closed.
    """
    out, anew = gone(selection_round), {seat.application_id for seat in seats}
    is_open = is_promotion_open(selection_round.intake)
    results = results_of(selection_round, standings)
    statuses = {
        pk: (status, results[draw_code])
        for pk, draw_code, status in Application.objects.filter(intake=selection_round.intake_id)
        .filter(draw_code__in=results.keys() - out)
        .values_list("pk", "draw_code", "status")
    }
    to_move = {}
    for pk, (old, new) in statuses.items():
        if new == ApplicationStatus.WAITLISTED and not is_open:
            new = ApplicationStatus.NOT_SELECTED
        stays_confirmed = old == ApplicationStatus.CONFIRMED and pk not in anew
        if old != new and not (stays_confirmed and new == ApplicationStatus.SEATED):
            to_move.setdefault(new, []).append(pk)
    for status, pks in to_move.items():
        change_statuses(
            Application.objects.filter(pk__in=pks), status, actor=actor, reason="corrected"
        )
    return {pk for pks in to_move.values() for pk in pks}
