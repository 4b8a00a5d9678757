"""A question to the engine: what would have come out, had the rules been others?"""

import pgtrigger
from django.db import models
from django.db.models import Q

from enrollment.choices import DryRunSource

WATERMARK = "dry-run"


class DryRun(models.Model):
    """A round decided with other weights, reserves, seats or one more class. Never a result.

    ``changes`` is what was asked for, ``result`` what came out, with the watermark. No run can
    be made of it, and it is deleted after thirty days.
    """

    selection_round = models.ForeignKey(
        "enrollment.SelectionRound", on_delete=models.PROTECT, related_name="dry_runs"
    )
    source = models.CharField(max_length=8, choices=DryRunSource)
    changes = models.JSONField()
    result = models.JSONField(null=True, blank=True)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, result__isnull=True)
                | Q(
                    done_at__isnull=False, result__has_key="watermark", result__watermark=WATERMARK
                ),
                name="result_of_a_dry_run_has_its_watermark",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="dry_run_is_done_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__done_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"#{self.selection_round_id} {self.source}"
