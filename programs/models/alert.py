from django.conf import settings
from django.db import models
from django.db.models import Q

from blk_portal.shared.crypto import EncryptedTextField


class OpeningAlert(models.Model):
    """Somebody wants one message when a programme opens; of him the number alone is known.

    Told, the number is gone; what is left finds the message that may still be on its way.
    """

    program = models.ForeignKey(
        "programs.TrainingProgram", on_delete=models.PROTECT, related_name="opening_alerts"
    )
    phone = EncryptedTextField(blank=True)
    key_version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, db_index=True, help_text="Blind index of the number.")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "digest"],
                condition=Q(told_at__isnull=True),
                name="number_waits_once_per_program",
            ),
            models.CheckConstraint(
                condition=(Q(told_at__isnull=True) & ~Q(phone=""))
                | (Q(told_at__isnull=False) & Q(phone="")),
                name="alert_keeps_its_number_until_told",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"


class AlertTry(models.Model):
    """Somebody entered a number to be told; kept for a day, to count tries.

    Both digests are keyed: neither the number nor the address can be read from them.
    """

    number_digest = models.CharField(max_length=64, blank=True)
    address_digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["number_digest", "tried_at"]),
            models.Index(fields=["address_digest", "tried_at"]),
        ]

    def __str__(self):
        return f"#{self.pk}"
