from django.db import models
from django.utils.translation import gettext_lazy as _


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    NEEDS_FIX = "needs_fix", _("Returned for correction")
    VERIFIED = "verified", _("Verified")
    INELIGIBLE = "ineligible", _("Not eligible")
    SEATED = "seated", _("Has a seat")
    WAITLISTED = "waitlisted", _("On the waitlist")
    NOT_SELECTED = "not_selected", _("Not selected this time")
    CONFIRMED = "confirmed", _("Seat confirmed")
    LAPSED = "lapsed", _("Seat given up")
    LEFT = "left", _("Left the class")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")

    def may_become(self, status):
        return status in APPLICATION_MOVES[self]


APPLICATION_MOVES = {
    ApplicationStatus.DRAFT: {ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN},
    ApplicationStatus.SUBMITTED: {
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.VERIFIED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.NEEDS_FIX: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.VERIFIED: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.INELIGIBLE: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.SEATED: {
        ApplicationStatus.CONFIRMED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.LAPSED,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.WAITLISTED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    ApplicationStatus.NOT_SELECTED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.EXCLUDED,
    },
    # Back to a seat that is offered, or to none: a class is cancelled, or a result corrected.
    ApplicationStatus.CONFIRMED: {
        ApplicationStatus.SEATED,
        ApplicationStatus.WAITLISTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.LEFT,
    },
    ApplicationStatus.LAPSED: set(),
    ApplicationStatus.LEFT: set(),
    ApplicationStatus.WITHDRAWN: set(),
    # Taken back: the file is as it was when it was excluded.
    ApplicationStatus.EXCLUDED: {
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.NEEDS_FIX,
        ApplicationStatus.VERIFIED,
        ApplicationStatus.INELIGIBLE,
    },
}

BEFORE_THE_RESULT = [
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.NEEDS_FIX,
    ApplicationStatus.VERIFIED,
]

HOLDING_A_SEAT = [ApplicationStatus.SEATED, ApplicationStatus.CONFIRMED]

EDITABLE_BY_RESIDENT = [ApplicationStatus.DRAFT, ApplicationStatus.NEEDS_FIX]

GONE = [ApplicationStatus.WITHDRAWN, ApplicationStatus.EXCLUDED]

# Nobody comes to one of these without being told why.
AGAINST_THE_APPLICANT = [
    ApplicationStatus.NEEDS_FIX,
    ApplicationStatus.INELIGIBLE,
    ApplicationStatus.EXCLUDED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
]

LIVE = [status for status in ApplicationStatus if status not in GONE]

MAY_WITHDRAW = [
    status for status, moves in APPLICATION_MOVES.items() if ApplicationStatus.WITHDRAWN in moves
]


class WorkStatus(models.TextChoices):
    UNEMPLOYED = "unemployed", _("Not working yet")
    EMPLOYEE = "employee", _("Employee or labourer")
    TOBACCO_WORKER = "tobacco_worker", _("Cigarette factory worker")
    SELF_EMPLOYED = "self_employed", _("Runs a business")
    FREELANCE = "freelance", _("Freelance")
    HOMEMAKER = "homemaker", _("Keeps the household")
    LAID_OFF = "laid_off", _("Laid off")


class FactUse(models.TextChoices):
    """What a fact decides: whether a person may join, or which guaranteed seats are theirs."""

    GATE = "gate", _("Eligibility")
    PRIORITY = "priority", _("Priority category")


class ClaimSource(models.TextChoices):
    SELF = "self", _("Stated by the applicant")
    DOCUMENT = "document", _("Shown by a document")
    LIST = "list", _("On an official list")


class ClaimStatus(models.TextChoices):
    CLAIMED = "claimed", _("To be checked")
    VERIFIED = "verified", _("Accepted")
    REFUSED = "refused", _("Refused")
