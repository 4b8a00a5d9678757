"""What the pages of a resident's own application share."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from enrollment.models import Application


def own_application(request, pk, rows=Application.objects):
    """Return the application ``pk`` if the request may touch it, or 404.

    It comes with intake and person; ``rows`` add what else a page reads of it.
    """
    return get_object_or_404(
        request.acting.reach(rows).select_related("intake", "person__kelurahan"), pk=pk
    )


def refused_page(request, application, refusal):
    """Go back to the application and say there why the page does not open."""
    messages.info(request, str(refusal))
    return redirect(application)
