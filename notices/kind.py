"""What a kind of message is: its words, the facts in them, and when it may ring."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.TextChoices):
    """When a message may ring a telephone."""

    AT_ONCE = "at_once", _("At any hour: answers what the person has just done")
    DAYTIME = "daytime", _("Between 07.00 and 20.00 WIB")


@dataclass(frozen=True)
class Kind:
    """One kind of message. ``examples`` fills the preview, one value for each field."""

    name: str
    subject: str
    text: str
    examples: dict
    required: frozenset = frozenset()
    needs_answer: bool = False
    urgency: Urgency = Urgency.DAYTIME

    @property
    def fields(self):
        return frozenset(self.examples)
