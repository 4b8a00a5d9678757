from django.db import models
from django.db.models import Q

from accounts.choices import AccountAct
from blk_portal.shared.triggers import append_only


class AccountEvent(models.Model):
    """What staff did to an account: who, when, why. Append-only."""

    account = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=20, choices=AccountAct)
    detail = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200)
    actor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="act_on_an_account_has_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.account_id} {self.act}"
