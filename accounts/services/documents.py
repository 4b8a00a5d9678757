"""The wallet: a person's cleaned papers, and who opened them."""

from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import DocumentStatus
from accounts.models import Document, DocumentAccess, Person
from accounts.services.upload_rate import refuse_too_many_uploads
from blk_portal.shared.errors import DomainError
from blk_portal.shared.uploads import clean_upload

# Pages that one person looks at within this time are one opening in the log.
ONE_OPENING = timedelta(minutes=30)


def store_document(person, kind, upload, *, actor):
    """Clean ``upload`` and put it into the wallet in place of the papers of that kind.

    A paper that is evidence for something stays beside the new one. Raise ``DomainError``
    when the file is refused or cannot be stored, the wallet is full, or ``actor`` sends very
    many; then nothing of it stays behind.
    """
    refuse_too_many_uploads(actor)
    clean = clean_upload(upload)
    document = Document(
        person=person,
        kind=kind,
        original_name=_harmless(upload.name or ""),
        uploaded_by=actor,
        **facts_of(clean),
    )
    document.file.name = document.file.field.generate_filename(document, "")
    try:
        write_files(document, clean)
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=person.pk)
            held = _refuse_when_full(person, clean.stored_size, replaced=kind)
            if held["replaced"]:
                earlier = person.documents.current().filter(kind=kind).not_evidence()
                earlier.update(status=DocumentStatus.REMOVED, updated_at=timezone.now())
            document.save()
    except BaseException:
        delete_files(document)
        raise
    return document


def _harmless(name):
    """The end of a name without what steers a screen or a text: shown to its owner alone."""
    return "".join(letter for letter in name if letter.isprintable())[-150:]


def facts_of(clean):
    """What a ``Document`` row says of a ``CleanFile``."""
    return {
        "content_type": clean.content_type,
        "size": clean.size,
        "stored_size": clean.stored_size,
        "sha256": clean.sha256,
        "pages": clean.pages,
        "page_sizes": clean.page_sizes,
        "thumbnail_size": clean.thumbnail_size,
    }


def remove_document(document, *, actor):
    """Take a paper out of the wallet, unless it is evidence for something."""
    changed = Document.objects.current().not_evidence().filter(pk=document.pk)
    if not changed.update(status=DocumentStatus.REMOVED, updated_at=timezone.now()):
        raise DomainError(_("This document is in use for your application, so it stays."))


def record_access(document, *, user, reason=""):
    """Write down that ``user`` took a copy of somebody's paper."""
    return DocumentAccess.objects.create(document=document, user=user, reason=reason[:200])


def record_opening(document, *, user, reason=""):
    """Write down that ``user`` looks at somebody's paper, once for all its pages."""
    reason = reason[:200]
    opened = DocumentAccess.objects.filter(
        document=document, user=user, reason=reason, at__gt=timezone.now() - ONE_OPENING
    )
    if opened.exists():
        return
    with transaction.atomic():
        # The browser asks for several pages at once.
        Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        if not opened.exists():
            record_access(document, user=user, reason=reason)


def write_files(document, clean):
    """Store a cleaned file under the names of ``document``."""
    contents = [clean.content, clean.thumbnail, *clean.pages_drawn]
    for name, content in zip(document.stored_names, contents, strict=True):
        default_storage.save(name, ContentFile(content))


def delete_files(document):
    """Remove the file of a paper and all that lies beside it."""
    for name in document.stored_names:
        try:
            default_storage.delete(name)
        except OSError:
            # A later sweep finds it.
            continue


def _refuse_when_full(person, size, *, replaced):
    """Return what the wallet holds; the papers of the kind ``replaced`` do not fill it."""
    is_current = ~Q(status=DocumentStatus.REMOVED)
    held = person.documents.aggregate(
        bytes=Sum("stored_size", default=0),
        files=Count("pk", filter=is_current & ~Q(kind=replaced)),
        replaced=Count("pk", filter=is_current & Q(kind=replaced)),
    )
    if held["bytes"] + size > settings.UPLOAD_MAX_BYTES_PER_PERSON:
        raise DomainError(
            _(
                "Your files together may be {limit} at most. Removed files still count until "
                "tomorrow. Try again tomorrow, or come to the counter."
            ).format(limit=filesizeformat(settings.UPLOAD_MAX_BYTES_PER_PERSON))
        )
    if held["files"] >= settings.UPLOAD_MAX_FILES:
        raise DomainError(
            _("You have {count} files already. Remove one that is not needed first.").format(
                count=held["files"]
            )
        )
    return held
