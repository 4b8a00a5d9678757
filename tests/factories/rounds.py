"""A selection round brought as far as a test needs it, by the acts of the office alone."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from enrollment.choices import ApplicationStatus
from enrollment.models import Assessment, Score, SelectionRound, Sitting
from enrollment.services.approval import approve_round
from enrollment.services.assessments import note_if_all_scored
from enrollment.services.correcting import calculate_correction
from enrollment.services.corrections import open_correction, record_change, request_calculation
from enrollment.services.dry_runs import carry_out_dry_run, request_dry_run
from enrollment.services.publishing import dispatch_key, publish_round
from enrollment.services.put_right import publish_correction
from enrollment.services.rounds import close_intake, enter_entropy, prepare_round
from enrollment.services.running import request_run, run_round
from notices.models import Dispatch
from notices.services.dispatches import release_dispatch
from programs.models import Criterion, Gate, Intake, Reserve
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    ChoiceFactory,
    IntakeFactory,
    UserFactory,
)

ENTROPY = "dice:416225361452"


def open_round(*capacities, method="merit", reserves=(), manager=None, **intake_fields):
    """Open an intake with one class for each capacity; return its round."""
    intake = IntakeFactory(**intake_fields)
    for capacity in capacities:
        batch = BatchFactory(intake=intake, capacity=capacity, selection_method=method)
        Gate.objects.create(batch=batch, code="residency", type="has_any", facts=["city_resident"])
        if method == "merit":
            Criterion.objects.create(
                batch=batch,
                code="interview",
                name="Wawancara",
                assessed_by="interview",
                weight=100,
                tie_position=1,
            )
        for category, facts, seats in reserves:
            Reserve.objects.create(
                batch=batch, category=category, name=category, facts=facts, seats=seats
            )
    return prepare_round(intake, actor=manager or UserFactory(roles=["training_manager"]))


def apply_for(selection_round, *batches, score=None, status="verified", **fields):
    """Enter an application with ranked wishes; ``score`` is that of an interview attended."""
    application = ApplicationFactory(intake=selection_round.intake, status=status, **fields)
    for rank, batch in enumerate(batches, start=1):
        ChoiceFactory(application=application, batch=batch, rank=rank)
    if score is not None:
        sitting = Sitting.objects.create(
            assessment=interview_of(selection_round),
            application=application,
            attendance="attended",
        )
        Score.objects.create(
            sitting=sitting,
            criterion="interview",
            assessor=UserFactory(roles=["assessor"]),
            value=Decimal(score),
        )
        note_if_all_scored(sitting.assessment)
    return application


def interview_of(selection_round):
    """Return the one interview of the intake, which counts for all its classes."""
    assessment, is_new = Assessment.objects.get_or_create(
        intake=selection_round.intake,
        kind="interview",
        defaults={
            "title": "Wawancara",
            "starts_at": timezone.now() - timedelta(days=1),
            "place": "BLK",
        },
    )
    if is_new:
        assessment.batches.set(selection_round.intake.batches.all())
    return assessment


def batches_of(selection_round):
    return list(selection_round.intake.batches.order_by("code"))


def set_dates(selection_round, **dates):
    """Move promised dates, as if time had passed."""
    Intake.objects.filter(pk=selection_round.intake_id).update(**dates)
    return read_again(selection_round)


def read_again(selection_round):
    return SelectionRound.objects.select_related("intake", "rule_set").get(pk=selection_round.pk)


def close(selection_round):
    """Let registration come to its end and the public value be read."""
    past = timezone.now() - timedelta(seconds=1)
    selection_round = set_dates(
        selection_round, closes_at=past, verified_by=date.today() - timedelta(days=1)
    )
    close_intake(selection_round.intake)
    return read_entropy(selection_round, ENTROPY, actor=UserFactory(roles=["training_manager"]))


def read_entropy(selection_round, value, *, actor):
    """Let ``actor`` read the public value in the hall, twice the same."""
    return enter_entropy(selection_round, value, again=value, occasion="Aula BLK", actor=actor)


def run(selection_round, *, actor=None, reason=""):
    """Run a closed round as a worker would; return the ``Run``."""
    return run_round(request_run(selection_round, actor=actor, reason=reason))


def approve(selection_round, *, actor=None):
    return approve_round(
        read_again(selection_round),
        actor=actor or UserFactory(roles=["approver"]),
        decree_number="800/123/2026",
        decree_on=date.today(),
        decree_signer="Kepala UPTD",
    )


def publish(selection_round, *, actor=None, is_told=True):
    """Let the announced time come, publish an approved round, and let its messages go."""
    past = timezone.now() - timedelta(seconds=1)
    selection_round = set_dates(selection_round, round_runs_at=past, announced_at=past)
    selection_round = publish_round(selection_round, actor=actor)
    if is_told:
        dispatch = Dispatch.objects.get(event_key=dispatch_key(selection_round))
        release_dispatch(dispatch, actor=UserFactory(roles=["training_manager"]))
    return selection_round


def published(selection_round):
    """Take an open or closed round with its applications all the way to publication."""
    closed = close(selection_round) if selection_round.status == "prepared" else selection_round
    run(closed)
    approve(closed)
    publish(closed)
    return read_again(closed)


def correction_of(selection_round, *, value="99", is_calculated=True):
    """Open a correction of the score of whoever stands last; calculate it as a worker would."""
    correction = open_correction(
        selection_round, reason="Nilai wawancara salah ketik", actor=UserFactory()
    )
    record_change(
        correction,
        kind="score",
        application=selection_round.intake.applications.exclude(draw_code="").order_by("pk").last(),
        code="interview",
        value=Decimal(value),
        reason="Lembar nilai asli",
        actor=correction.opened_by,
    )
    if is_calculated:
        request_calculation(correction, actor=correction.opened_by)
        calculate_correction(correction)
        correction.refresh_from_db()
    return correction


def dry_run_of(selection_round, *, source="live", **changes):
    """Ask for a dry run of one more class of two seats, or ``changes``, and carry it out."""
    like = batches_of(selection_round)[0].code
    asked = {"capacities": {}, "weights": {}, "reserves": {}, "extra": {}} | (
        changes or {"extra": {"like": like, "seats": 2}}
    )
    dry_run = request_dry_run(
        read_again(selection_round), source=source, changes=asked, actor=UserFactory()
    )
    carry_out_dry_run(dry_run)
    dry_run.refresh_from_db()
    return dry_run


def put_right(correction, rule="confirmed", *, actor=None):
    return publish_correction(
        correction,
        rule=rule,
        decree_number="800/9/2026",
        decree_on=date(2026, 8, 20),
        decree_signer="Kepala UPTD",
        actor=actor or UserFactory(roles=["approver"]),
    )


def statuses(*applications):
    for application in applications:
        application.refresh_from_db()
    return [ApplicationStatus(application.status).value for application in applications]
