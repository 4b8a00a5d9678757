from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.triggers import append_only
from programs.choices import ChangeReason


class Rescheduling(models.Model):
    """One act by which promised days of an intake, or of one class of it, moved. Append-only.

    ``dates`` lists ``{"date": field, "was": ISO or null, "becomes": ISO}`` in the order of the
    intake's life; ``told`` counts the people who got the message about it.
    """

    intake = models.ForeignKey(
        "programs.Intake", on_delete=models.PROTECT, related_name="reschedulings"
    )
    batch = models.ForeignKey(
        "programs.Batch", on_delete=models.PROTECT, null=True, related_name="reschedulings"
    )
    dates = models.JSONField()
    reason = models.CharField(_("Reason"), max_length=12, choices=ChangeReason)
    note = models.CharField(_("In your own words"), max_length=200, blank=True)
    told = models.PositiveIntegerField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="rescheduling_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(reason=ChangeReason.OTHER) | ~Q(note=""),
                name="other_reason_for_new_days_is_told",
            ),
            models.CheckConstraint(condition=~Q(dates=[]), name="rescheduling_moves_a_day"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.intake_id} {self.made_at}"
