"""Those who left a number to be told of an opening, and whom no gateway reaches."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import caller_required
from notices.choices import BY_GATEWAY, CallOutcome
from notices.models import Notice
from notices.services.calls import record_call, whatsapp_link
from notices.services.delivery import active_channels

PER_PAGE = 50


@caller_required
@require_safe
def number_list(request):
    """List the numbers, those first whose registration closes first."""
    page = Paginator(_waiting().order_by("answer_by", "pk"), PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    for notice in page:
        notice.whatsapp_link = whatsapp_link(notice)
    return render(request, "notices/number_list.html", {"page": page})


@caller_required
@require_POST
def number_told(request, pk):
    """Note that somebody wrote to this number; with that the number is gone."""
    record_call(get_object_or_404(_waiting(), pk=pk), CallOutcome.REACHED, actor=request.user)
    messages.success(request, _("Marked as told. The number is removed."))
    return redirect("notices:number_list")


def _waiting():
    by_gateway = bool(set(BY_GATEWAY) & set(active_channels()))
    return Notice.objects.numbers_to_be_told(is_sent_by_gateway=by_gateway)
