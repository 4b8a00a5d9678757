import hashlib
import json
from datetime import UTC

from django.db import models
from django.db.models import Q

from accounts.querysets import HistoryCheckQuerySet
from blk_portal.shared.triggers import append_only

SEALS = "accounts_historyseal"


class HistorySeal(models.Model):
    """The digest of all history written since the seal before, whose digest it holds. Append-only.

    ``portions`` say of each table which rows are meant (those above ``after``, up to ``upto``), how
    many they are, which columns were read and the SHA-256 over the digests of the rows. A day with
    very many rows is sealed in parts, one seal after the other; ``ends_day`` says of the last one
    that nothing of the day was left.
    """

    day = models.DateField()
    part = models.PositiveSmallIntegerField(default=1, db_default=1)
    ends_day = models.BooleanField(default=True, db_default=True)
    sealed_at = models.DateTimeField()
    follows = models.CharField(
        max_length=64, unique=True, blank=True, help_text="Digest of the seal before; none: first."
    )
    portions = models.JSONField()
    rows = models.PositiveBigIntegerField(help_text="How many rows all portions have.")
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-day", "-part"]
        constraints = [
            models.UniqueConstraint(fields=["day", "part"], name="one_seal_for_a_part_of_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(ends_day=True), name="one_seal_ends_a_day"
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.day} {self.digest[:8]}"

    @property
    def is_of_many(self):
        return self.part > 1 or not self.ends_day

    def computed_digest(self):
        """SHA-256 of everything else that the seal says; of parts, where the day has several."""
        said = {
            "day": self.day.isoformat(),
            "follows": self.follows,
            "portions": self.portions,
            "rows": self.rows,
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(),
        }
        if self.is_of_many:
            said |= {"part": self.part, "ends_day": self.ends_day}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class HistoryCheck(models.Model):
    """History was compared with its seals: with how many, and what differed first. Append-only."""

    at = models.DateTimeField()
    is_whole = models.BooleanField(help_text="Whether the rows under every seal were read.")
    seals = models.PositiveIntegerField(help_text="Seals whose rows were read.")
    unreadable = models.PositiveIntegerField(
        default=0, help_text="Portions whose columns are gone, or are emptied by erasing since."
    )
    differing_day = models.DateField(null=True, blank=True)
    differing_table = models.CharField(max_length=63, blank=True)

    objects = HistoryCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(differing_day__isnull=True, differing_table="")
                | (Q(differing_day__isnull=False) & ~Q(differing_table="")),
                name="difference_names_day_and_table",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.at}: {self.differing_table or '='}"
