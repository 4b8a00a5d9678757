from django.db import models


class LookupTry(models.Model):
    """Somebody asked for the status of a registration number; kept for a day, to count tries.

    Both digests are keyed: neither the number nor the address can be read from them.
    """

    number_digest = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64)
    tried_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["number_digest", "tried_at"]),
            models.Index(fields=["address_digest", "tried_at"]),
        ]

    def __str__(self):
        return f"#{self.pk}"
