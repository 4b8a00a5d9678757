import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.addresses import address
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history
from programs.choices import (
    BATCH_MOVES,
    AssessmentKind,
    BatchStatus,
    GateType,
    ReserveMode,
    RetrainScope,
    SelectionMethod,
)
from programs.querysets import BatchQuerySet
from programs.triggers import frozen_columns, frozen_with_intake

selection_id = RegexValidator(
    r"^[A-Za-z0-9._:-]{1,64}\Z", _("Use letters, digits, dot, colon, dash or underscore.")
)

_INTAKE_OF_BATCH = "SELECT b.intake_id FROM programs_batch b WHERE b.id = {row}.batch_id"


@pghistory.track(exclude=["created_at", "updated_at"])
class Batch(TimeStampedModel):
    """One class: seats, dates, venue, fund, and the rules by which its seats are given."""

    intake = models.ForeignKey("programs.Intake", on_delete=models.PROTECT, related_name="batches")
    program = models.ForeignKey(
        "programs.TrainingProgram", on_delete=models.PROTECT, related_name="batches"
    )
    code = models.CharField(_("Code"), max_length=40, unique=True, validators=[selection_id])
    status = models.CharField(max_length=10, choices=BatchStatus, default=BatchStatus.PLANNED)
    capacity = models.PositiveSmallIntegerField(_("Seats"), validators=[MinValueValidator(1)])
    minimum_participants = models.PositiveSmallIntegerField(_("Minimum participants"), default=1)
    venue = models.CharField(_("Venue"), max_length=120)
    partner = models.CharField(_("Partner institution"), max_length=120, blank=True)
    training_hours = models.CharField(_("Hours"), max_length=60, blank=True)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    competence_test_on = models.DateField(_("Competence test"), null=True, blank=True)
    fund = models.ForeignKey(
        "programs.FundingSource",
        on_delete=models.PROTECT,
        related_name="batches",
        verbose_name=_("Fund"),
    )
    planned_cost = models.DecimalField(
        _("Planned cost (Rp)"), max_digits=14, decimal_places=2, default=0
    )
    realised_cost = models.DecimalField(
        _("Realised cost (Rp)"), max_digits=14, decimal_places=2, default=0
    )
    benefits = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("What participants get"),
        default=list,
        blank=True,
    )
    requirements_instead = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("Requirements, if others than the programme's"),
        default=list,
        blank=True,
    )
    selection_method = models.CharField(
        _("How seats are given"),
        max_length=12,
        choices=SelectionMethod,
        default=SelectionMethod.MERIT,
    )
    reserve_mode = models.CharField(
        _("How guaranteed seats count"),
        max_length=20,
        choices=ReserveMode,
        default=ReserveMode.MINIMUM_GUARANTEE,
    )
    reference_date = models.DateField(
        _("Reference date"), help_text=_("Age and earlier training are counted on this day.")
    )
    retrain_years = models.PositiveSmallIntegerField(
        _("Years since the last training"),
        null=True,
        blank=True,
        help_text=_("Empty: earlier training does not matter."),
    )
    retrain_scope = models.CharField(
        _("Which earlier training counts"),
        max_length=20,
        choices=RetrainScope,
        default=RetrainScope.ANY,
    )
    minimum_merit = models.DecimalField(
        _("Minimum total score"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    waitlist_size = models.PositiveSmallIntegerField(
        _("Length of the waitlist"), null=True, blank=True, help_text=_("Empty: everybody.")
    )

    printed_waitlist_length = models.PositiveSmallIntegerField(
        _("Waitlist places printed in the announcement"), default=4
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=500), name="batch_has_seats"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="batch_starts_before_it_ends",
                violation_error_message=_("The first day must not be after the last."),
            ),
            models.CheckConstraint(
                condition=Q(planned_cost__gte=0, realised_cost__gte=0),
                name="batch_costs_are_not_negative",
            ),
        ]
        triggers = [
            legal_moves(BATCH_MOVES),
            *status_history(),
            frozen_columns(
                "intake_id",
                "program_id",
                "code",
                "selection_method",
                "reserve_mode",
                "reference_date",
                "retrain_years",
                "retrain_scope",
                "minimum_merit",
                "waitlist_size",
            ),
            frozen_with_intake(
                intake_of="{row}.intake_id", operation=pgtrigger.Insert | pgtrigger.Delete
            ),
        ]

    def __str__(self):
        return f"{self.program} ({self.code})"

    def get_absolute_url(self):
        return address("programs:batch", code=self.code)

    @property
    def intake_status(self):
        return self.intake.status

    @property
    def opens_at(self):
        return self.intake.opens_at

    @property
    def closes_at(self):
        return self.intake.closes_at

    @property
    def requirements(self):
        return self.requirements_instead or self.program.requirements


@pghistory.track()
class Gate(models.Model):
    """An eligibility rule of a class, as data; ``code`` names it in every reason."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="gates")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(_("Code"), max_length=60, validators=[selection_id])
    type = models.CharField(_("Kind"), max_length=10, choices=GateType)
    facts = ArrayField(
        models.CharField(max_length=64), verbose_name=_("Facts"), default=list, blank=True
    )
    minimum_age = models.PositiveSmallIntegerField(_("Minimum age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("Maximum age"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type=GateType.AGE, facts=[])
                | (~Q(type=GateType.AGE) & Q(minimum_age__isnull=True, maximum_age__isnull=True)),
                name="gate_is_about_age_or_facts",
            ),
        ]
        triggers = [frozen_with_intake(intake_of=_INTAKE_OF_BATCH)]

    def __str__(self):
        return self.code


@pghistory.track()
class Criterion(models.Model):
    """One part of the score of a class: weight, bounds, and its place among the tie-breakers."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(_("Code"), max_length=60, validators=[selection_id])
    name = models.CharField(_("Name"), max_length=80)
    assessed_by = models.CharField(_("Scored in"), max_length=10, choices=AssessmentKind)
    weight = models.DecimalField(
        _("Weight (%)"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    maximum = models.DecimalField(_("Highest score"), max_digits=5, decimal_places=2, default=100)
    minimum = models.DecimalField(
        _("Lowest score that passes"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_required = models.BooleanField(_("Required"), default=True)
    tie_position = models.PositiveSmallIntegerField(
        _("Place among the tie-breakers"),
        null=True,
        blank=True,
        help_text=_("1 decides first; empty: does not break ties."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["batch", "code"], name="criterion_once_per_batch"),
            models.UniqueConstraint(
                fields=["batch", "tie_position"], name="one_criterion_per_tie_position"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="criterion_weight_is_a_percentage"
            ),
        ]
        triggers = [frozen_with_intake(intake_of=_INTAKE_OF_BATCH)]

    def __str__(self):
        return self.name


@pghistory.track()
class Reserve(models.Model):
    """Seats of a class guaranteed to a category: people with one of ``facts``."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="reserves")
    position = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(_("Code"), max_length=60, validators=[selection_id])
    name = models.CharField(_("Name"), max_length=80)
    facts = ArrayField(models.CharField(max_length=64), verbose_name=_("Facts that qualify"))
    seats = models.PositiveSmallIntegerField(_("Guaranteed seats"))

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "category"], name="reserve_once_per_batch"),
        ]
        triggers = [frozen_with_intake(intake_of=_INTAKE_OF_BATCH)]

    def __str__(self):
        return self.name
