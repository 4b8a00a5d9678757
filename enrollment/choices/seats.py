from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferAnswer(models.TextChoices):
    STAY = "stay", _("Accept and stay")
    ACCEPT_AND_HOPE = "accept_and_hope", _("Accept and keep hoping for a higher wish")
    DECLINE = "decline", _("Decline")


class OfferClosing(models.TextChoices):
    """Why an offer no longer waits for an answer."""

    ANSWERED = "answered", _("Answered")
    LAPSED = "lapsed", _("Deadline passed")
    MOVED_UP = "moved_up", _("Moved up to a higher wish")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")
    CLASS_GONE = "class_gone", _("Class cancelled or merged")
    CORRECTED = "corrected", _("Result corrected")


class SeatRelease(models.TextChoices):
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Deadline passed")
    MOVED_UP = "moved_up", _("Moved up to a higher wish")
    WITHDRAWN = "withdrawn", _("Application withdrawn")
    EXCLUDED = "excluded", _("Excluded as a duplicate")
    LEFT = "left", _("Left the class")
    CORRECTED = "corrected", _("Result corrected")
    VERIFICATION_FAILED = "failed", _("File check failed")
    FINISHED = "finished", _("Class finished")
    CANCELLED = "cancelled", _("Class cancelled")
    MERGED = "merged", _("Class merged into another")


class NominatingBody(models.TextChoices):
    EMPLOYER = "employer", _("Company")
    KELURAHAN = "kelurahan", _("Kelurahan")
    OTHER = "other", _("Another body")


class TracerActivity(models.TextChoices):
    EMPLOYED = "employed", _("Employed")
    SELF_EMPLOYED = "self_employed", _("Runs a business")
    STUDYING = "studying", _("Studying")
    LOOKING = "looking", _("Looking for work")
    NO_ANSWER = "no_answer", _("No answer")
