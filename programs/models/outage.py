from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.triggers import append_only


class PortalSign(models.Model):
    """The one row that says when the portal was last seen at work."""

    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_sign")]

    def __str__(self):
        return f"{self.seen_at}"


class Outage(models.Model):
    """A time in which people could not use the portal. Append-only.

    Noticed by the portal itself, which then left no sign for a while, or told by staff, who say
    why.
    """

    began_at = models.DateTimeField(_("Began"))
    ended_at = models.DateTimeField(_("Ended"))
    reason = models.CharField(_("What happened"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(began_at__lt=F("ended_at")), name="outage_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | ~Q(reason=""),
                name="outage_told_by_staff_has_a_reason",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.began_at}–{self.ended_at}"
