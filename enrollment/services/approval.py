"""Approval of a calculated round by somebody who had no hand in it."""

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.acting_heads import refuse_unless_approver
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import cleaned_file
from enrollment.choices import RoundStatus
from enrollment.input_words import parts_in_words
from enrollment.models import Score
from enrollment.services.freezing import changed_inputs
from enrollment.services.rounds import change_round_status, lock_round


@transaction.atomic
def approve_round(
    selection_round, *, actor, decree_number, decree_on, decree_signer, decree_scan=None
):
    """Approve the last run of a round, with the decree (SK) that announces it.

    Raise ``DomainError`` if ``actor`` had a hand in the rules, the scores or the run, if
    anything changed since the freeze, naming what, or if the scan is neither photo nor PDF.
    """
    selection_round = lock_round(selection_round)
    if selection_round.status != RoundStatus.DECIDED:
        raise DomainError(_("Only a calculated outcome can be approved."))
    parts = parts_taken(selection_round, actor)
    if parts:
        raise DomainError(
            _("Somebody else must approve this: you {parts}.").format(parts=", ".join(parts))
        )
    refuse_unless_approver(actor)
    changes = changed_inputs(selection_round)
    if changes:
        raise DomainError(words_for_changes(changes))
    if not decree_number.strip() or not decree_signer.strip():
        raise DomainError(_("Enter the number and the signer of the decree."))
    change_round_status(
        selection_round,
        RoundStatus.APPROVED,
        actor=actor,
        approved_at=timezone.now(),
        approved_by=actor,
        approved_run=selection_round.runs.order_by("-number").first(),
        decree_number=decree_number.strip(),
        decree_on=decree_on,
        decree_signer=decree_signer.strip(),
        decree_scan=cleaned_file(decree_scan) if decree_scan else "",
    )
    return selection_round


@transaction.atomic
def refuse_outcome(selection_round, *, actor, reason):
    """Send a calculated outcome back; it takes a new run, with the reason, to go on."""
    refuse_unless_approver(actor)
    selection_round = lock_round(selection_round)
    if selection_round.status != RoundStatus.DECIDED:
        raise DomainError(_("Only a calculated outcome can be refused."))
    if not reason.strip():
        raise DomainError(_("Say why the outcome is refused."))
    change_round_status(
        selection_round,
        RoundStatus.CLOSED,
        actor=actor,
        reason="outcome_refused",
        run_requested_at=None,
        run_reason=reason.strip()[:300],
    )


def parts_taken(selection_round, user):
    """Return, in words, what ``user`` did that keeps them from approving this round."""
    parts = []
    if selection_round.rule_set.frozen_by_id == user.pk or _edited_rules(selection_round, user):
        parts.append(_("edited the rules"))
    if Score.objects.filter(
        assessor=user, sitting__assessment__intake=selection_round.intake_id
    ).exists():
        parts.append(_("gave scores"))
    if (
        user.pk in [selection_round.frozen_by_id, selection_round.run_requested_by_id]
        or selection_round.runs.filter(requested_by=user).exists()
    ):
        parts.append(_("ran the round"))
    return parts


def words_for_changes(changes):
    """Say which inputs are no longer what was frozen."""
    sentences = [_("The input changed since it was frozen.")]
    if changes.applications:
        sentences.append(
            _("Applications: {numbers}.").format(
                numbers=", ".join(
                    f"{row.registration_number} ({parts_in_words(parts)})"
                    for row, parts in changes.applications
                )
            )
        )
    if changes.batches:
        sentences.append(_("Classes: {codes}.").format(codes=", ".join(changes.batches)))
    if changes.has_new_draw:
        sentences.append(_("The public value of chance."))
    sentences.append(_("Run the round again and give the reason."))
    return " ".join(sentences)


def _edited_rules(selection_round, user):
    """Whether the history names ``user`` for any change of the rules before they were frozen."""
    intake = selection_round.intake_id
    edits = [
        _history("intakeevent").filter(pgh_obj=intake),
        _history("batchevent").filter(intake=intake),
        *(
            _history(name).filter(batch__intake=intake)
            for name in ("gateevent", "criterionevent", "reserveevent")
        ),
    ]
    return any(
        events.filter(
            pgh_context__metadata__user=user.pk,
            pgh_created_at__lte=selection_round.rule_set.frozen_at,
        ).exists()
        for events in edits
    )


def _history(model_name):
    return apps.get_model("programs", model_name).objects
