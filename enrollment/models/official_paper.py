import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.choices import PaperKind
from enrollment.triggers import sealed_once_set


class OfficialPaper(models.Model):
    """A numbered paper of the office on a round or one of its classes, as it was written.

    ``content`` holds, as canonical JSON, every word that is printed and ``sha256`` its digest:
    the paper prints the same for ever, whatever becomes of the rows it was made from. A wrong
    paper is withdrawn with a reason and written anew.
    """

    intake = models.ForeignKey(
        "programs.Intake", on_delete=models.PROTECT, related_name="official_papers"
    )
    batch = models.ForeignKey(
        "programs.Batch",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="official_papers",
    )
    kind = models.CharField(max_length=20, choices=PaperKind)
    number = models.CharField(_("Number"), max_length=80)
    dated_on = models.DateField(_("Date"))
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    scan = models.FileField(upload_to="official-papers/", max_length=200, blank=True)
    scanned_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_paper_per_kind_and_number",
                violation_error_message=_("A paper of this kind has this number already."),
            ),
            models.CheckConstraint(condition=~Q(number=""), name="official_paper_has_a_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="withdrawn_paper_has_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="papers_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="paper_stays_as_written",
                fields=["intake", "batch", "kind", "number", "dated_on", "content", "sha256"],
            ),
            sealed_once_set("scan", "withdrawn_reason"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
