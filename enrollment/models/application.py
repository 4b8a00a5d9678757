import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history
from enrollment.choices import APPLICATION_MOVES, GONE, ApplicationStatus, WorkStatus
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.triggers import (
    entered_by_stays,
    no_more_wishes_than_allowed,
    nobody_joins_a_published_list,
    puts_nobody_out_without_a_reason,
)
from programs.choices import Education

_LIVE = ~Q(status__in=GONE)


class Application(TimeStampedModel):
    """One person's request for a seat in one intake, with ranked choices of batches.

    A draft belongs to ``user``; ``person`` is known from the identity page on. ``status`` is
    assigned by ``enrollment.services.status`` alone; a database trigger writes each move to
    ``StatusChange``. ``draw_code`` names the application in the selection problem and in
    public lists for checking, ``registration_number`` everywhere else.
    """

    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        help_text="Empty for people entered at the counter.",
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
    )
    intake = models.ForeignKey(
        "programs.Intake", on_delete=models.PROTECT, related_name="applications"
    )
    status = models.CharField(
        max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration_number = models.CharField(max_length=9, blank=True, editable=False)
    draw_code = models.CharField(max_length=20, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The helper or clerk who entered it for somebody.",
    )
    education = models.CharField(_("Last education"), max_length=10, choices=Education, blank=True)
    school = models.CharField(_("School"), max_length=120, blank=True)
    work_status = models.CharField(_("Work"), max_length=20, choices=WorkStatus, blank=True)
    motivation = models.TextField(
        _("Why you want to join, and your plan afterwards"), max_length=1000, blank=True
    )
    accommodation = models.CharField(_("Adjustments needed"), max_length=300, blank=True)
    conditions_answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    priorities_answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    accommodation_answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    reused_papers = models.JSONField(
        default=list,
        editable=False,
        help_text="Kinds of papers checked earlier that the person takes over.",
    )
    declared_at = models.DateTimeField(null=True, blank=True, editable=False)
    declaration_version = models.CharField(max_length=20, blank=True, editable=False)
    version = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts saves; a late save of staff is noticed by it."
    )
    claimed_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when only what figures count is left of the file.",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "intake"],
                condition=_LIVE,
                name="one_live_application_per_intake",
                violation_error_message=_("You have already applied in this intake."),
            ),
            models.UniqueConstraint(
                fields=["user", "intake"],
                condition=_LIVE & Q(entered_by__isnull=True),
                name="one_live_draft_per_account_and_intake",
            ),
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=~Q(registration_number=""),
                name="registration_number_given_once",
            ),
            models.UniqueConstraint(
                fields=["draw_code"], condition=~Q(draw_code=""), name="draw_code_given_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
                | (
                    Q(submitted_at__isnull=False, person__isnull=False)
                    & ~Q(registration_number="")
                    & ~Q(draw_code="")
                ),
                name="application_beyond_draft_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(entered_by__isnull=False),
                name="application_belongs_to_somebody",
            ),
        ]
        indexes = [
            # Who may not read a file stands in it too, so that states are counted from it alone.
            models.Index(
                fields=["intake", "status", "submitted_at"],
                include=["person", "entered_by"],
                name="application_states",
            ),
            models.Index(fields=["submitted_at"], name="application_sent"),
            models.Index(fields=["status", "submitted_at"]),
        ]
        triggers = [
            legal_moves(APPLICATION_MOVES),
            *status_history(),
            entered_by_stays(),
            not_of_a_merged_person(),
            nobody_joins_a_published_list(),
            puts_nobody_out_without_a_reason(),
            pgtrigger.Protect(
                name="forgotten_for_good",
                operation=pgtrigger.UpdateOf("forgotten_at"),
                condition=pgtrigger.Q(old__forgotten_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="numbers_are_given_once",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("registration_number", "draw_code"),
                func=(
                    "IF (OLD.registration_number <> '' AND "
                    "OLD.registration_number <> NEW.registration_number) OR "
                    "(OLD.draw_code <> '' AND OLD.draw_code <> NEW.draw_code) THEN "
                    "RAISE EXCEPTION 'numbers of application % are given once', OLD.id "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return self.registration_number or f"#{self.pk}"

    def get_absolute_url(self):
        return reverse("enrollment:application", kwargs={"pk": self.pk})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Choice(models.Model):
    """A ranked wish for a batch; rank 1 is wanted most."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="choices")
    batch = models.ForeignKey("programs.Batch", on_delete=models.PROTECT, related_name="choices")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["application", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "batch"], name="batch_wished_once_per_application"
            ),
            models.UniqueConstraint(
                fields=["application", "rank"],
                name="one_wish_per_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="rank_begins_with_one"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="wish_is_in_its_intake",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF NOT EXISTS (SELECT 1 FROM enrollment_application a JOIN programs_batch b "
                    "ON b.intake_id = a.intake_id "
                    "WHERE a.id = NEW.application_id AND b.id = NEW.batch_id) THEN "
                    "RAISE EXCEPTION 'batch % is not in the intake of application %', "
                    "NEW.batch_id, NEW.application_id USING ERRCODE = 'check_violation'; "
                    "END IF; RETURN NEW;"
                ),
            ),
            no_more_wishes_than_allowed(),
        ]

    def __str__(self):
        return f"#{self.application_id} {self.rank}: #{self.batch_id}"
