from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeStatus(models.TextChoices):
    """``SENT``: a provider that reports no deliveries took it; whether it arrived is not known."""

    QUEUED = "queued", _("Waiting")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    SEEN = "seen", _("Seen")
    CALLED = "called", _("Told by phone")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled before it went")


class Occasion(models.TextChoices):
    """Acts whose messages go out together, once somebody lets them go."""

    BULK = "bulk", _("Act on many files")
    RESULT = "result", _("Result of a selection")


class DispatchOutcome(models.TextChoices):
    RELEASED = "released", _("Let go")
    CANCELLED = "cancelled", _("Cancelled")


class Channel(models.TextChoices):
    """How a notice reaches its person; ``PAGE`` means the portal itself and the call list."""

    PAGE = "page", _("Portal page and call list")
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")


BY_GATEWAY = [Channel.WHATSAPP, Channel.SMS]


class DeliveryStatus(models.TextChoices):
    """What is known of one attempt. ``SENT`` means handed over with no answer yet."""

    SENT = "sent", _("Sent, no answer yet")
    ACCEPTED = "accepted", _("Taken by the provider")
    FAILED = "failed", _("Not delivered")
    DELIVERED = "delivered", _("Delivered")


# Reports may come late and in any order: nothing is taken back once a phone has it.
NEXT_DELIVERY_STATUSES = {
    DeliveryStatus.SENT: {
        DeliveryStatus.ACCEPTED,
        DeliveryStatus.FAILED,
        DeliveryStatus.DELIVERED,
    },
    DeliveryStatus.ACCEPTED: {DeliveryStatus.FAILED, DeliveryStatus.DELIVERED},
    DeliveryStatus.FAILED: {DeliveryStatus.DELIVERED},
    DeliveryStatus.DELIVERED: set(),
}


class CallOutcome(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


NOT_TOLD = [NoticeStatus.QUEUED, NoticeStatus.SENT, NoticeStatus.FAILED]
TOLD = [NoticeStatus.DELIVERED, NoticeStatus.SEEN, NoticeStatus.CALLED]
