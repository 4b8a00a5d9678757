from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    SEEN = "seen", _("Seen")
    CALLED = "called", _("Told by phone")
    FAILED = "failed", _("Failed")


class Channel(models.TextChoices):
    """How a notice reaches its person; ``PAGE`` means the portal itself and the call list."""

    PAGE = "page", _("Portal page and call list")
    EMAIL = "email", _("E-mail")


class CallOutcome(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


TOLD = [NoticeStatus.DELIVERED, NoticeStatus.SEEN, NoticeStatus.CALLED]
