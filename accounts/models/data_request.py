from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import (
    DATA_REQUEST_BADGES,
    DATA_REQUEST_MOVES,
    DataRequestKind,
    DataRequestStatus,
    LegalGround,
)
from accounts.querysets import DataRequestQuerySet
from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.triggers import legal_moves, status_history

_DECIDED = [DataRequestStatus.ACCEPTED, DataRequestStatus.PARTLY, DataRequestStatus.REFUSED]


class DataRequest(models.Model):
    """A person asks to have data deleted, kept still or corrected; the law sets the clock.

    ``status`` is assigned by ``accounts.services.data_requests`` alone; the history is in
    ``StatusChange``. ``act_at`` is the moment from which an accepted erasure is carried out.
    """

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="data_requests"
    )
    kind = models.CharField(max_length=10, choices=DataRequestKind)
    status = models.CharField(
        max_length=12, choices=DataRequestStatus, default=DataRequestStatus.OPEN
    )
    text = models.TextField(_("What is wrong, and what is right"), max_length=1000, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(_("Answer"), max_length=1000, blank=True)
    ground = models.CharField(max_length=10, choices=LegalGround, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(status=DataRequestStatus.OPEN),
                name="one_open_data_request_per_kind",
                violation_error_message=_("You have asked for this already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_DECIDED)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(answer="")),
                name="decided_data_request_has_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[DataRequestStatus.PARTLY, DataRequestStatus.REFUSED])
                | ~Q(ground=""),
                name="refused_data_request_has_a_legal_ground",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("received_at")), name="data_request_has_a_clock"
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"])]
        triggers = [legal_moves(DATA_REQUEST_MOVES), *status_history(), not_of_a_merged_person()]

    def __str__(self):
        return f"#{self.pk} {self.kind}"

    def get_absolute_url(self):
        return reverse("accounts:own_request", kwargs={"pk": self.pk})

    @property
    def badge(self):
        return DATA_REQUEST_BADGES[self.status]

    @property
    def is_open(self):
        return self.status == DataRequestStatus.OPEN

    @property
    def is_coming(self):
        """Whether an erasure was granted and has not been carried out yet."""
        return bool(self.status == DataRequestStatus.ACCEPTED and self.act_at and not self.done_at)

    @property
    def may_be_taken_back(self):
        return self.is_open or self.is_coming
