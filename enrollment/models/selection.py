from copy import copy

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from blk_portal.shared.crypto import EncryptedTextField
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only, legal_moves, status_history
from enrollment.choices import ROUND_MOVES, AttemptPhase, EventType, RoundStatus
from enrollment.querysets.rounds import RunQuerySet, SelectionRoundQuerySet
from enrollment.triggers import public_value_precedes_the_first_run, sealed_once_set


@pghistory.track(fields=["entropy", "entropy_read_by"], model_name="EntropyEvent")
class SelectionRound(TimeStampedModel):
    """The selection round of an intake, from the sealed seed at opening to publication.

    ``code`` is the round's id in the problem. ``problem`` holds the canonical bytes of the
    frozen problem as text, without ``steps``; events after publication are ``PromotionStep``.
    """

    intake = models.OneToOneField(
        "programs.Intake", on_delete=models.PROTECT, related_name="selection_round"
    )
    code = models.CharField(max_length=64, unique=True)
    rule_set = models.ForeignKey("programs.RuleSet", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=RoundStatus, default=RoundStatus.PREPARED)
    seed = EncryptedTextField(help_text="64 hex digits, secret until publication.")
    commitment = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    list_at_closing = models.TextField(blank=True)
    list_sha256 = models.CharField(max_length=64, blank=True)
    entropy = models.CharField(max_length=300, blank=True)
    entropy_again = models.CharField(
        max_length=300, blank=True, help_text="The public value as it was read a second time."
    )
    entropy_source = models.CharField(max_length=300, blank=True)
    entropy_occasion = models.CharField(
        max_length=200, blank=True, help_text="Where it was read, and before whom."
    )
    entropy_read_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entropy_read_at = models.DateTimeField(null=True, blank=True)
    run_requested_at = models.DateTimeField(null=True, blank=True)
    run_requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    run_reason = models.CharField(max_length=300, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problem = models.TextField(blank=True)
    problem_sha256 = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_run = models.ForeignKey(
        "enrollment.Run", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decree_number = models.CharField(max_length=80, blank=True)
    decree_on = models.DateField(null=True, blank=True)
    decree_signer = models.CharField(max_length=120, blank=True)
    decree_scan = models.FileField(upload_to="decrees/", max_length=200, blank=True)
    publication_requested_at = models.DateTimeField(null=True, blank=True)
    publication_requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SelectionRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(frozen_by__isnull=True)
                | ~Q(approved_by=F("frozen_by")),
                name="approver_did_not_freeze",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[RoundStatus.APPROVED, RoundStatus.PUBLISHED])
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False)
                    & Q(approved_run__isnull=False)
                    & ~Q(decree_number="")
                ),
                name="approved_round_has_approver_run_and_decree",
            ),
            models.CheckConstraint(
                condition=Q(entropy="")
                | (Q(entropy_again=F("entropy"), entropy_read_by__isnull=False))
                & ~Q(entropy_source="")
                & ~Q(list_sha256=""),
                name="public_value_was_read_twice_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(publication_requested_at__isnull=True)
                | Q(status__in=[RoundStatus.APPROVED, RoundStatus.PUBLISHED]),
                name="only_an_approved_round_is_to_be_published",
            ),
            models.CheckConstraint(
                condition=~Q(status=RoundStatus.PUBLISHED) | Q(published_at__isnull=False),
                name="published_round_has_a_time",
            ),
        ]
        triggers = [
            legal_moves(ROUND_MOVES),
            *status_history(),
            public_value_precedes_the_first_run(),
            sealed_once_set("code", "commitment", "list_sha256", "list_at_closing"),
        ]

    def __str__(self):
        return self.code

    @property
    def steps_of_the_result(self):
        """What happened since the result that counts now was published, in recorded order."""
        return self.steps.filter(run=self.approved_run_id).order_by("number")

    def as_of(self, run):
        """Return the round as it was while ``run`` was its result; it is not to be saved."""
        earlier = copy(self)
        earlier.approved_run = run
        return earlier

    @property
    def published_corrections(self):
        return self.corrections.published().select_related("run")


class Run(models.Model):
    """One calculation of a frozen round: the outcome's canonical bytes and digest. Append-only."""

    selection_round = models.ForeignKey(
        SelectionRound, on_delete=models.PROTECT, related_name="runs"
    )
    number = models.PositiveSmallIntegerField()
    problem = models.TextField(help_text="The problem as frozen for this run.")
    problem_sha256 = models.CharField(max_length=64)
    outcome = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    decided_at = models.DateTimeField()

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["selection_round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection_round", "number"], name="one_run_per_round_and_number"
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="later_run_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(problem__contains='"dry_run":'), name="dry_run_is_never_a_run"
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.selection_round_id}.{self.number}"


class RoundAttempt(models.Model):
    """A worker's attempt at a round: its progress, and whether it came to its end.

    ``number`` is the fencing token: only the newest attempt of a round may write.
    """

    selection_round = models.ForeignKey(
        SelectionRound, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=10, choices=AttemptPhase, default=AttemptPhase.STARTED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["selection_round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection_round", "number"], name="one_attempt_per_round_and_number"
            ),
        ]

    def __str__(self):
        return f"#{self.selection_round_id}/{self.number}"


class Placement(models.Model):
    """What a run says of one wish, with the codes of the engine. Append-only."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="placements")
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="placements"
    )
    batch = models.ForeignKey("programs.Batch", on_delete=models.PROTECT, related_name="placements")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=140)
    reasons = ArrayField(models.CharField(max_length=140), default=list)
    merit = models.CharField(max_length=60, blank=True, help_text="Exact decimal.")
    lottery = models.CharField(max_length=64, blank=True)
    pool_rank = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["run", "application", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "application", "batch"], name="one_placement_per_wish_and_run"
            ),
        ]
        indexes = [models.Index(fields=["run", "batch", "pool_rank"])]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.application_id} {self.code}"


class PromotionStep(models.Model):
    """An event after publication and what the engine made of it, in recorded order. Append-only.

    ``number`` is the place of the event among ``steps`` of the problem of ``run``, from 1;
    ``entry`` is the engine's entry of ``outcome["steps"]``.
    """

    selection_round = models.ForeignKey(
        SelectionRound, on_delete=models.PROTECT, related_name="steps"
    )
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=EventType)
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="promotion_steps"
    )
    reason = models.CharField(max_length=40)
    entry = models.JSONField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["selection_round", "run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_event_per_run_and_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="event_has_a_reason"),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.selection_round_id} {self.number}: {self.type}"
