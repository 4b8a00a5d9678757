"""How a paper leaves the portal. The views that decide who may open it are in later apps."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from accounts.services.documents import record_access, record_opening
from accounts.services.standstill import refuse_what_is_kept_still
from blk_portal.shared.errors import DomainError

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def serve_document(document, user, reason=""):
    """Answer with the file of ``document`` to be saved, never to be shown in place.

    The caller has already decided that ``user`` may have it. That of another is written down.
    """
    if document.person.user_id != user.pk:
        _refuse_unless_in_use(document.person, user)
        record_access(document, user=user, reason=reason)
    extension = EXTENSIONS[document.content_type]
    return _answer(document, document.file.name, document.content_type, extension)


def serve_page(document, number, user, reason=""):
    """Answer with the picture of one page; looking at that of another is written down once."""
    if not 1 <= number <= len(document.page_sizes):
        raise Http404
    note_opening(document, user, reason)
    content_type = document.content_type if document.is_photo else "image/jpeg"
    extension = EXTENSIONS[content_type]
    return _answer(document, document.page_name(number), content_type, extension, number)


def note_opening(document, user, reason=""):
    """Write down, once for all pages, that ``user`` looks at a paper that is another's."""
    if document.person.user_id != user.pk:
        _refuse_unless_in_use(document.person, user)
        record_opening(document, user=user, reason=reason)


def _refuse_unless_in_use(person, user):
    try:
        refuse_what_is_kept_still(person, user)
    except DomainError as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def serve_thumbnail(document):
    """Answer with the small picture, which shows nothing that can be read."""
    return _answer(document, document.thumbnail_name, "image/webp", "webp", 0)


def _answer(document, name, content_type, extension, page=None):
    if not document.file:
        raise Http404
    try:
        content = default_storage.open(name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    shown = "" if page is None else f"-{page}"
    return FileResponse(
        content,
        as_attachment=page is None,
        # The name that the resident's phone gave may say anything.
        filename=f"{document.kind.lower()}-{document.pk}{shown}.{extension}",
        content_type=content_type,
        headers=HEADERS,
    )
