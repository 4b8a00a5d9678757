from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page_or_piece(request, *, page, piece, context, status=200):
    """Render ``page``, or only ``piece`` when htmx asked for it under the same URL."""
    asked_for_piece = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(request, piece if asked_for_piece else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def submitted(request):
    """Return the keyword arguments of a form: what was sent, or nothing when it is only shown."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
