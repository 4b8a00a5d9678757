"""A round is asked for, and a worker freezes its problem, decides it and writes what came out."""

import hashlib
import json

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import AttemptPhase, RoundStatus
from enrollment.models import Run, SelectionRound
from enrollment.selection import applications_in, decide_bytes
from enrollment.services.attempts import (
    barrier,
    begun_attempt,
    end_attempt,
    is_left_alone,
    refuse_if_overtaken,
)
from enrollment.services.freezing import freeze_problem
from enrollment.services.locks import intake_lock
from enrollment.services.long_texts import long_text
from enrollment.services.placements import PlacementTable
from enrollment.services.preflight import preflight
from enrollment.services.rounds import change_round_status, lock_round


@transaction.atomic
def request_run(selection_round, *, actor, reason=""):
    """Ask for a run; a worker does it. Asking twice makes one run.

    A run after the first freezes the problem anew and needs a reason. Raise ``DomainError``
    naming every hard stop. ``actor`` is ``None`` when the portal starts a round that is due.
    """
    selection_round = lock_round(selection_round)
    if is_asked_for(selection_round):
        return selection_round
    if selection_round.status not in [
        RoundStatus.CLOSED,
        RoundStatus.FROZEN,
        RoundStatus.DECIDED,
    ]:
        raise DomainError(_("A round is run after closing and before it is approved."))
    if selection_round.runs.exists() and not reason.strip():
        raise DomainError(_("Say why the round is run again."))
    findings = preflight(selection_round)
    if not findings.is_clear:
        raise DomainError(" ".join(stop.words for stop in findings.hard))
    if selection_round.status != RoundStatus.CLOSED:
        change_round_status(
            selection_round,
            RoundStatus.CLOSED,
            actor=actor,
            reason="run_again",
            frozen_at=None,
            frozen_by=None,
            problem="",
            problem_sha256="",
        )
    selection_round.run_requested_at = timezone.now()
    selection_round.run_requested_by = actor
    selection_round.run_reason = reason.strip()
    selection_round.save(update_fields=["run_requested_at", "run_requested_by", "run_reason"])
    return selection_round


def is_asked_for(selection_round):
    """Whether a run was asked for and has not come to its end."""
    return selection_round.run_requested_at is not None and selection_round.status in [
        RoundStatus.CLOSED,
        RoundStatus.FROZEN,
    ]


def run_round(selection_round):
    """Freeze the round unless it is frozen, decide it, and write the run; return the ``Run``.

    A worker that was killed on the way loses nothing: the next attempt reads the same frozen
    problem and writes the same bytes, once. Return ``None`` if there is nothing to do or another
    worker is at it. Raise ``DomainError`` if a hard stop has come up since the request.
    """
    with intake_lock(selection_round.intake_id) as is_held:
        selection_round = SelectionRound.objects.without_documents().get(pk=selection_round.pk)
        if not is_held or not is_asked_for(selection_round):
            return None
        with begun_attempt(selection_round) as progress:
            try:
                parts = _decided(_frozen_problem(selection_round, progress), progress)
                barrier("decided")
                return _write_run(selection_round, parts, progress)
            except DomainError as refusal:
                _give_up(selection_round, progress.attempt, str(refusal))
                raise


def _frozen_problem(selection_round, progress):
    """Return the canonical bytes of the frozen problem, frozen now if need be."""
    progress.says(AttemptPhase.FREEZING)
    with transaction.atomic():
        locked = lock_round(selection_round)
        refuse_if_overtaken(progress.attempt)
        if locked.status == RoundStatus.FROZEN:
            return locked.problem.encode()
        findings = preflight(locked)
        if not findings.is_clear:
            raise DomainError(" ".join(stop.words for stop in findings.hard))
        if hashlib.sha256(bytes.fromhex(locked.seed)).hexdigest() != locked.commitment:
            raise DomainError(_("The seed is not the one the office committed to."))
        return freeze_problem(locked)


def _decided(problem, progress):
    """Return the parts of the outcome, with everything done but writing them down."""
    barrier("frozen")
    progress.says(AttemptPhase.DECIDING)
    return decide_bytes(problem)


@transaction.atomic
def _write_run(selection_round, parts, progress):
    selection_round = lock_round(selection_round)
    refuse_if_overtaken(progress.attempt)
    run_pk = _next_pk()
    with long_text() as outcome:
        placements = PlacementTable(selection_round.intake, run_pk)
        for part in parts:
            outcome.write(part)
            placements.add(applications_in(part))
            progress.says(AttemptPhase.WRITING, placements.people, placements.total_people)
        placements.finish()
        barrier("writing")
        Run.objects.bulk_create(
            [
                Run(
                    pk=run_pk,
                    selection_round=selection_round,
                    number=selection_round.runs.count() + 1,
                    problem=_problem_of(selection_round),
                    problem_sha256=selection_round.problem_sha256,
                    outcome=outcome.whole(),
                    digest=json.loads(b"{" + part)["digest"],
                    reason=selection_round.run_reason,
                    requested_by=selection_round.run_requested_by,
                    started_at=progress.attempt.started_at,
                    decided_at=timezone.now(),
                )
            ]
        )
    # Else half a million deferred checks would wait for the commit, and the row of the attempt,
    # locked by its end, would be silent meanwhile.
    connection.check_constraints()
    change_round_status(
        selection_round, RoundStatus.DECIDED, actor=selection_round.run_requested_by
    )
    end_attempt(progress.attempt, AttemptPhase.DONE)
    return Run.objects.without_documents().get(pk=run_pk)


def _next_pk():
    """Return the primary key of a run to be, which its placements name before it stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Run._meta.db_table])
        return cursor.fetchone()[0]


def _problem_of(selection_round):
    """Return the frozen problem as it stands in the database, which it need not leave."""
    table = SelectionRound._meta.db_table
    return RawSQL(f"(SELECT problem FROM {table} WHERE id = %s)", [selection_round.pk])


@transaction.atomic
def _give_up(selection_round, attempt, message):
    """End a refused attempt and forget the request, so that nobody repeats it in vain."""
    locked = lock_round(selection_round)
    refuse_if_overtaken(attempt)
    end_attempt(attempt, AttemptPhase.REFUSED, message=message)
    locked.run_requested_at = None
    locked.save(update_fields=["run_requested_at"])


def interrupted_rounds():
    """Return the rounds asked for at which nobody works."""
    asked_for = SelectionRound.objects.filter(
        run_requested_at__isnull=False, status__in=[RoundStatus.CLOSED, RoundStatus.FROZEN]
    )
    return [each for each in asked_for if is_left_alone(each, each.run_requested_at)]


def due_rounds():
    """Return the closed rounds whose announced time of running has come."""
    return SelectionRound.objects.filter(
        status=RoundStatus.CLOSED,
        run_requested_at__isnull=True,
        runs__isnull=True,
        intake__round_runs_at__lte=timezone.now(),
    ).select_related("intake", "rule_set")
