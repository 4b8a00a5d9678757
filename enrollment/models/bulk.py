from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.choices import DocumentKind
from accounts.models import User
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only, legal_moves, status_history
from enrollment.choices import BULK_MOVES, BULK_UNDER_WAY, BulkKind, BulkOutcome, BulkStatus
from enrollment.querysets.bulk import BulkActQuerySet, BulkRowQuerySet
from enrollment.reasons import ForMany
from enrollment.triggers import (
    bulk_act_is_agreed_to,
    bulk_result_is_of_an_act_under_way,
    bulk_row_is_of_its_intake,
)


@dataclass(frozen=True)
class Terms:
    """What an act is about beside its files: a paper and what is wrong with it, or a verifier."""

    paper: str = ""
    reason: str = ""
    assignee: User | None = None


WITHOUT_TERMS = Terms()


class BulkAct(TimeStampedModel):
    """One act on many files of one intake, carried out file by file by a worker.

    ``exceptions`` counts, by the code of the obstacle, what stayed out from the start.
    ``attempt`` begins with 1 and grows with each retry of what was refused.
    """

    kind = models.CharField(max_length=10, choices=BulkKind)
    intake = models.ForeignKey(
        "programs.Intake", on_delete=models.PROTECT, related_name="bulk_acts"
    )
    status = models.CharField(max_length=10, choices=BulkStatus, default=BulkStatus.PROPOSED)
    paper = models.CharField(max_length=20, choices=DocumentKind, blank=True)
    reason = models.CharField(max_length=20, choices=ForMany, blank=True)
    assignee = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=1000, blank=True)
    exceptions = models.JSONField(default=dict)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField(null=True, blank=True, help_text="Of the present attempt.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    tried_row = models.ForeignKey(
        "enrollment.BulkRow",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The file that a worker began last.",
    )
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun.")

    objects = BulkActQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("asked_by")),
                name="second_person_is_another",
            ),
            models.CheckConstraint(
                condition=(Q(kind=BulkKind.MESSAGE) & ~Q(subject="") & ~Q(text=""))
                | (~Q(kind=BulkKind.MESSAGE) & Q(subject="", text=""))
                | Q(kind=BulkKind.RETURN, subject=""),
                name="bulk_message_has_words",
            ),
            models.CheckConstraint(
                condition=(Q(kind=BulkKind.RETURN) & ~Q(paper="") & ~Q(reason=""))
                | (~Q(kind=BulkKind.RETURN) & Q(paper="", reason="")),
                name="bulk_return_names_paper_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=BulkKind.ASSIGN, assignee__isnull=False)
                | (~Q(kind=BulkKind.ASSIGN) & Q(assignee__isnull=True)),
                name="bulk_assignment_names_a_verifier",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=BULK_UNDER_WAY) | Q(begun_at__isnull=False),
                name="bulk_act_under_way_has_begun",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[BulkStatus.UNDOING, BulkStatus.UNDONE])
                | Q(undone_by__isnull=False),
                name="undone_bulk_act_names_who",
            ),
        ]
        triggers = [legal_moves(BULK_MOVES), *status_history(), bulk_act_is_agreed_to()]

    def __str__(self):
        return f"#{self.pk} {self.kind}"

    def get_absolute_url(self):
        return reverse("enrollment:bulk_act", kwargs={"pk": self.pk})

    @property
    def terms(self):
        return Terms(self.paper, self.reason, self.assignee)

    @property
    def is_under_way(self):
        return self.status in BULK_UNDER_WAY


class BulkRow(models.Model):
    """One file of a bulk act, as it was when its preview was shown. Append-only."""

    act = models.ForeignKey(BulkAct, on_delete=models.PROTECT, related_name="rows")
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="bulk_rows"
    )
    version = models.PositiveIntegerField()

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "application"], name="file_once_in_a_bulk_act"),
        ]
        triggers = [append_only(), bulk_row_is_of_its_intake()]

    def __str__(self):
        return f"#{self.act_id}: #{self.application_id}"


class BulkResult(models.Model):
    """What came of one file in one attempt, with the sentence of a refusal. Append-only."""

    row = models.ForeignKey(BulkRow, on_delete=models.PROTECT, related_name="results")
    attempt = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=BulkOutcome)
    words = models.CharField(max_length=500, blank=True)
    review = models.OneToOneField(
        "enrollment.Review",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bulk_result",
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(outcome=BulkOutcome.DONE), name="bulk_row_done_once"
            ),
            models.UniqueConstraint(
                fields=["row", "attempt"],
                condition=Q(outcome__in=[BulkOutcome.DONE, BulkOutcome.REFUSED]),
                name="one_result_per_row_and_attempt",
            ),
            models.UniqueConstraint(
                fields=["row"],
                condition=Q(outcome__in=[BulkOutcome.UNDONE, BulkOutcome.KEPT]),
                name="bulk_row_taken_back_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[BulkOutcome.DONE, BulkOutcome.UNDONE]) | ~Q(words=""),
                name="refused_bulk_row_has_a_sentence",
            ),
        ]
        triggers = [append_only(), bulk_result_is_of_an_act_under_way()]

    def __str__(self):
        return f"#{self.row_id} {self.outcome}"
