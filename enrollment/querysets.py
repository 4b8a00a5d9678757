from django.db import models
from django.db.models import Q

from enrollment.choices import HOLDING_A_SEAT, ApplicationStatus


class ApplicationQuerySet(models.QuerySet):
    def belonging_to(self, user):
        """The applications that a resident sees: those of their account and of their person."""
        return self.filter(Q(user=user) | Q(person__user=user))

    def live(self):
        return self.exclude(status=ApplicationStatus.WITHDRAWN)

    def submitted(self):
        """Everything beyond a draft, whatever became of it."""
        return self.exclude(status=ApplicationStatus.DRAFT)

    def reviewable_by(self, household):
        """Submitted applications, never those of ``household``, the reviewer's own persons."""
        return self.submitted().exclude(person__in=household)

    def awaiting_review(self):
        return self.filter(status=ApplicationStatus.SUBMITTED)

    def awaiting_selection(self):
        return self.filter(status=ApplicationStatus.VERIFIED)

    def holding_a_seat(self):
        return self.filter(status__in=HOLDING_A_SEAT)

    def waiting_longest_first(self):
        return self.order_by("submitted_at", "pk")


class SeatQuerySet(models.QuerySet):
    def taken(self):
        return self.filter(released_at__isnull=True)


class OfferQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)


class FactClaimQuerySet(models.QuerySet):
    def verified(self):
        return self.filter(status="verified")
