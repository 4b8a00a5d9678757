import pghistory
from django.db import models
from django.db.models import Q

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only


@pghistory.track(exclude=["created_at", "updated_at"])
class Score(TimeStampedModel):
    """One assessor's score of one sitting for one criterion, 0 to 100."""

    sitting = models.ForeignKey(
        "enrollment.Sitting", on_delete=models.PROTECT, related_name="scores"
    )
    criterion = models.CharField(max_length=60, help_text="Code of the criterion.")
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["sitting", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "criterion", "assessor"], name="one_score_per_assessor"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=100), name="score_is_between_0_and_100"
            ),
        ]

    def __str__(self):
        return f"#{self.sitting_id} {self.criterion}"


class ScoreCorrection(models.Model):
    """Why an assessor changed a score after the scores of all could be seen."""

    sitting = models.ForeignKey(
        "enrollment.Sitting", on_delete=models.PROTECT, related_name="score_corrections"
    )
    criterion = models.CharField(max_length=60)
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    old_value = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    new_value = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="score_correction_has_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.sitting_id} {self.criterion}"


class ScoreTalk(models.Model):
    """What assessors said about scores of one person that differ widely and stay as they are."""

    sitting = models.ForeignKey(
        "enrollment.Sitting", on_delete=models.PROTECT, related_name="score_talks"
    )
    criterion = models.CharField(max_length=60)
    lowest = models.DecimalField(max_digits=5, decimal_places=2)
    highest = models.DecimalField(max_digits=5, decimal_places=2)
    words = models.CharField(max_length=300)
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="score_talk_has_words"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.sitting_id} {self.criterion}"


class ScoreFile(models.Model):
    """A workbook of scores that its assessor looked at; nothing of it counts before confirming.

    ``rows`` are ``[sitting, version, {criterion: score}]``, no names; empty once stored.
    """

    assessment = models.ForeignKey(
        "enrollment.Assessment", on_delete=models.PROTECT, related_name="score_files"
    )
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField()
    looked_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    stored = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "assessor"],
                condition=Q(confirmed_at__isnull=True),
                name="one_open_score_file_per_assessor",
            ),
        ]

    def __str__(self):
        return f"#{self.assessment_id} {self.looked_at:%Y-%m-%d %H:%M}"
