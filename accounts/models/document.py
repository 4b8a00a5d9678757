import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import VALID_FOR, DocumentKind, DocumentStatus
from accounts.querysets import DocumentQuerySet
from accounts.triggers import not_of_a_merged_person
from blk_portal.shared.models import TimeStampedModel
from blk_portal.shared.triggers import append_only


def private_path(document, filename):
    """A path that says nothing about the person: the document's own UUID."""
    return f"documents/{document.uuid.hex[:2]}/{document.uuid.hex}"


@pghistory.track(
    fields=["person", "kind", "status", "checked_by", "checked_at", "reason"],
    model_name="DocumentEvent",
)
class Document(TimeStampedModel):
    """A paper in a person's wallet: cleaned, verified once, reusable in later intakes.

    Beside ``file`` lie its thumbnail and, for a PDF, one picture of each page; a photo is its
    own page. ``file`` is empty once a removed paper was swept away.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=20, choices=DocumentKind)
    file = models.FileField(upload_to=private_path, max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="Bytes of the cleaned file.")
    sha256 = models.CharField(max_length=64)
    stored_size = models.PositiveIntegerField(
        default=0, help_text="Bytes of the file with its thumbnail and pages."
    )
    pages = models.PositiveSmallIntegerField(default=1)
    page_sizes = models.JSONField(default=list, help_text="Width and height of each page image.")
    thumbnail_size = models.JSONField(default=list)
    original_name = models.CharField(max_length=150)
    status = models.CharField(
        max_length=10, choices=DocumentStatus, default=DocumentStatus.UPLOADED
    )
    uploaded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="Code of a refusal.")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.REFUSED) | ~Q(reason=""),
                name="refused_document_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=["image/jpeg", "image/png", "application/pdf"]),
                name="document_type_is_known",
            ),
        ]
        triggers = [not_of_a_merged_person()]

    def __str__(self):
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def is_photo(self):
        return self.content_type != "application/pdf"

    @property
    def thumbnail_name(self):
        return f"{self.file.name}-small.webp"

    def page_name(self, number):
        """The stored picture of page ``number``, counted from 1."""
        return self.file.name if self.is_photo else f"{self.file.name}-{number}.jpg"

    @property
    def stored_names(self):
        pages = range(1, len(self.page_sizes) + 1)
        drawn = [] if self.is_photo else [self.page_name(number) for number in pages]
        return [self.file.name, self.thumbnail_name, *drawn]

    @property
    def page_images(self):
        """``(number, width, height)`` of each page that can be shown."""
        return [(number, *size) for number, size in enumerate(self.page_sizes, start=1)]

    @property
    def expires_on(self):
        """The day from which a new application needs a newer one, or ``None``."""
        valid_for = VALID_FOR.get(self.kind)
        return valid_for and timezone.localdate(self.created_at) + valid_for


class DocumentAccess(models.Model):
    """Who opened whose document, when and in which role. Append-only."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="accesses")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("document access")
        triggers = [append_only()]

    def __str__(self):
        return f"#{self.document_id} {self.at}"
