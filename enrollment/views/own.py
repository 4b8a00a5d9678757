"""What the pages of a resident's own application share."""

from functools import cache

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from accounts.acting import Acting
from blk_portal.shared.composed import Composed
from enrollment.models import Application


def own_application(request, pk, *additions):
    """Return the application ``pk`` if the request may touch it, or 404.

    It comes with intake and person; ``additions``, methods of ``ApplicationQuerySet``, add what
    else a page reads of it.
    """
    reading = _reading(request.acting.is_helping, additions)
    try:
        return reading.get(pk=pk, whose=request.acting.whose.pk)
    except Application.DoesNotExist:
        raise Http404 from None


@cache
def _reading(is_helping, additions):
    """The statement with which nearly every page of a resident begins."""

    def make(pk, whose):
        rows = Application.objects.with_all(additions)
        rows = Acting.within_reach(rows, whose, is_helping=is_helping)
        return rows.select_related("intake", "person__kelurahan").filter(pk=pk)

    return Composed(make, pk=int, whose=int)


def refused_page(request, application, refusal):
    """Go back to the application and say there why the page does not open."""
    messages.info(request, str(refusal))
    return redirect(application)
