"""A mistake in a published result is written down, change by change, until it is put right."""

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from enrollment.choices import ChangeKind, CorrectionOrigin, RoundStatus
from enrollment.models import Correction, CorrectionChange
from enrollment.services.rounds import lock_round
from programs.models import Criterion


@transaction.atomic
def open_correction(selection_round, *, reason, actor, objection=None):
    """Begin to put a published result right, after an upheld objection or a mistake found.

    Raise ``DomainError`` before publication, without a reason, while another correction of the
    round is open, or for an objection that was not upheld.
    """
    selection_round = lock_round(selection_round)
    if selection_round.status != RoundStatus.PUBLISHED:
        raise DomainError(_("Only a published result is corrected."))
    if selection_round.corrections.open().exists():
        raise DomainError(_("A correction of this round is open already."))
    if objection is not None and not (
        objection.is_upheld and objection.application.intake_id == selection_round.intake_id
    ):
        raise DomainError(_("Only an objection that was upheld asks for a correction."))
    if not reason.strip():
        raise DomainError(_("Say what was wrong."))
    return Correction.objects.create(
        selection_round=selection_round,
        origin=CorrectionOrigin.OBJECTION if objection else CorrectionOrigin.MISTAKE,
        objection=objection,
        reason=reason.strip(),
        opened_by=actor,
    )


@transaction.atomic
def record_change(
    correction, *, kind, reason, actor, application=None, batch=None, code="", value=None
):
    """Write down one thing that was wrong in the input, and what is right.

    A score without a class counts for all wishes of the application. Raise ``DomainError`` if
    the change names nothing that the round asks for, or somebody too near to ``actor``.
    """
    correction = lock_open_correction(correction)
    intake = correction.selection_round.intake
    if not reason.strip():
        raise DomainError(_("Say how you know what is right."))
    if kind == ChangeKind.CAPACITY:
        if batch is None or value is None or value != int(value):
            raise DomainError(_("Give the class and its right number of seats."))
    else:
        _refuse_strangers(intake, application, actor)
    if kind == ChangeKind.SCORE:
        _refuse_a_score_out_of_bounds(application, batch, code, value)
    is_fact = kind in [ChangeKind.FACT_HELD, ChangeKind.FACT_NOT_HELD]
    if is_fact and code not in facts_asked_for(correction.selection_round):
        raise DomainError(_("No rule of this round asks for this fact."))
    return CorrectionChange.objects.create(
        correction=correction,
        kind=kind,
        application=application,
        batch=batch,
        code=code,
        value=value,
        reason=reason.strip(),
        recorded_by=actor,
    )


@transaction.atomic
def request_calculation(correction, *, actor):
    """Ask a worker what the correction would change under each rule."""
    correction = lock_open_correction(correction)
    if not correction.changes.exists():
        raise DomainError(_("Write down first what was wrong."))
    correction.calculation_requested_at = timezone.now()
    correction.save(update_fields=["calculation_requested_at", "updated_at"])


@transaction.atomic
def withdraw_correction(correction, *, actor):
    """Give up a correction that is not published; what was written stays on record."""
    correction = lock_open_correction(correction)
    correction.withdrawn_at, correction.withdrawn_by = timezone.now(), actor
    correction.save(update_fields=["withdrawn_at", "withdrawn_by", "updated_at"])


def lock_open_correction(correction):
    """Lock the round of a correction and then the correction, and read it again."""
    lock_round(correction.selection_round)
    corrections = Correction.objects.select_related("selection_round__intake")
    correction = lock_and_read(corrections, correction.pk)
    if not correction.is_open:
        raise DomainError(_("This correction is published or withdrawn."))
    return correction


def facts_asked_for(selection_round):
    """Return the codes of all facts that gates and guaranteed seats of a round name."""
    facts = set()
    for batch in json.loads(selection_round.rule_set.canonical)["batches"]:
        facts.update(fact for gate in batch["gates"] for fact in gate.get("facts", ()))
        facts.update(fact for reserve in batch["reserves"] for fact in reserve["any_of"])
    return facts


def _refuse_strangers(intake, application, actor):
    if application is None or application.intake_id != intake.pk or not application.draw_code:
        raise DomainError(_("Nobody in this intake has this number."))
    if Person.objects.near_to(actor).filter(pk=application.person_id).exists():
        raise DomainError(_("Somebody outside your household must record this."))


def _refuse_a_score_out_of_bounds(application, batch, code, value):
    criteria = Criterion.objects.filter(batch__choices__application=application, code=code)
    if batch is not None:
        criteria = criteria.filter(batch=batch)
    highest = min(criteria.values_list("maximum", flat=True), default=None)
    if highest is None:
        raise DomainError(_("No class that the person wished for has this score."))
    if value is None or not 0 <= value <= highest:
        raise DomainError(
            _("A score is between 0 and {highest}.").format(highest=f"{highest.normalize():f}")
        )
