import pghistory
from django.db import models
from django.db.models import Q

from blk_portal.shared.models import TimeStampedModel


@pghistory.track(exclude=["created_at", "updated_at", "text", "answer"])
class Objection(TimeStampedModel):
    """An applicant's objection (sanggah), answered by somebody else than the reviewer."""

    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="objections"
    )
    text = models.TextField(max_length=2000)
    is_upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at__isnull=True),
                name="one_open_objection_per_application",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | (Q(is_upheld__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answered_objection_has_an_answer",
            ),
        ]

    def __str__(self):
        return f"#{self.application_id}"
