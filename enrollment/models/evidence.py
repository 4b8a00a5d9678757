from django.db import models
from django.db.models import Q

from blk_portal.shared.triggers import append_only


class EvidenceHandout(models.Model):
    """Who took the evidence of a round, when and why, with the digest of what was taken.

    ``taken_by`` is empty for whoever runs the server. Append-only.
    """

    selection_round = models.ForeignKey(
        "enrollment.SelectionRound", on_delete=models.PROTECT, related_name="evidence_handouts"
    )
    taken_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evidence_is_taken_for_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.selection_round_id} {self.at}"
