from django.db import models

from blk_portal.shared.triggers import append_only


class TimeStampedModel(models.Model):
    created_at = models.DateTimeField(auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True


class StatusChangeQuerySet(models.QuerySet):
    def of(self, subject):
        """The history of one row, oldest first."""
        return self.filter(subject=subject._meta.db_table, subject_id=subject.pk).order_by("pk")


class StatusChange(models.Model):
    """One move of one row from status to status: when, by whom, why.

    Written by the trigger ``status_history`` alone. ``subject`` is the table of the row.
    An ``actor`` of ``None`` is the portal itself.
    """

    subject = models.CharField(max_length=63)
    subject_id = models.BigIntegerField()
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    actor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"])]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.subject} #{self.subject_id}: {self.to_status}"
