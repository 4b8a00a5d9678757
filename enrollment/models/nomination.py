import pghistory
from django.db import models

from blk_portal.shared.models import TimeStampedModel


@pghistory.track(exclude=["created_at", "updated_at"])
class Nomination(TimeStampedModel):
    """An application that a body (employer, kelurahan, PKK) put forward with its letter."""

    application = models.OneToOneField(
        "enrollment.Application", on_delete=models.PROTECT, related_name="nomination"
    )
    body = models.CharField(max_length=120)
    letter_number = models.CharField(max_length=80)
    letter_on = models.DateField()

    def __str__(self):
        return f"#{self.application_id} {self.body}"
