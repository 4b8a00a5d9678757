"""What staff say of a file: reviews, and the statements in it."""

from django.db import models

from enrollment.choices import ReviewDecision, SecondLook


class ReviewQuerySet(models.QuerySet):
    def standing(self):
        """Decisions that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def one_by_one(self):
        """Decisions with the file before the eyes, not those of a bulk act."""
        return self.filter(bulk_result__isnull=True)

    def closings(self):
        """Standing decisions that a file was not corrected in time."""
        return self.standing().filter(decision=ReviewDecision.CLOSE)

    def proposed(self):
        """Standing decisions that wait for a second verifier."""
        return self.standing().filter(second_look=SecondLook.WANTED)

    def decided(self):
        """Standing decisions of which the applicant was told."""
        return self.standing().exclude(second_look=SecondLook.WANTED)


class FactClaimQuerySet(models.QuerySet):
    def of_statements(self):
        """What the applicant stated, in the order in which it is checked."""
        return (
            self.filter(fact_type__is_derived=False)
            .select_related("fact_type", "document")
            .order_by("fact_type__position")
        )

    def verified(self):
        return self.filter(status="verified")
