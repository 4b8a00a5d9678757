from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from enrollment.choices import BULK_UNDER_WAY, BulkKind, BulkOutcome
from enrollment.querysets.rows import rows_of


class BulkActQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(status__in=BULK_UNDER_WAY)

    def with_counts(self):
        """Add how many files each act has, and how many came to what."""
        results = rows_of("BulkResult").filter(row__act=OuterRef("pk")).order_by()

        def count(rows, outer):
            counted = rows.values(outer).annotate(number=Count("pk", distinct=True))
            return Coalesce(Subquery(counted.values("number")), 0)

        done = results.filter(outcome=BulkOutcome.DONE)
        return self.annotate(
            file_count=count(rows_of("BulkRow").filter(act=OuterRef("pk")).order_by(), "act"),
            done_count=count(done, "row__act"),
        )


class BulkRowQuerySet(models.QuerySet):
    def with_outcome(self):
        """Add the last ``outcome`` of each file and its sentence; empty while it waits."""
        last = rows_of("BulkResult").filter(row=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            outcome=Coalesce(Subquery(last.values("outcome")[:1]), Value("")),
            words=Coalesce(Subquery(last.values("words")[:1]), Value("")),
        )

    def to_be_done(self, attempt):
        """Files that are not done and have no result of this ``attempt`` yet."""
        results = rows_of("BulkResult").filter(row=OuterRef("pk"))
        return self.exclude(
            Exists(results.filter(Q(outcome=BulkOutcome.DONE) | Q(attempt=attempt)))
        )

    def to_be_taken_back(self):
        """Files that are done and have not been looked at again."""
        results = rows_of("BulkResult").filter(row=OuterRef("pk"))
        after = [BulkOutcome.UNDONE, BulkOutcome.KEPT]
        return self.filter(Exists(results.filter(outcome=BulkOutcome.DONE))).exclude(
            Exists(results.filter(outcome__in=after))
        )

    def given(self):
        """Files that come to one verifier first, and to others when nothing else is left."""
        return self.filter(act__kind=BulkKind.ASSIGN).to_be_taken_back()

    def not_done(self):
        """Files that were refused in every attempt so far, or wait."""
        results = rows_of("BulkResult").filter(row=OuterRef("pk"), outcome=BulkOutcome.DONE)
        return self.exclude(Exists(results))
