import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import FileFormat
from accounts.querysets import ListExportQuerySet

ASKED = [
    "user_id",
    "submission_key",
    "list_key",
    "query",
    "columns",
    "format",
    "language",
    "reason",
]
WRITTEN = ["row_count", "sha256", "size", "stored_name", "written_at", "expires_at"]


class ListExport(models.Model):
    """A file of a list that a member of staff asked for: what, why, and what came of it.

    What was asked never changes, and what was written is set once. Only the progress moves, and
    ``removed_at`` once the file is gone; the row stays.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="list_exports")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True)
    list_key = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True, help_text="As in the list's address.")
    columns = ArrayField(models.CharField(max_length=30))
    format = models.CharField(_("Format"), max_length=4, choices=FileFormat)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    is_personal = models.BooleanField(help_text="Whether a column tells who somebody is.")
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    rows_expected = models.PositiveIntegerField(help_text="What the page said when it was asked.")

    attempts = models.PositiveSmallIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=200, blank=True)

    row_count = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ListExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_personal=False) | ~Q(reason=""),
                name="personal_export_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    written_at__isnull=True,
                    row_count__isnull=True,
                    expires_at__isnull=True,
                    stored_name="",
                    sha256="",
                )
                | (
                    Q(written_at__isnull=False, row_count__isnull=False, expires_at__isnull=False)
                    & ~Q(stored_name="")
                    & ~Q(sha256="")
                ),
                name="export_is_written_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(written_at__isnull=False),
                name="removed_export_was_written",
            ),
        ]
        indexes = [models.Index(fields=["user", "-asked_at"])]
        triggers = [
            pgtrigger.Protect(
                name="asked_for_stays",
                operation=pgtrigger.UpdateOf(*ASKED) | pgtrigger.Delete,
            ),
            pgtrigger.Protect(
                name="written_once",
                operation=pgtrigger.UpdateOf(*WRITTEN),
                condition=pgtrigger.Q(old__written_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"#{self.pk} {self.list_key}.{self.format}"

    def get_absolute_url(self):
        return reverse("accounts:export", kwargs={"pk": self.pk})

    @property
    def is_there(self):
        """Whether its maker can fetch the file now."""
        return (
            self.written_at is not None
            and self.removed_at is None
            and self.expires_at > timezone.now()
        )

    @property
    def is_over(self):
        """Whether nothing more will happen to it."""
        return self.written_at is not None or bool(self.refusal)

    @property
    def filename(self):
        day = timezone.localtime(self.asked_at).date()
        return f"{self.list_key}-{day:%Y-%m-%d}-{self.pk}.{self.format}"


class SavedView(models.Model):
    """The filters, sorting and columns of a list under a name of the user's own."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    list_key = models.CharField(max_length=40)
    name = models.CharField(_("Name of the view"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_key", "name"], name="one_saved_view_per_name"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self):
        return self.name
