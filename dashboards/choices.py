from django.db import models
from django.utils.translation import gettext_lazy as _


class TrailKind(models.TextChoices):
    """What a line of a trail tells of; the values stand in addresses."""

    STATUS = "status", _("Moves of status")
    OPENED = "opened", _("Data that was opened")
    REGISTER = "register", _("Register, account, consent")
    DESK = "desk", _("Checks at the desk")
    TOLD = "told", _("Messages and calls")
    ROWS = "rows", _("Changes of rows")
