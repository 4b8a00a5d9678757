from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.triggers import append_only
from programs.choices import ChangeReason, ClassChangeKind


class ClassChange(models.Model):
    """One act by which a class is postponed, held after all, merged or cancelled. Append-only."""

    batch = models.ForeignKey("programs.Batch", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=ClassChangeKind)
    into = models.ForeignKey(
        "programs.Batch",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Class that takes its people"),
    )
    reason = models.CharField(_("Reason"), max_length=12, choices=ChangeReason)
    note = models.CharField(_("In your own words"), max_length=200, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="class_change_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(kind=ClassChangeKind.MERGED) & Q(into__isnull=False))
                | (~Q(kind=ClassChangeKind.MERGED) & Q(into__isnull=True)),
                name="merged_class_names_its_heir",
            ),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | ~Q(into=F("batch")),
                name="class_is_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(reason=ChangeReason.OTHER) | ~Q(note=""),
                name="other_reason_for_a_class_is_told",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.batch_id} {self.kind}"
