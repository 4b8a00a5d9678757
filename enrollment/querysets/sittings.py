"""Tests and who comes to them; rows of one applicant each."""

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Subquery

from enrollment.choices import ApplicationStatus, AttendanceStatus


class OfApplicantsQuerySet(models.QuerySet):
    """Rows of one application each."""

    def no_affair_of(self, user):
        """Leave out the user's own person, family card and declared relations."""
        near = apps.get_model("accounts", "Person").objects.near_to(user)
        return self.exclude(application__person__in=near.values("pk"))


class SlotQuerySet(models.QuerySet):
    def with_free_places(self):
        """Slots that hold more people than are to come, or came, each with how many ``taken``."""
        return self.annotate(taken=Count("sittings")).filter(taken__lt=F("capacity"))


class SittingQuerySet(OfApplicantsQuerySet):
    def not_excluded(self):
        """Leave out applications that were excluded as duplicates."""
        return self.exclude(application__status=ApplicationStatus.EXCLUDED)

    def who_came(self):
        return self.filter(attendance=AttendanceStatus.ATTENDED)

    def scored_by_all(self):
        """Sittings for which every assessor that the test needs has given every score."""
        criteria = (
            apps.get_model("programs", "Criterion")
            .objects.filter(
                batch__assessments=OuterRef("assessment"),
                assessed_by=OuterRef("assessment__kind"),
            )
            .order_by()
            .values("assessed_by")
            .annotate(number=Count("code", distinct=True))
            .values("number")
        )
        return self.annotate(
            given=Count("scores"), wanted=F("assessment__assessors_needed") * Subquery(criteria)
        ).filter(given__gte=F("wanted"))
