import secrets

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only
from enrollment.choices import AttendanceStatus, ScoresShown
from enrollment.querysets import SittingQuerySet
from enrollment.registration_numbers import ALPHABET
from enrollment.triggers import phases_stay_once_scored, sealed_once_set
from programs.choices import AssessmentKind

CODE_LENGTH = 5


def new_code():
    """Return a code that stands for somebody on a score sheet and tells nothing of him."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@pghistory.track(exclude=["created_at", "updated_at"])
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
    scoring_opens_at = models.DateTimeField(
        _("Scoring begins"), null=True, blank=True, help_text=_("Empty: when the test begins.")
    )
    scoring_closes_at = models.DateTimeField(
        _("Scoring closes"),
        null=True,
        blank=True,
        help_text=_("Empty: when the selection round reads the scores."),
    )
    hides_names = models.BooleanField(
        _("Assessors see codes in place of names"),
        default=False,
        help_text=_("Until the scores of all can be seen."),
    )
    scores_shown = models.CharField(
        _("Assessors see each other's scores"),
        max_length=10,
        choices=ScoresShown,
        default=ScoresShown.ALL_SCORED,
    )

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scoring_closes_at__gt=models.F("starts_at"))
                & Q(scoring_closes_at__gt=models.F("scoring_opens_at")),
                name="scoring_closes_after_it_begins",
                violation_error_message=_("Scoring closes after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(scores_shown=ScoresShown.CLOSING) | Q(scoring_closes_at__isnull=False),
                name="scores_shown_at_closing_have_a_closing",
                violation_error_message=_("Say when scoring closes."),
            ),
        ]
        triggers = [phases_stay_once_scored()]

    def __str__(self):
        return self.title

    @property
    def scored_from(self):
        return self.scoring_opens_at or self.starts_at

    def is_closed(self, now):
        return self.scoring_closes_at is not None and self.scoring_closes_at <= now


@pghistory.track(exclude=["created_at", "updated_at"])
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

    code = models.CharField(
        max_length=8,
        default=new_code,
        editable=False,
        help_text="Stands on anonymous sheets in place of name and number.",
    )

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["slot_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "application"], name="one_sitting_per_assessment"
            ),
            models.UniqueConstraint(
                fields=["assessment", "code"], name="one_code_per_sitting_of_an_assessment"
            ),
        ]
        triggers = [sealed_once_set("code")]

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


class ScoreCorrection(models.Model):
    """Why an assessor changed a score after the scores of all could be seen."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="score_corrections")
    criterion = models.CharField(max_length=60)
    assessor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    old_value = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    new_value = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="score_correction_has_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.sitting_id} {self.criterion}"
