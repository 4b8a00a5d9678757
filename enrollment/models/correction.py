"""A published result put right: what was wrong, what each rule makes of it, what was chosen."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only
from enrollment.choices import ChangeKind, CorrectionOrigin, CorrectionRule
from enrollment.querysets.rounds import CorrectionOptionQuerySet, CorrectionQuerySet
from enrollment.triggers import nothing_joins_a_settled_correction

_VACATED = Q(origin=CorrectionOrigin.VACATED)


class Correction(TimeStampedModel):
    """A numbered correction of a round: the same draw, an input put right (section 11).

    It has its number once it is published. ``calculations`` counts how often its options were
    calculated; the last ones count.
    """

    selection_round = models.ForeignKey(
        "enrollment.SelectionRound", on_delete=models.PROTECT, related_name="corrections"
    )
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=CorrectionOrigin)
    objection = models.ForeignKey(
        "enrollment.Objection",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    reason = models.CharField(max_length=300)
    opened_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    calculations = models.PositiveSmallIntegerField(default=0)
    calculation_requested_at = models.DateTimeField(null=True, blank=True)
    rule = models.CharField(max_length=10, choices=CorrectionRule, blank=True)
    approved_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decree_number = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    decree_signer = models.CharField(max_length=120, blank=True)
    run = models.OneToOneField(
        "enrollment.Run",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="correction",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["selection_round", "created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.UniqueConstraint(
                fields=["selection_round", "number"], name="one_correction_per_round_and_number"
            ),
            models.UniqueConstraint(
                fields=["selection_round"],
                condition=Q(published_at__isnull=True, withdrawn_at__isnull=True) & ~_VACATED,
                name="one_open_correction_per_round",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(opened_by__isnull=True)
                | ~Q(approved_by=F("opened_by")),
                name="approver_did_not_open_the_correction",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, number__isnull=True, run__isnull=True)
                | (
                    Q(published_at__isnull=False, number__gte=1, run__isnull=False)
                    & ~Q(rule="")
                    & (_VACATED | (Q(approved_by__isnull=False) & ~Q(decree_number="")))
                ),
                name="published_correction_has_number_rule_run_and_decree",
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=False) | _VACATED,
                name="correction_was_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(origin=CorrectionOrigin.OBJECTION) | Q(objection__isnull=False),
                name="correction_after_an_objection_names_it",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="corrections_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="settled_correction_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__published_at__isnull=False)
                | pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"#{self.selection_round_id}.{self.number or '-'}"

    @property
    def is_open(self):
        return self.published_at is None and self.withdrawn_at is None


class CorrectionChange(models.Model):
    """One thing that a correction puts right in the input. Append-only; the last word counts.

    ``code`` is the criterion or the fact, ``value`` the right score or number of seats.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=14, choices=ChangeKind)
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, null=True, related_name="+"
    )
    batch = models.ForeignKey(
        "programs.Batch", on_delete=models.PROTECT, null=True, related_name="+"
    )
    code = models.CharField(max_length=64, blank=True)
    value = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="changed_input_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=ChangeKind.CAPACITY, batch__isnull=False, value__gte=0)
                | (~Q(kind=ChangeKind.CAPACITY) & Q(application__isnull=False)),
                name="change_names_a_class_or_an_application",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.SCORE) | (Q(value__gte=0) & ~Q(code="")),
                name="changed_score_has_criterion_and_value",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[ChangeKind.FACT_HELD, ChangeKind.FACT_NOT_HELD])
                | ~Q(code=""),
                name="changed_fact_has_a_code",
            ),
        ]
        triggers = [append_only(), nothing_joins_a_settled_correction()]

    def __str__(self):
        return f"#{self.correction_id} {self.kind}"


class CorrectionOption(models.Model):
    """What a correction would do under one rule. Append-only.

    ``kept`` holds the seats left alone: ``{draw code: [class, label]}``.
    """

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="options")
    calculation = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=10, choices=CorrectionRule)
    problem = models.TextField()
    problem_sha256 = models.CharField(max_length=64)
    outcome = models.TextField()
    digest = models.CharField(max_length=64)
    kept = models.JSONField()
    calculated_at = models.DateTimeField()

    objects = CorrectionOptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "calculation", "rule"],
                name="one_option_per_calculation_and_rule",
            ),
        ]
        triggers = [append_only(), nothing_joins_a_settled_correction()]

    def __str__(self):
        return f"#{self.correction_id}.{self.calculation} {self.rule}"
