import secrets
import uuid

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only
from enrollment.choices import AttendanceStatus, Excuse
from enrollment.querysets.sittings import SittingQuerySet
from enrollment.registration_numbers import ALPHABET
from enrollment.triggers import (
    closed_attendance_is_corrected,
    sealed_once_set,
    slot_holds_no_more_than_its_room,
)

CODE_LENGTH = 5


def new_code():
    """Return a code that stands for somebody on a score sheet and tells nothing of him."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


@pghistory.track(exclude=["created_at", "updated_at", "reference"])
class Sitting(TimeStampedModel):
    """One application at one assessment: invited, came, or did not come."""

    assessment = models.ForeignKey(
        "enrollment.Assessment", on_delete=models.PROTECT, related_name="sittings"
    )
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="sittings"
    )
    attendance = models.CharField(
        max_length=10, choices=AttendanceStatus, default=AttendanceStatus.INVITED
    )
    slot = models.ForeignKey(
        "enrollment.Slot",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sittings",
    )
    times_moved = models.PositiveSmallIntegerField(default=0, editable=False)
    reference = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="In the QR of the test card."
    )
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
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "application"], name="one_sitting_per_assessment"
            ),
            models.UniqueConstraint(
                fields=["assessment", "code"], name="one_code_per_sitting_of_an_assessment"
            ),
        ]
        triggers = [
            sealed_once_set("code"),
            slot_holds_no_more_than_its_room(),
            closed_attendance_is_corrected(),
        ]

    def __str__(self):
        return f"#{self.assessment_id} #{self.application_id}"

    @property
    def moment(self):
        """When this person is expected; slot and assessment should be selected."""
        return self.slot.starts_at if self.slot_id else self.assessment.starts_at

    @property
    def where(self):
        """The place and, where one is known, the room in it."""
        return (
            f"{self.assessment.place}, {self.slot.room}" if self.slot_id else self.assessment.place
        )

    @property
    def is_closed(self):
        """Whether attendance was closed after this person was expected."""
        closed_at = self.assessment.attendance_closed_at
        return closed_at is not None and self.moment <= closed_at


class TestMove(models.Model):
    """That a test, or one sitting of it, came to another time or place, and why."""

    __test__ = False

    assessment = models.ForeignKey(
        "enrollment.Assessment", on_delete=models.PROTECT, related_name="moves"
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="moves"
    )
    was_at = models.DateTimeField()
    was_in = models.CharField(max_length=220)
    now_at = models.DateTimeField()
    now_in = models.CharField(max_length=220)
    reason = models.CharField(_("Reason"), max_length=200)
    moved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason")]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.assessment_id} {self.was_at:%Y-%m-%d %H:%M}"


class AttendanceCorrection(models.Model):
    """What was changed about who came after attendance was closed, and why.

    An ``excuse`` lets an absent person come at another time.
    """

    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, related_name="attendance_corrections"
    )
    was = models.CharField(max_length=10, choices=AttendanceStatus)
    becomes = models.CharField(max_length=10, choices=AttendanceStatus)
    excuse = models.CharField(_("Reason"), max_length=10, choices=Excuse, blank=True)
    note = models.CharField(_("Note"), max_length=200)
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(excuse="", note=""), name="attendance_correction_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(becomes=AttendanceStatus.INVITED, was=AttendanceStatus.ABSENT)
                & ~Q(excuse="")
                | ~Q(becomes=AttendanceStatus.INVITED) & Q(excuse=""),
                name="excused_people_are_invited_again",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.sitting_id} {self.was} {self.becomes}"
