from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import legal_moves, status_history
from enrollment.choices import PAIR_MOVES, Match, PairReason, PairStatus
from enrollment.querysets.duplicates import DuplicatePairQuerySet


class DuplicatePair(TimeStampedModel):
    """Two entries of the register that may be one person, and what was decided about them.

    Found by ``enrollment.services.duplicates``. ``status`` is assigned by that module and
    ``enrollment.services.pair_decisions`` alone; who decided what, when and why stays in
    ``StatusChange``, whatever is decided later. ``matches_then`` is what was known at the
    decision: only something new opens the pair again.
    """

    first = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    matches = ArrayField(models.CharField(max_length=12, choices=Match))
    is_likely = models.BooleanField(help_text="More than a phone or family card in common.")
    status = models.CharField(max_length=12, choices=PairStatus, default=PairStatus.OPEN)
    matches_then = ArrayField(models.CharField(max_length=12, choices=Match), default=list)
    excluded = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stands = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=PairReason, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-is_likely", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_of_two_persons"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="smaller_number_of_a_pair_is_first"
            ),
            models.CheckConstraint(
                condition=(Q(status=PairStatus.OPEN) & Q(decided_by__isnull=True, reason=""))
                | (
                    ~Q(status=PairStatus.OPEN)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="decided_pair_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status=PairStatus.EXCLUDED)
                    & Q(excluded__isnull=False, stands__isnull=False)
                    & ~Q(excluded=F("stands"))
                )
                | (~Q(status=PairStatus.EXCLUDED) & Q(excluded__isnull=True, stands__isnull=True)),
                name="exclusion_says_which_application_stands",
            ),
        ]
        indexes = [models.Index(fields=["status", "is_likely", "created_at"])]
        triggers = [legal_moves(PAIR_MOVES), *status_history()]

    def __str__(self):
        return f"#{self.first_id} – #{self.second_id}"

    def get_absolute_url(self):
        return reverse("enrollment:duplicate", kwargs={"pk": self.pk})

    @property
    def is_open(self):
        return self.status == PairStatus.OPEN

    @property
    def match_labels(self):
        return [Match(match).label for match in self.matches]
