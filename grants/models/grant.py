import uuid

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import TimeStampedModel
from grants.choices import ItemCondition, TransferMechanism, TurnoverBand
from grants.querysets import (
    HandoverPhotoQuerySet,
    MonitoringVisitQuerySet,
    VisitPhotoQuerySet,
)
from grants.triggers import grant_covers_its_items, items_within_the_grant


def photo_path(photo, filename):
    return f"grants/{photo.uuid.hex[:2]}/{photo.uuid.hex}.jpg"


def thumbnail_path(photo, filename):
    return f"grants/{photo.uuid.hex[:2]}/{photo.uuid.hex}-small.webp"


@pghistory.track(exclude=["created_at", "updated_at"])
class Grant(TimeStampedModel):
    """What was granted on a request: value in rupiah, fund, mechanism, and the agreement."""

    request = models.OneToOneField(
        "grants.GrantRequest", on_delete=models.PROTECT, related_name="grant"
    )
    fund = models.ForeignKey(
        "programs.FundingSource", on_delete=models.PROTECT, related_name="grants"
    )
    transfer_mechanism = models.CharField(
        _("Transfer mechanism"), max_length=20, choices=TransferMechanism
    )
    fiscal_year = models.PositiveSmallIntegerField(_("Fiscal year"))
    value = models.DecimalField(_("Value (Rp)"), max_digits=14, decimal_places=2)
    decided_on = models.DateField(_("Decided on"))
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    agreement_number = models.CharField(_("Number of the NPHD"), max_length=80, blank=True)
    agreement_on = models.DateField(_("Date of the NPHD"), null=True, blank=True)

    class Meta:
        ordering = ["-decided_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="grant_value_is_not_negative"),
            models.CheckConstraint(
                condition=~Q(transfer_mechanism=TransferMechanism.GRANT_AGREEMENT)
                | (~Q(agreement_number="") & Q(agreement_on__isnull=False)),
                name="grant_by_agreement_has_its_number",
                violation_error_message=_("Enter number and date of the NPHD."),
            ),
        ]
        triggers = [grant_covers_its_items()]

    def __str__(self):
        return f"#{self.pk}"


@pghistory.track()
class GrantItem(models.Model):
    """One thing of a grant, with serial number and the code of its QR plate."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(_("Item"), max_length=200)
    serial = models.CharField(_("Serial or inventory number"), max_length=80, unique=True)
    plate_code = models.CharField(max_length=12, unique=True)
    value = models.DecimalField(_("Value (Rp)"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="item_value_is_not_negative"),
        ]
        triggers = [items_within_the_grant()]

    def __str__(self):
        return self.serial


@pghistory.track(exclude=["created_at", "updated_at", "place", "giver", "receivers", "witnesses"])
class Handover(TimeStampedModel):
    """The signed handover (BAST) of a grant's items."""

    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="handover")
    number = models.CharField(_("Number of the BAST"), max_length=80, unique=True)
    handed_over_on = models.DateField(_("Date"))
    place = models.CharField(_("Place"), max_length=150)
    giver = models.CharField(_("Handed over by"), max_length=120)
    receivers = ArrayField(models.CharField(max_length=120), verbose_name=_("Received by"))
    witnesses = ArrayField(
        models.CharField(max_length=120), verbose_name=_("Witnesses"), default=list, blank=True
    )
    condition = models.CharField(
        _("Condition"), max_length=10, choices=ItemCondition, default=ItemCondition.GOOD
    )
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self):
        return self.number


@pghistory.track(exclude=["created_at", "updated_at", "place", "note"])
class MonitoringVisit(TimeStampedModel):
    """A visit after the handover (monev): due on a date, then what was seen."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="visits")
    due_on = models.DateField(_("Due on"))
    visited_on = models.DateField(_("Visited on"), null=True, blank=True)
    is_used_as_intended = models.BooleanField(_("Used as intended"), null=True, blank=True)
    condition = models.CharField(_("Condition"), max_length=10, choices=ItemCondition, blank=True)
    turnover = models.CharField(
        _("Monthly turnover"), max_length=12, choices=TurnoverBand, blank=True
    )
    workers = models.PositiveSmallIntegerField(_("People working"), null=True, blank=True)
    place = models.CharField(_("Where it stands"), max_length=200, blank=True)
    note = models.TextField(_("Note and next step"), max_length=1000, blank=True)
    visited_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MonitoringVisitQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "due_on"], name="one_visit_per_due_date"),
            models.CheckConstraint(
                condition=Q(visited_on__isnull=True)
                | (
                    Q(is_used_as_intended__isnull=False, visited_by__isnull=False)
                    & ~Q(condition="")
                ),
                name="made_visit_says_what_was_seen",
            ),
        ]

    def __str__(self):
        return f"#{self.grant_id} {self.due_on}"


class _Photo(models.Model):
    """A re-encoded photo and its thumbnail, both private, without EXIF."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    image = models.FileField(upload_to=photo_path, max_length=200)
    thumbnail = models.FileField(upload_to=thumbnail_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    fields=["handover", "sha256", "uploaded_by"],
    model_name="HandoverPhotoEvent",
)
class HandoverPhoto(_Photo):
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="photos")

    objects = HandoverPhotoQuerySet.as_manager()

    def __str__(self):
        return str(self.uuid)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    fields=["visit", "sha256", "uploaded_by"],
    model_name="VisitPhotoEvent",
)
class VisitPhoto(_Photo):
    visit = models.ForeignKey(MonitoringVisit, on_delete=models.PROTECT, related_name="photos")

    objects = VisitPhotoQuerySet.as_manager()

    def __str__(self):
        return str(self.uuid)
