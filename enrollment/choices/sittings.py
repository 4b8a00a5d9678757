from django.db import models
from django.utils.translation import gettext_lazy as _


class AttendanceStatus(models.TextChoices):
    INVITED = "invited", _("Invited")
    ATTENDED = "attended", _("Came")
    ABSENT = "absent", _("Did not come")


class Excuse(models.TextChoices):
    """Why somebody who did not come may come at another time; no cause of health is asked."""

    EMERGENCY = "emergency", _("Urgent need in the family or of the person")
    FLOOD = "flood", _("Flood, tide or blocked road")
    DUTY = "duty", _("School, work or an office kept the person")
    OFFICE = "office", _("Our mistake")


class ScoresShown(models.TextChoices):
    """From when assessors of a test see each other's scores."""

    ALL_SCORED = "all_scored", _("Once all assessors have scored everybody who came")
    CLOSING = "closing", _("When scoring closes")


class ScoringPhase(models.TextChoices):
    """How far the scoring of a test is; follows from its dates and scores, never stored."""

    BEFORE = "before", _("Scoring has not begun")
    BLIND = "blind", _("Each assessor scores alone")
    OVER = "over", _("All scores can be seen")
