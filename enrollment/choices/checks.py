from django.db import models
from django.utils.translation import gettext_lazy as _


class ReviewDecision(models.TextChoices):
    VERIFY = "verify", _("Accept the file")
    RETURN = "return", _("Return for correction")
    REFUSE = "refuse", _("No wish is left")
    CLOSE = "close", _("Not corrected in time")


# What a verifier with the file before him may choose; a closing has its own way.
DECISIONS_AT_THE_DESK = [ReviewDecision.VERIFY, ReviewDecision.RETURN, ReviewDecision.REFUSE]


class SecondLook(models.TextChoices):
    """Whether a decision needs a second verifier, and whether that one has decided the same."""

    NOT_ASKED = "not_asked", _("One verifier is enough")
    WANTED = "wanted", _("Waits for a second verifier")
    GIVEN = "given", _("Two verifiers decided the same")
    BEFORE_THE_RULE = "before", _("From the time before this rule")


class CaseEventKind(models.TextChoices):
    TAKEN = "taken", _("Taken in its turn")
    CHOSEN = "chosen", _("Chosen from the list")
    RELEASED = "released", _("Given back")
    TAKEN_OVER = "taken_over", _("Taken over from a colleague")
    GIVEN = "given", _("Given to one verifier first")
    STEPPED_ASIDE = "aside", _("Left to colleagues because of a relation")


IN_HAND_BY = [CaseEventKind.TAKEN, CaseEventKind.CHOSEN, CaseEventKind.TAKEN_OVER]


class CheckResult(models.TextChoices):
    OK = "ok", _("In order")
    FIX = "fix", _("To be corrected")
    REFUSED = "refused", _("Refused")
