from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from blk_portal.shared.crypto import EncryptedTextField
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only, legal_moves
from notices.choices import (
    NEXT_DELIVERY_STATUSES,
    CallOutcome,
    Channel,
    DeliveryStatus,
    NoticeStatus,
)
from notices.querysets import NoticeQuerySet
from notices.triggers import excluded_hears_no_more


class Notice(TimeStampedModel):
    """One message to one person: the outbox row, written in the transaction that causes it.

    Without a ``person`` it goes to a number of which nothing else is known; the number is
    removed when the message has arrived or has come too late.
    """

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    context = models.JSONField(default=dict, help_text="Strings for the template of the kind.")
    event_key = models.CharField(max_length=120, unique=True)
    about = models.CharField(
        max_length=40,
        blank=True,
        help_text="Table and number of the row that it tells about, if that can be silenced.",
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PAGE)
    needs_answer = models.BooleanField(
        default=False, help_text="Stands on the call list until delivered, seen or told by phone."
    )
    is_quiet = models.BooleanField(
        default=False, help_text="Read on the portal's page alone; no channel carries it."
    )
    answer_by = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    to_phone = EncryptedTextField(
        blank=True, help_text="Instead of the person's number, such as an old one."
    )
    status = models.CharField(max_length=10, choices=NoticeStatus, default=NoticeStatus.QUEUED)
    hold_until = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["status", "hold_until"]),
            models.Index(F("about"), condition=~Q(about=""), name="notice_about"),
        ]
        triggers = [excluded_hears_no_more()]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | ~Q(to_phone="")
                | ~Q(status=NoticeStatus.QUEUED),
                name="waiting_notice_knows_whom_to_reach",
            ),
        ]

    def __str__(self):
        return self.event_key

    @property
    def phone(self):
        """The number that it goes to, which need not be its person's own; empty without one."""
        return self.to_phone or (self.person.phone if self.person else "")

    @property
    def email(self):
        """The mailbox that it goes to; none for what is meant for one number alone."""
        if self.person is None or self.to_phone:
            return ""
        return self.person.email or (self.person.user.email if self.person.user else "")


class NoticeDelivery(TimeStampedModel):
    """One attempt to send a notice on one channel, counted before it is made.

    ``message_id`` is the same for every attempt on a channel, so that a gateway which took the
    message before the line broke does not take it again.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    number = models.PositiveSmallIntegerField()
    message_id = models.CharField(max_length=50, db_index=True)
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.SENT)
    provider_id = models.CharField(max_length=80, blank=True)
    error = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "number"], name="one_attempt_per_number"
            ),
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=Q(status__in=[DeliveryStatus.ACCEPTED, DeliveryStatus.DELIVERED]),
                name="accepted_once_per_channel",
            ),
        ]
        triggers = [legal_moves(NEXT_DELIVERY_STATUSES)]

    def __str__(self):
        return f"{self.message_id} #{self.number}"

    @property
    def next_statuses(self):
        return NEXT_DELIVERY_STATUSES[self.status]


class NoticeCall(models.Model):
    """A phone call (or WhatsApp chat) by which staff told somebody. Append-only."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="calls")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=20, choices=CallOutcome)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at"]
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.notice_id} {self.outcome}"


class MessageTemplate(models.Model):
    """The office's own words for one kind of message in one language. Append-only.

    The highest version counts; one that ``is_default`` puts the portal's words back.
    """

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    version = models.PositiveSmallIntegerField()
    is_default = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "version"], name="one_wording_per_version"
            ),
            models.CheckConstraint(
                condition=Q(is_default=True) | (~Q(subject="") & ~Q(text="")),
                name="own_wording_has_subject_and_text",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.kind} {self.language} v{self.version}"
