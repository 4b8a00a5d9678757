import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from blk_portal.shared.models import TimeStampedModel
from enrollment.choices import ClaimSource, ClaimStatus, FactUse
from enrollment.querysets.checks import FactClaimQuerySet
from programs.wording import fact_words


class FactType(models.Model):
    """Something that may be true of a person and that gates or guaranteed seats ask for.

    ``question`` is put to people; the fact holds when they answer yes, or no where
    ``holds_on_yes`` is false. ``is_derived`` facts (residency, gender, education) follow from
    answers given elsewhere and are not asked.
    """

    code = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=200, blank=True)
    hint = models.CharField(max_length=300, blank=True)
    holds_on_yes = models.BooleanField(default=True)
    use = models.CharField(max_length=10, choices=FactUse)
    is_derived = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False)
    proof_kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    verified_by_list = models.CharField(max_length=80, blank=True)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """Its name in the reader's language, if the portal knows it in both."""
        words = fact_words(self.code)
        return self.name if words == self.code else words


@pghistory.track(exclude=["created_at", "updated_at"])
class FactClaim(TimeStampedModel):
    """What an application states; it enters a selection only once verified."""

    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.CASCADE, related_name="fact_claims"
    )
    fact_type = models.ForeignKey(FactType, on_delete=models.PROTECT, related_name="claims")
    source = models.CharField(max_length=10, choices=ClaimSource, default=ClaimSource.SELF)
    document = models.ForeignKey(
        "accounts.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    status = models.CharField(max_length=10, choices=ClaimStatus, default=ClaimStatus.CLAIMED)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="Code of a refusal.")

    objects = FactClaimQuerySet.as_manager()

    class Meta:
        ordering = ["application", "fact_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "fact_type"], name="fact_claimed_once_per_application"
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.REFUSED) | ~Q(reason=""),
                name="refused_claim_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=ClaimStatus.CLAIMED) | Q(decided_at__isnull=False),
                name="decided_claim_has_a_time",
            ),
        ]

    def __str__(self):
        return f"#{self.application_id} {self.fact_type_id}"
