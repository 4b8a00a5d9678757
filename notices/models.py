from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from blk_portal.shared.crypto import EncryptedTextField
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only, legal_moves
from notices.choices import (
    NEXT_DELIVERY_STATUSES,
    CallOutcome,
    Channel,
    DeliveryStatus,
    DispatchOutcome,
    NoticeStatus,
    Occasion,
)
from notices.querysets import DispatchQuerySet, NoticeQuerySet
from notices.triggers import (
    excluded_hears_no_more,
    goes_to_the_record_that_stands,
    held_as_they_are_written,
    held_until_let_go,
    only_a_complete_dispatch_is_let_go,
)


class Dispatch(models.Model):
    """The messages of one act, which go out together once somebody lets them go.

    ``about`` says in the office's own words what the act was about, ``link`` leads to it. No
    message is added after ``complete_at``, and none goes before.
    """

    occasion = models.CharField(max_length=10, choices=Occasion)
    about = models.CharField(max_length=200)
    event_key = models.CharField(max_length=120, unique=True)
    link = models.CharField(max_length=200)
    made_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    complete_at = models.DateTimeField(null=True, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.event_key

    def get_absolute_url(self):
        return reverse("notices:dispatch", kwargs={"pk": self.pk})


class DispatchDecision(models.Model):
    """Who let the messages of a dispatch go or cancelled them, once for all. Append-only."""

    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=DispatchOutcome)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    messages = models.PositiveIntegerField(help_text="How many it was about.")

    class Meta:
        triggers = [append_only(), only_a_complete_dispatch_is_let_go()]

    def __str__(self):
        return f"#{self.dispatch_id} {self.outcome}"


class Notice(TimeStampedModel):
    """One message to one person: the outbox row, written in the transaction that causes it.

    To somebody of the staff it goes by e-mail to the ``account``, in or out of the register.
    Without either it goes to a number of which nothing else is known; the number is removed when
    the message has arrived or has come too late. Without ``hold_until`` it is held until somebody
    lets its ``dispatch`` go.
    """

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, related_name="notices"
    )
    account = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
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
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    hold_until = models.DateTimeField(default=timezone.now, null=True)
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
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(account__isnull=False)
                | ~Q(to_phone="")
                | ~Q(status=NoticeStatus.QUEUED),
                name="waiting_notice_knows_whom_to_reach",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=True) | Q(person__isnull=True, to_phone=""),
                name="notice_to_an_account_goes_to_nobody_else",
            ),
            models.CheckConstraint(
                condition=Q(hold_until__isnull=False) | Q(dispatch__isnull=False),
                name="notice_without_a_time_is_in_a_dispatch",
            ),
            models.CheckConstraint(
                condition=~Q(status=NoticeStatus.CANCELLED) | Q(hold_until__isnull=True),
                name="cancelled_notice_never_goes",
            ),
        ]
        triggers = [
            excluded_hears_no_more(),
            held_until_let_go(),
            held_as_they_are_written(),
            goes_to_the_record_that_stands(),
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
        if self.account:
            return self.account.email if self.account.is_active else ""
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
