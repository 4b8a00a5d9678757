import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from enrollment.choices import AttendanceStatus
from enrollment.querysets import ScoreQuerySet, SittingQuerySet
from programs.choices import AssessmentKind


class Assessment(TimeStampedModel):
    """A written test, interview or practical test: time, place, and the batches it counts for."""

    intake = models.ForeignKey(
        "programs.Intake", on_delete=models.PROTECT, related_name="assessments"
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=AssessmentKind)
    title = models.CharField(_("Title"), max_length=120)
    starts_at = models.DateTimeField(_("Begins"))
    place = models.CharField(_("Place"), max_length=120)
    batches = models.ManyToManyField(
        "programs.Batch", related_name="assessments", verbose_name=_("Counts for")
    )
    assessors_needed = models.PositiveSmallIntegerField(
        _("Assessors who score each person"), default=1
    )

    class Meta:
        ordering = ["starts_at"]

    def __str__(self):
        return self.title


class Sitting(TimeStampedModel):
    """One application at one assessment: invited, came, or did not come."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="sittings")
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="sittings"
    )
    attendance = models.CharField(
        max_length=10, choices=AttendanceStatus, default=AttendanceStatus.INVITED
    )
    slot_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["slot_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "application"], name="one_sitting_per_assessment"
            ),
        ]

    def __str__(self):
        return f"#{self.assessment_id} #{self.application_id}"

    @property
    def moment(self):
        """When this person is expected; the assessment should be selected."""
        return self.slot_at or self.assessment.starts_at


@pghistory.track(exclude=["created_at", "updated_at"])
class Score(TimeStampedModel):
    """One assessor's score of one sitting for one criterion, 0 to 100."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=60, help_text="Code of the criterion.")
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["sitting", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "criterion", "assessor"], name="one_score_per_assessor"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=100), name="score_is_between_0_and_100"
            ),
        ]

    def __str__(self):
        return f"#{self.sitting_id} {self.criterion}"
