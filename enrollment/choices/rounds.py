from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundStatus(models.TextChoices):
    PREPARED = "prepared", _("Rules frozen")
    CLOSED = "closed", _("Registration closed")
    FROZEN = "frozen", _("Input frozen")
    DECIDED = "decided", _("Outcome calculated")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


ROUND_MOVES = {
    RoundStatus.PREPARED: {RoundStatus.CLOSED},
    RoundStatus.CLOSED: {RoundStatus.FROZEN},
    RoundStatus.FROZEN: {RoundStatus.DECIDED, RoundStatus.CLOSED},
    RoundStatus.DECIDED: {RoundStatus.APPROVED, RoundStatus.CLOSED},
    RoundStatus.APPROVED: {RoundStatus.PUBLISHED, RoundStatus.DECIDED},
    RoundStatus.PUBLISHED: set(),
}


class AttemptPhase(models.TextChoices):
    """How far a worker got with a round."""

    STARTED = "started", _("Started")
    FREEZING = "freezing", _("Freezing the input")
    DECIDING = "deciding", _("Calculating")
    WRITING = "writing", _("Writing the outcome")
    PUBLISHING = "publishing", _("Giving seats and telling everybody")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class EventType(models.TextChoices):
    """Events after publication, as the engine names them."""

    CONFIRM = "confirm", _("Seat confirmed")
    LAPSE = "lapse", _("Seat given up")


class CorrectionOrigin(models.TextChoices):
    OBJECTION = "objection", _("An objection that was upheld")
    MISTAKE = "mistake", _("A mistake that the office found")
    VACATED = "vacated", _("A kept seat became free")


class CorrectionRule(models.TextChoices):
    """Whose seats a correction leaves alone; the approver chooses."""

    CONFIRMED_STAY = "confirmed", _("Nobody loses a confirmed seat")
    SEATED_STAY = "seated", _("Nobody loses a seat")
    NOBODY_STAYS = "nobody", _("Every seat is given anew")


class ChangeKind(models.TextChoices):
    """What a correction puts right in the input of a round."""

    SCORE = "score", _("A score")
    FACT_HELD = "fact_held", _("A fact that is true after all")
    FACT_NOT_HELD = "fact_not_held", _("A fact that is not true")
    FILE_ACCEPTED = "file_accepted", _("A file refused by mistake")
    FILE_REFUSED = "file_refused", _("A file accepted by mistake")
    CAPACITY = "capacity", _("The number of seats of a class")


class DryRunSource(models.TextChoices):
    FROZEN = "frozen", _("The frozen input")
    LIVE = "live", _("The input as it stands now")
