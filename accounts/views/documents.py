"""How a paper leaves the portal. The views that decide who may open it are in later apps."""

from django.http import FileResponse

from accounts.services.documents import record_access

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def serve_document(document, user, reason=""):
    """Answer with the file of ``document``; opening somebody else's paper is written down.

    The caller has already decided that ``user`` may see it.
    """
    if document.person.user_id != user.pk:
        record_access(document, user=user, reason=reason)
    return FileResponse(
        document.file.open("rb"),
        as_attachment=document.content_type == "application/pdf",
        # The name that the resident's phone gave may say anything.
        filename=f"{document.kind.lower()}-{document.pk}.{EXTENSIONS[document.content_type]}",
        content_type=document.content_type,
        headers=HEADERS,
    )
