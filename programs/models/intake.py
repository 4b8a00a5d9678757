import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.addresses import address
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only, legal_moves, status_history
from programs.choices import (
    BEFORE_OPENING,
    INTAKE_MOVES,
    IntakeStatus,
    LotteryScope,
    Upgrade,
)
from programs.querysets import IntakeQuerySet
from programs.triggers import frozen_columns


@pghistory.track(exclude=["created_at", "updated_at"])
class Intake(TimeStampedModel):
    """One registration window (gelombang) shared by several classes, with its promised dates."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    year = models.PositiveSmallIntegerField(_("Year"))
    status = models.CharField(max_length=10, choices=IntakeStatus, default=IntakeStatus.PLANNED)
    opens_at = models.DateTimeField(_("Registration opens"))
    closes_at = models.DateTimeField(_("Registration closes"))
    announced_closes_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The closing as it was announced, once outages of the portal have moved it.",
    )
    verified_by = models.DateField(_("Files checked by"), null=True, blank=True)
    written_test_on = models.DateField(_("Written test"), null=True, blank=True)
    interview_on = models.DateField(_("Interview"), null=True, blank=True)
    round_runs_at = models.DateTimeField(_("Selection round runs"), null=True, blank=True)
    announced_at = models.DateTimeField(_("Results announced"), null=True, blank=True)
    objections_until = models.DateTimeField(_("Objections until"), null=True, blank=True)
    answers_until = models.DateTimeField(_("Seats answered by"), null=True, blank=True)
    reregistration_until = models.DateTimeField(_("Re-registration until"), null=True, blank=True)
    promotion_until = models.DateTimeField(_("Waitlist moves until"), null=True, blank=True)
    max_choices = models.PositiveSmallIntegerField(
        _("Wishes a person may rank"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    upgrade = models.CharField(
        _("Moving up to a higher wish"),
        max_length=12,
        choices=Upgrade,
        default=Upgrade.UNCONFIRMED,
    )
    lottery_scope = models.CharField(
        _("Draw numbers"), max_length=10, choices=LotteryScope, default=LotteryScope.ROUND
    )
    entropy_source = models.CharField(
        _("Public source of chance"),
        max_length=200,
        blank=True,
        help_text=_("Named before registration opens, with its exact spelling."),
    )

    paper_days = models.PositiveSmallIntegerField(
        _("Working days for paper forms"),
        default=0,
        blank=True,
        help_text=_(
            "For forms that the counter received before closing: staff may enter them on so many "
            "working days afterwards, 2 at most. The list at closing is published after them."
        ),
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="intake_opens_before_it_closes",
                violation_error_message=_("Registration must open before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True)
                | Q(round_runs_at__isnull=True)
                | Q(round_runs_at__lte=F("announced_at")),
                name="intake_round_runs_before_it_is_announced",
                violation_error_message=_("The round must run before its results are announced."),
            ),
            models.CheckConstraint(
                condition=Q(max_choices__isnull=True) | Q(max_choices__gte=1),
                name="intake_allows_a_wish",
            ),
            models.CheckConstraint(
                condition=Q(paper_days__lte=2),
                name="paper_is_entered_within_two_working_days",
                violation_error_message=_("Paper forms are entered within 2 working days."),
            ),
        ]
        triggers = [
            legal_moves(INTAKE_MOVES),
            *status_history(),
            frozen_columns(
                "code",
                "max_choices",
                "upgrade",
                "lottery_scope",
                "entropy_source",
                "paper_days",
                intake="NEW.id",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("programs:intake", code=self.code)

    @property
    def is_open(self):
        return self.status == IntakeStatus.OPEN

    @property
    def hours_extended(self):
        """By how many hours outages of the portal have moved the closing."""
        if self.announced_closes_at is None:
            return 0
        return round((self.closes_at - self.announced_closes_at).total_seconds() / 3600)

    @property
    def is_editable(self):
        return self.status in BEFORE_OPENING


class RuleSet(models.Model):
    """The rules of an intake as published at opening: canonical JSON and its SHA-256.

    ``canonical`` holds the bytes as text; its ``batches`` are those of the frozen problem.
    Append-only; a later version needs a reason.
    """

    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="rule_sets")
    version = models.PositiveSmallIntegerField(default=1)
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    commitment = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the sealed seed of the draw.")
    )
    reason = models.CharField(max_length=200, blank=True)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["intake", "version"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "version"], name="one_rule_set_per_version"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="later_rule_set_has_a_reason"
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.intake_id} v{self.version}"
