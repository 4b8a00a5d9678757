import pghistory
from django.db import models
from django.db.models import F, Q

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only
from enrollment.choices import CaseEventKind, CheckResult, ReviewDecision, SecondLook
from enrollment.querysets.checks import ReviewQuerySet


@pghistory.track(exclude=["created_at", "updated_at", "message", "note"])
class Review(TimeStampedModel):
    """One verifier's decision on one submitted file, with a check for each requirement.

    One that puts the applicant out of the intake is a proposal (``second_look`` is wanted) until
    another verifier decides the same in a review of his own, which names ``first_reviewer``.
    """

    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="reviews"
    )
    reviewer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    application_version = models.PositiveIntegerField(
        default=0, help_text="The application's version once this was saved."
    )
    decision = models.CharField(max_length=10, choices=ReviewDecision)
    message = models.TextField(
        max_length=4000, blank=True, help_text="What the applicant was told, whole."
    )
    note = models.CharField(max_length=1000, blank=True, help_text="Only staff read this.")
    second_look = models.CharField(max_length=10, choices=SecondLook, default=SecondLook.NOT_ASKED)
    first_reviewer = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.REFUSE) | ~Q(second_look=SecondLook.NOT_ASKED),
                name="refusal_is_looked_at_twice",
            ),
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.CLOSE) | Q(second_look=SecondLook.GIVEN),
                name="closing_is_agreed_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(second_look=SecondLook.GIVEN)
                | (Q(first_reviewer__isnull=False) & ~Q(first_reviewer=F("reviewer"))),
                name="second_look_is_another_verifiers",
            ),
        ]

    def __str__(self):
        return f"#{self.application_id} {self.decision}"

    @property
    def is_proposal(self):
        return self.second_look == SecondLook.WANTED


@pghistory.track(exclude=["text", "checked"])
class ReviewItem(models.Model):
    """One requirement checked: ``document:KTP``, ``fact:disability``, ``identity``, …"""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="items")
    requirement = models.CharField(max_length=80)
    result = models.CharField(max_length=10, choices=CheckResult)
    reason = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    checked = models.CharField(
        max_length=64, blank=True, help_text="Fingerprint of what was found in order."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "requirement"], name="requirement_checked_once_per_review"
            ),
            models.CheckConstraint(
                condition=Q(result=CheckResult.OK) | ~Q(reason=""),
                name="failed_check_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.requirement}: {self.result}"


class CaseEvent(models.Model):
    """Who took a file into hand, gave it back, or took it over from whom. Append-only."""

    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="case_events"
    )
    kind = models.CharField(max_length=10, choices=CaseEventKind)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    taken_from = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=CaseEventKind.TAKEN_OVER) | Q(taken_from__isnull=False),
                name="takeover_names_who_had_it",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.application_id} {self.kind}"
