import pghistory
from django.db import models
from django.db.models import Q

from blk_portal.shared.models import TimeStampedModel
from enrollment.choices import TracerActivity
from enrollment.querysets.sittings import OfApplicantsQuerySet


@pghistory.track(exclude=["created_at", "updated_at"])
class Participation(TimeStampedModel):
    """What became of a confirmed seat: attendance, finished, competent, certificate.

    Three separate facts; ``None`` means not known yet.
    """

    application = models.OneToOneField(
        "enrollment.Application", on_delete=models.PROTECT, related_name="participation"
    )
    batch = models.ForeignKey(
        "programs.Batch", on_delete=models.PROTECT, related_name="participations"
    )
    days_attended = models.PositiveSmallIntegerField(null=True, blank=True)
    has_finished = models.BooleanField(null=True, blank=True)
    is_competent = models.BooleanField(null=True, blank=True)
    certificate_number = models.CharField(max_length=80, blank=True)
    certificate_on = models.DateField(null=True, blank=True)
    beneficiary_category = models.CharField(max_length=40, blank=True)

    objects = OfApplicantsQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "application"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_competent__isnull=True) | Q(has_finished=True),
                name="competence_is_tested_after_finishing",
            ),
        ]

    def __str__(self):
        return f"#{self.application_id}"


@pghistory.track(exclude=["created_at", "updated_at"])
class TracerAnswer(TimeStampedModel):
    """What a graduate does 3, 6 or 12 months later."""

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="tracer_answers"
    )
    months = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=20, choices=TracerActivity)

    class Meta:
        ordering = ["participation", "months"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "months"], name="one_tracer_answer_per_moment"
            ),
            models.CheckConstraint(
                condition=Q(months__in=[3, 6, 12]), name="tracer_asks_after_3_6_12_months"
            ),
        ]

    def __str__(self):
        return f"#{self.participation_id} {self.months}"
