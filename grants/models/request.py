import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history
from grants.choices import (
    GRANT_ROUND_BADGES,
    GRANT_ROUND_MOVES,
    REQUEST_BADGES,
    REQUEST_MOVES,
    GrantRoundStatus,
    Proposer,
    RequestStatus,
    TransferMechanism,
)
from grants.querysets import GrantRequestQuerySet
from grants.triggers import (
    granted_against_advice_says_why,
    no_more_granted_than_units,
    units_cover_what_is_granted,
)


@pghistory.track(exclude=["created_at", "updated_at"])
class GrantRound(TimeStampedModel):
    """One offer of goods in one fiscal year: fund, legal basis, item, units and dates."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    fiscal_year = models.PositiveSmallIntegerField(_("Fiscal year"))
    fund = models.ForeignKey(
        "programs.FundingSource",
        on_delete=models.PROTECT,
        related_name="grant_rounds",
        verbose_name=_("Fund"),
    )
    agency = models.CharField(_("Agency"), max_length=120)
    transfer_mechanism = models.CharField(
        _("Transfer mechanism"), max_length=20, choices=TransferMechanism
    )
    legal_basis = models.CharField(_("Legal basis"), max_length=300)
    item = models.CharField(_("Item and specification"), max_length=200)
    units = models.PositiveSmallIntegerField(_("Units"))
    unit_value = models.DecimalField(_("Value of one unit (Rp)"), max_digits=14, decimal_places=2)
    priority = models.CharField(_("Priority"), max_length=300, blank=True)
    opens_on = models.DateField(_("Requests from"))
    closes_on = models.DateField(_("Requests until"))
    decree_number = models.CharField(_("Number of the decree (SK)"), max_length=80, blank=True)
    decree_on = models.DateField(_("Date of the decree"), null=True, blank=True)
    status = models.CharField(
        max_length=12, choices=GrantRoundStatus, default=GrantRoundStatus.PLANNED
    )

    class Meta:
        ordering = ["-fiscal_year", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="grant_round_opens_before_it_closes",
                violation_error_message=_("The first day must not be after the last."),
            ),
            models.CheckConstraint(
                condition=Q(unit_value__gte=0), name="grant_unit_value_is_not_negative"
            ),
        ]
        triggers = [
            legal_moves(GRANT_ROUND_MOVES),
            *status_history(),
            units_cover_what_is_granted(),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("grants:round", kwargs={"code": self.code})

    @property
    def badge(self):
        return GRANT_ROUND_BADGES[self.status]


@pghistory.track(exclude=["created_at", "updated_at", "name", "deed_number"])
class BusinessGroup(TimeStampedModel):
    """A joint business group (KUB) with its deed and officers."""

    name = models.CharField(_("Name of the group"), max_length=120)
    deed_number = models.CharField(_("Number of the deed or decree"), max_length=80, blank=True)
    founded_on = models.DateField(_("Founded on"), null=True, blank=True)
    leader = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("Leader")
    )
    members = models.ManyToManyField("accounts.Person", related_name="business_groups", blank=True)

    class Meta:
        ordering = ["name"]
        triggers = [not_of_a_merged_person("leader_id")]

    def __str__(self):
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class GroupMember(BusinessGroup.members.through):
    """That a person belongs to a business group, as a table whose rows leave events."""

    class Meta:
        proxy = True

    def __str__(self):
        return f"#{self.businessgroup_id}: #{self.person_id}"


@pghistory.track(exclude=["created_at", "updated_at"])
class GrantRequest(TimeStampedModel):
    """A request of a person (or a group, through its leader) in a grant round.

    A repeat for the same NIK or KK in the same or the previous fiscal year needs
    ``override_reason``, ``override_by`` and ``override_at``.
    """

    grant_round = models.ForeignKey(GrantRound, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="grant_requests"
    )
    group = models.ForeignKey(
        BusinessGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    participation = models.ForeignKey(
        "enrollment.Participation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grant_requests",
        help_text="The training that the request builds on.",
    )
    received_on = models.DateField(_("Received on"))
    proposer = models.CharField(
        _("Proposed by"), max_length=10, choices=Proposer, default=Proposer.SELF
    )
    business_name = models.CharField(_("Name of the business"), max_length=120)
    business_kind = models.CharField(_("Kind of business"), max_length=120)
    business_place = models.CharField(_("Place of the business"), max_length=200)
    nib = models.CharField(
        _("Business number (NIB)"),
        max_length=13,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{13}\Z", _("Enter the 13 digits of the NIB."))],
    )
    need = models.TextField(_("What it is needed for"), max_length=1000)
    status = models.CharField(max_length=12, choices=RequestStatus, default=RequestStatus.SUBMITTED)
    reason = models.CharField(_("Reason of the decision"), max_length=500, blank=True)
    override_reason = models.CharField(_("Why a repeat is allowed"), max_length=300, blank=True)
    override_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    override_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GrantRequestQuerySet.as_manager()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant_round", "person"],
                condition=~Q(status=RequestStatus.WITHDRAWN),
                name="one_live_request_per_person_and_round",
                violation_error_message=_("This person already has a request in this round."),
            ),
            models.CheckConstraint(
                condition=~Q(status=RequestStatus.REFUSED) | ~Q(reason=""),
                name="refused_request_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="", override_by__isnull=True, override_at__isnull=True)
                | (
                    ~Q(override_reason="") & Q(override_by__isnull=False, override_at__isnull=False)
                ),
                name="override_has_reason_name_and_time",
            ),
        ]
        triggers = [
            legal_moves(REQUEST_MOVES),
            *status_history(),
            not_of_a_merged_person(),
            no_more_granted_than_units(),
            granted_against_advice_says_why(),
        ]

    def __str__(self):
        return f"#{self.pk} {self.business_name}"

    def get_absolute_url(self):
        return reverse("grants:request", kwargs={"pk": self.pk})

    @property
    def reference(self):
        """What the office calls it; the round must be at hand."""
        return f"{self.grant_round.code}-{self.pk:03d}"

    @property
    def badge(self):
        return REQUEST_BADGES[self.status]


@pghistory.track(exclude=["created_at", "updated_at", "team", "findings"])
class FieldVerification(TimeStampedModel):
    """A visit before the decision (verifikasi lapangan)."""

    request = models.OneToOneField(
        GrantRequest, on_delete=models.PROTECT, related_name="field_verification"
    )
    visited_on = models.DateField(_("Visited on"))
    team = models.CharField(_("Team"), max_length=200)
    findings = models.TextField(_("Findings"), max_length=2000)
    score = models.PositiveSmallIntegerField(_("Score (0 to 100)"))
    is_recommended = models.BooleanField(_("Recommended"))
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=100), name="field_score_up_to_100"),
        ]

    def __str__(self):
        return f"#{self.request_id} {self.visited_on}"
