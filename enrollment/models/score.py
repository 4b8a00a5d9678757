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
