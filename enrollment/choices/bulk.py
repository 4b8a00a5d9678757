from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkKind(models.TextChoices):
    """What may be done to many files at once; each of them goes by the act for one."""

    VERIFY = "verify", _("Accept files that were checked before")
    RETURN = "return", _("Return files for one paper")
    CLOSE = "close", _("Close files that were not corrected in time")
    RELEASE = "release", _("Give files back to the queue")
    ASSIGN = "assign", _("Give files to one verifier first")
    MESSAGE = "message", _("Send one message")


# Nobody does more to the files of one intake in one day without a second person.
MOST_WITHOUT_SECOND = 500

# These put people out of the intake, so they take two whatever their number.
ALWAYS_BY_TWO = [BulkKind.CLOSE]


class BulkStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    ASKED = "asked", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Not agreed to")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


BULK_MOVES = {
    BulkStatus.PROPOSED: {BulkStatus.ASKED, BulkStatus.DROPPED},
    BulkStatus.ASKED: {BulkStatus.DONE},
    BulkStatus.DONE: {BulkStatus.ASKED, BulkStatus.UNDOING},
    BulkStatus.UNDOING: {BulkStatus.UNDONE},
    BulkStatus.DROPPED: set(),
    BulkStatus.UNDONE: set(),
}

BULK_UNDER_WAY = [BulkStatus.ASKED, BulkStatus.UNDOING]


class BulkOutcome(models.TextChoices):
    """What became of one file of a bulk act."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Could not be taken back")


class Obstacle(models.TextChoices):
    """Why a file stays out of a bulk act."""

    OWN_AFFAIR = "own_affair", _("Your own affair: a colleague has to act on it.")
    NOT_WAITING = "not_waiting", _("It is no longer in the state that this act is for.")
    IN_HAND = "in_hand", _("A colleague has it in hand.")
    PROPOSED = "proposed", _("A refusal was proposed. A second verifier has to look.")
    RETURNED = "returned", _("Corrected and sent again: what was mended has to be looked at.")
    NIK = "nik", _("The NIK does not fit the birth date or gender.")
    SAME_CARD = "same_card", _("The family card is also in another file.")
    PRIORITY = "priority", _("Claims a priority category, whose proof has to be looked at.")
    UNCHECKED = "unchecked", _("Something in it was never checked.")
    NO_WISH = "no_wish", _("No class that it wishes for is open to the applicant.")
    STILL_TIME = "still_time", _("The applicant still has time to correct it.")
    IN_NO_HAND = "in_no_hand", _("Nobody has it in hand.")
    NOT_ASKED = "not_asked", _("This paper is not asked for in it.")
    CHECKED = "checked", _("The paper was checked and is in order.")
    THERE = "there", _("The paper is there.")
    NOT_THERE = "not_there", _("The paper is not there.")
    NOT_THEIRS = "not_theirs", _("This verifier may not check it.")
    GIVEN = "given", _("It was given to a verifier before. Take that back first.")
