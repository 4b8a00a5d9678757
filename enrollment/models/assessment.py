import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from enrollment.choices import ScoresShown
from enrollment.querysets.sittings import SlotQuerySet
from enrollment.triggers import (
    phases_stay_once_scored,
    room_holds_whom_it_has,
    rubric_stays_once_scored,
)
from programs.choices import AssessmentKind


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
    largest_difference = models.PositiveSmallIntegerField(
        _("Points that assessors may differ"),
        null=True,
        blank=True,
        default=20,
        help_text=_("They talk about scores that lie further apart. Empty: about none."),
    )
    all_scored_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when nobody's score is missing."
    )
    attendance_closed_at = models.DateTimeField(null=True, editable=False)

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


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RubricLevel(models.Model):
    """What a score of one criterion means, in words, for the assessors of one test."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="rubric")
    criterion = models.CharField(max_length=60)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ["criterion", "-points"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "points"], name="one_rubric_level_per_score"
            ),
        ]
        triggers = [rubric_stays_once_scored()]

    def __str__(self):
        return f"{self.criterion} {self.points}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["created_at", "updated_at"],
)
class Slot(TimeStampedModel):
    """One room at one time of a test, and how many people it holds."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="slots")
    room = models.CharField(_("Room"), max_length=80)
    starts_at = models.DateTimeField(_("Begins"))
    ends_at = models.DateTimeField(_("Ends"))
    capacity = models.PositiveSmallIntegerField(_("People at the same time"))

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "room"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "room", "starts_at"], name="one_slot_per_room_and_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=500), name="slot_holds_1_to_500_people"
            ),
        ]
        triggers = [room_holds_whom_it_has()]

    def __str__(self):
        return f"{self.room} #{self.pk}"
