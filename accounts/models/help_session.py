import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import HelpEnding
from accounts.querysets import HelpSessionQuerySet
from accounts.triggers import (
    lets_go_along,
    nobody_helps_his_own_household,
    not_of_a_merged_person,
)
from blk_portal.shared.formats import masked_name


class HelpSession(models.Model):
    """One sitting in which a helper enters something for a client who agreed to it.

    A helper has one open at most, so he has one client at a time. The row is the record of it:
    it ends once and is never changed otherwise.
    """

    helper = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="help_sessions"
    )
    client = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="help_sessions"
    )
    consent = models.ForeignKey("accounts.Consent", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=HelpEnding, blank=True)

    objects = HelpSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["helper"],
                condition=Q(ended_at__isnull=True),
                name="one_client_at_a_time",
                violation_error_message=_("You are helping somebody else at this moment."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | (Q(ended_at__gte=F("started_at")) & ~Q(ending="")),
                name="help_that_ended_says_why",
            ),
        ]
        triggers = [
            nobody_helps_his_own_household(),
            not_of_a_merged_person("client_id"),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    lets_go_along("client_id") + "IF OLD.ended_at IS NOT NULL OR "
                    "(OLD.id, OLD.helper_id, OLD.client_id, OLD.consent_id, OLD.started_at) "
                    "IS DISTINCT FROM "
                    "(NEW.id, NEW.helper_id, NEW.client_id, NEW.consent_id, NEW.started_at) THEN "
                    "RAISE EXCEPTION 'a session of help ends once and never changes' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"#{self.helper_id} for #{self.client_id}"

    @property
    def client_name(self):
        """How the banner calls the client: no more than a passer-by may read."""
        return (
            masked_name(self.client.full_name) if self.client.full_name else self.client.nik_masked
        )
