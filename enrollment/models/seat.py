import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.models import TimeStampedModel
from enrollment.choices import OfferAnswer, OfferClosing, SeatRelease
from enrollment.querysets.seats import OfferQuerySet, SeatQuerySet
from enrollment.triggers import seat_within_capacity

_TAKEN = Q(released_at__isnull=True)


@pghistory.track()
class Seat(models.Model):
    """One numbered place in a batch and who holds it: the one truth about who sits where.

    Released, never deleted. ``label`` is ``open`` or ``reserve:CATEGORY`` as the engine says.
    """

    batch = models.ForeignKey("programs.Batch", on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="seats"
    )
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(max_length=80, default="open")
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    release = models.CharField(max_length=12, choices=SeatRelease, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"], condition=_TAKEN, name="one_holder_per_seat"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=_TAKEN, name="one_seat_per_application"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=_TAKEN, name="one_seat_per_person"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="seat_numbers_begin_with_one"),
            models.CheckConstraint(
                condition=(_TAKEN & Q(release="")) | (~_TAKEN & ~Q(release="")),
                name="released_seat_has_a_reason",
            ),
        ]
        triggers = [
            seat_within_capacity(),
            not_of_a_merged_person(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"#{self.batch_id}/{self.number}"


@pghistory.track(exclude=["created_at", "updated_at"])
class Offer(TimeStampedModel):
    """A seat offered to its holder, to be answered by a date."""

    application = models.ForeignKey(
        "enrollment.Application", on_delete=models.PROTECT, related_name="offers"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="offers")
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=16, choices=OfferAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The person's own account, or the clerk who recorded the answer.",
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=12, choices=OfferClosing, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["application", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(closed_at__isnull=True),
                name="one_open_offer_per_application",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_offer_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closing="")
                | (Q(closed_at__isnull=False) & ~Q(closing="")),
                name="closed_offer_has_a_closing",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=[OfferAnswer.STAY, OfferAnswer.DECLINE])
                | Q(closed_at__isnull=False),
                name="final_answer_closes_the_offer",
            ),
        ]
        indexes = [models.Index(F("expires_at"), name="offer_expires_at")]

    def __str__(self):
        return f"#{self.application_id} → #{self.seat_id}"
