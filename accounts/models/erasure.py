from django.db import models

from accounts.choices import ErasureCause
from blk_portal.shared.triggers import append_only


class Erasure(models.Model):
    """The tombstone of a person of whom only figures are left. Append-only.

    ``registered_at`` tells the person apart from another who has the same number in a database
    that was restored from an older backup.
    """

    person = models.OneToOneField(
        "accounts.Person", on_delete=models.PROTECT, related_name="erasure"
    )
    registered_at = models.DateTimeField()
    erased_at = models.DateTimeField()
    cause = models.CharField(max_length=10, choices=ErasureCause)
    actor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.person_id}"


class RetentionRun(models.Model):
    """One run of the retention task: how many of each line of the table went. Append-only."""

    at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField()

    class Meta:
        ordering = ["-at"]
        triggers = [append_only()]

    def __str__(self):
        return str(self.at)
