"""What the pages of a resident's own application share."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect

from enrollment.models import Application


def own_application(request, pk):
    """Return the application ``pk`` with ``round_status`` if the request may touch it, or 404."""
    return get_object_or_404(
        request.acting.reach(Application.objects)
        .select_related("intake", "user", "person__kelurahan", "entered_by__kelurahan", "paper")
        .with_checks_elsewhere()
        .annotate(round_status=F("intake__selection_round__status")),
        pk=pk,
    )


def refused_page(request, application, refusal):
    """Go back to the application and say there why the page does not open."""
    messages.info(request, str(refusal))
    return redirect(application)
