"""The wallet: a person's cleaned papers, and who opened them."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import DocumentStatus
from accounts.models import Document, DocumentAccess, Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_upload


def store_document(person, kind, upload, *, actor):
    """Clean ``upload`` and put it into the wallet in place of the papers of that kind.

    A paper that is evidence for something stays beside the new one. Raise ``DomainError``
    when the file is refused or cannot be stored.
    """
    clean = clean_upload(upload)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        earlier = person.documents.current().filter(kind=kind).not_evidence()
        earlier.update(status=DocumentStatus.REMOVED)
        document = Document(
            person=person,
            kind=kind,
            content_type=clean.content_type,
            size=clean.size,
            sha256=clean.sha256,
            pages=clean.pages,
            original_name=(upload.name or "")[-150:],
            uploaded_by=actor,
        )
        _write_file(document, clean.content)
        document.save()
    return document


def remove_document(document, *, actor):
    """Take a paper out of the wallet, unless it is evidence for something."""
    changed = Document.objects.current().not_evidence().filter(pk=document.pk)
    if not changed.update(status=DocumentStatus.REMOVED):
        raise DomainError(_("This document is in use for your application, so it stays."))


def record_access(document, *, user, reason=""):
    """Write down that ``user`` opened somebody's paper."""
    return DocumentAccess.objects.create(document=document, user=user, reason=reason[:200])


def _write_file(document, content):
    try:
        document.file.save("", ContentFile(content), save=False)
    except OSError as error:
        raise DomainError(
            _("The file could not be stored just now. Try again in a few minutes.")
        ) from error
