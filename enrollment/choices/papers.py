from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Numbered papers of the office; the values stand in addresses."""

    MINUTES = "berita-acara", _("Minutes of the selection")
    DECREE_ANNEX = "lampiran-sk", _("Annex of the decree")
    SUMMONS = "panggilan", _("Summons of participants")
    ATTENDANCE_LIST = "daftar-hadir", _("Attendance list")


# Papers about one class; the others are about the whole round.
PAPERS_OF_A_CLASS = [PaperKind.SUMMONS, PaperKind.ATTENDANCE_LIST]
