from django.db import models
from django.utils.translation import gettext_lazy as _


class Match(models.TextChoices):
    """What two entries of the register have in common."""

    NAME = "name", _("Same name and date of birth")
    NEAR_NAME = "near_name", _("Name nearly the same, same date of birth")
    PART_OF_NAME = "part_of_name", _("One name within the other, same date of birth")
    OTHER_BIRTH_DATE = "other_date", _("Same name, another date of birth, same phone or card")
    PHONE = "phone", _("Same phone number")
    CARD = "card", _("Same family card")


# Any of these makes it likely that both are one person; phone and card alone are a family's, too.
LIKELY = [Match.NAME, Match.NEAR_NAME, Match.PART_OF_NAME, Match.OTHER_BIRTH_DATE]


class PairStatus(models.TextChoices):
    """What was decided about two entries that may be one person."""

    OPEN = "open", _("Waits for a decision")
    APART = "apart", _("Two different people")
    KEPT = "kept", _("Both kept")
    EXCLUDED = "excluded", _("One application excluded")
    MERGED = "merged", _("One person, one record")


PAIR_MOVES = {
    PairStatus.OPEN: {
        PairStatus.APART,
        PairStatus.KEPT,
        PairStatus.EXCLUDED,
        PairStatus.MERGED,
    },
    # Opened again: taken back, or because of something new.
    PairStatus.APART: {PairStatus.OPEN},
    PairStatus.KEPT: {PairStatus.OPEN, PairStatus.MERGED},
    PairStatus.EXCLUDED: {PairStatus.OPEN, PairStatus.MERGED},
    # Two officers, and for good.
    PairStatus.MERGED: set(),
}


class PairReason(models.TextChoices):
    """Why two entries are one person or are not."""

    PAPERS = "papers", _("The papers of both were compared")
    CALLED = "called", _("The person was called or came to the counter")
    TWINS = "twins", _("Brothers and sisters, or twins")
    SHARED_PHONE = "shared_phone", _("One phone for several people")
    ENTERED_TWICE = "entered_twice", _("Entered at the counter and by the person")
    OTHER_INTAKE = "other_intake", _("The applications are in different intakes")
    BY_MISTAKE = "by_mistake", _("The decision was a mistake")
