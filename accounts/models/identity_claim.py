from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import CLAIM_MOVES, ClaimState
from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history


class IdentityClaim(TimeStampedModel):
    """Somebody says that a NIK is his, which the register has under another person.

    Settled at the counter, with the KTP on the table. The NIK itself stands here as a blind
    index only; ``holder`` is the person who has it, whom the claimant never learns.
    """

    claimant = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="identity_claims"
    )
    holder = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="claims")
    key_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=ClaimState, default=ClaimState.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["claimant", "digest"],
                condition=Q(status=ClaimState.OPEN),
                name="one_open_claim_per_claimant_and_nik",
                violation_error_message=_("You have claimed this NIK already."),
            ),
            models.CheckConstraint(
                condition=Q(status=ClaimState.OPEN, settled_at__isnull=True)
                | Q(status=ClaimState.WITHDRAWN, settled_at__isnull=False)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(reason="")),
                name="settled_claim_says_by_whom_and_why",
            ),
        ]
        triggers = [
            legal_moves(CLAIM_MOVES),
            *status_history(),
            not_of_a_merged_person("holder_id"),
        ]

    def __str__(self):
        return f"#{self.pk} {self.status}"

    @property
    def is_open(self):
        return self.status == ClaimState.OPEN
