import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.choices import MERGE_MOVES, MergeReason, MergeStatus
from accounts.querysets import PersonMergeQuerySet
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history


class PersonMerge(TimeStampedModel):
    """Two records of the register are one person: who says so, who agrees, what moved.

    Proposed by one officer and carried out by another (``accounts.services.merging``). ``moved``
    maps each relation to the numbers of the rows that went from ``gone`` to ``kept``; nothing of
    it changes afterwards, and of a proposal that was dropped neither.
    """

    kept = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=MergeStatus, default=MergeStatus.PROPOSED)
    reason = models.CharField(max_length=20, choices=MergeReason)
    note = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_account = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_by_merges",
        help_text="The account of the record that is gone, where both had one.",
    )
    moved = models.JSONField(default=dict, editable=False)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="a_merge_is_of_two_records"),
            models.CheckConstraint(
                condition=Q(status=MergeStatus.PROPOSED, decided_by__isnull=True)
                | (~Q(status=MergeStatus.PROPOSED) & Q(decided_at__isnull=False)),
                name="decided_merge_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=MergeStatus.DONE)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="two_officers_agree_on_a_merge",
            ),
            models.UniqueConstraint(
                fields=["kept"],
                condition=Q(status=MergeStatus.PROPOSED),
                name="one_proposed_merge_per_record_that_stands",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=~Q(status=MergeStatus.DROPPED),
                name="one_merge_per_record_that_goes",
            ),
        ]
        triggers = [
            legal_moves(MERGE_MOVES),
            *status_history(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_for_good",
                operation=pgtrigger.UpdateOf(
                    *("kept_id", "gone_id", "status", "reason", "proposed_by_id"),
                    *("decided_by_id", "decided_at", "closed_account_id", "moved"),
                ),
                condition=~pgtrigger.Q(old__status=MergeStatus.PROPOSED.value),
            ),
        ]

    def __str__(self):
        return f"#{self.gone_id} → #{self.kept_id}"

    @property
    def is_proposed(self):
        return self.status == MergeStatus.PROPOSED
