import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.querysets import ActivationSlipQuerySet
from accounts.triggers import not_of_a_merged_person


class ActivationSlip(models.Model):
    """A code on paper, good once, that gives somebody entered by others an account of his own.

    The code itself stands here as a blind index only. A person has one slip at most that is
    still good; a newer one takes its place.
    """

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="activation_slips"
    )
    key_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    issued_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    until = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ActivationSlipQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key_version", "digest"], name="activation_code_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="one_activation_slip_per_person",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, replaced_at__isnull=True),
                name="used_activation_slip_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("issued_at")), name="activation_slip_ends"
            ),
        ]
        triggers = [
            not_of_a_merged_person(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="used_once",
                operation=pgtrigger.UpdateOf(
                    "person_id", "digest", "issued_by_id", "used_by_id", "used_at"
                ),
                condition=pgtrigger.Q(old__used_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"#{self.pk} for #{self.person_id}"

    @property
    def is_over(self):
        return self.until <= timezone.now()
