import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ConsentPurpose, ConsentSource
from accounts.querysets import ConsentQuerySet
from accounts.triggers import lets_go_along, not_of_a_merged_person


class Consent(models.Model):
    """What a person agreed to, in which words, and until when.

    Rows are added by ``accounts.services.consents`` and change once, when they are
    withdrawn, or go along in a merge; a trigger refuses everything else. The words of each
    version stand in ``accounts.consent_wordings``.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=ConsentSource)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_consent_per_purpose",
                violation_error_message=_("This consent has been given already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_given_before_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(source=ConsentSource.SELF) | Q(recorded_by__isnull=False),
                name="consent_by_word_or_paper_has_a_recorder",
            ),
        ]
        triggers = [
            not_of_a_merged_person(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_withdrawn",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    lets_go_along()
                    + "IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR "
                    "(OLD.id, OLD.person_id, OLD.purpose, OLD.wording_version, OLD.given_at, "
                    "OLD.source, OLD.recorded_by_id) IS DISTINCT FROM "
                    "(NEW.id, NEW.person_id, NEW.purpose, NEW.wording_version, NEW.given_at, "
                    "NEW.source, NEW.recorded_by_id) THEN "
                    "RAISE EXCEPTION 'a consent is withdrawn once and never changed' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"#{self.person_id} {self.purpose}"

    @property
    def is_live(self):
        return self.withdrawn_at is None
