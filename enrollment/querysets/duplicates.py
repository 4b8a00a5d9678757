from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from enrollment.choices import PairStatus
from enrollment.querysets.rows import rows_of


class DuplicatePairQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=PairStatus.OPEN)

    def decided(self):
        return self.exclude(status=PairStatus.OPEN)

    def likely(self):
        return self.filter(is_likely=True)

    def of_person(self, person):
        return self.filter(Q(first=person) | Q(second=person))

    def with_proposed_merge(self):
        """Add whether an officer proposed to make one record of the two."""
        proposed = apps.get_model("accounts", "PersonMerge").objects.proposed()
        of_pair = Q(kept=OuterRef("first"), gone=OuterRef("second")) | Q(
            kept=OuterRef("second"), gone=OuterRef("first")
        )
        return self.annotate(is_to_be_merged=Exists(proposed.filter(of_pair)))

    def in_intake(self, intake):
        """Pairs of which somebody applied in ``intake`` and is still there."""
        there = rows_of("Application").live().submitted().filter(intake=intake).values("person")
        return self.filter(Q(first__in=there) | Q(second__in=there))

    def decidable_by(self, user):
        """Leave out pairs with whom the user is too near to, or helped to enter."""
        persons = apps.get_model("accounts", "Person").objects
        helped = apps.get_model("accounts", "HelpSession").objects.by(user)
        entered = rows_of("Application").filter(entered_by=user, person__isnull=False)
        for own in (
            persons.near_to(user).values("pk"),
            helped.values("client"),
            entered.values("person"),
        ):
            self = self.exclude(first__in=own).exclude(second__in=own)
        return self
