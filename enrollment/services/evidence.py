"""Handing the evidence of a round to somebody who has a reason to hold it."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from enrollment.choices import RoundStatus
from enrollment.evidence import evidence_bundle
from enrollment.models import EvidenceHandout
from enrollment.services.rounds import lock_round


@transaction.atomic
def hand_out_evidence(selection_round, *, actor, reason):
    """Return the bundle of a published round and note who took it and why.

    Locks the round, so that no step falls between two files. ``actor`` is ``None`` for whoever
    runs the server. Raise ``DomainError`` before publication or without a reason.
    """
    selection_round = lock_round(selection_round)
    if selection_round.status != RoundStatus.PUBLISHED:
        raise DomainError(_("There is evidence once the result is published."))
    if not reason.strip():
        raise DomainError(_("Say why you take the evidence."))
    bundle = evidence_bundle(selection_round)
    EvidenceHandout.objects.create(
        selection_round=selection_round,
        taken_by=actor,
        reason=reason.strip()[:200],
        sha256=hashlib.sha256(bundle).hexdigest(),
    )
    return bundle
