import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import RelationKind
from accounts.querysets import DeclaredRelationQuerySet
from accounts.triggers import lets_go_along, not_of_a_merged_person


class DeclaredRelation(models.Model):
    """A member of staff says that a person is too near to him: he meets that person no more.

    It stands until somebody else ends it, and no word of it is ever changed.
    """

    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="declared_relations"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="declared_relations"
    )
    kind = models.CharField(_("Relation"), max_length=10, choices=RelationKind)
    declared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(_("Why it ends"), max_length=200, blank=True)

    objects = DeclaredRelationQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"],
                condition=Q(ended_at__isnull=True),
                name="relation_declared_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="relation_that_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("user")),
                name="nobody_ends_his_own_relation",
            ),
        ]
        triggers = [
            not_of_a_merged_person(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    lets_go_along() + "IF OLD.ended_at IS NOT NULL OR "
                    "(OLD.id, OLD.user_id, OLD.person_id, OLD.kind, OLD.declared_at) "
                    "IS DISTINCT FROM "
                    "(NEW.id, NEW.user_id, NEW.person_id, NEW.kind, NEW.declared_at) THEN "
                    "RAISE EXCEPTION 'a declared relation ends once and never changes' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"#{self.user_id} {self.kind} #{self.person_id}"
