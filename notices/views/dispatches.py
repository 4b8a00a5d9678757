"""Messages that were decided on and are held until somebody lets them go."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Role
from accounts.policies import role_required
from blk_portal.shared.errors import DomainError
from notices.dispatch_page import lines_of, samples_of
from notices.models import Dispatch
from notices.services.dispatches import release_dispatch

PER_PAGE = 50

releaser_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER)


@releaser_required
@require_safe
def dispatch_list(request):
    """List what is held, and below it what was let go or cancelled by whom."""
    dispatches = Dispatch.objects.with_messages().waiting_first().select_related("decision__by")
    page = Paginator(dispatches, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/staff/dispatch_list.html", {"page": page})


@releaser_required
@require_safe
def dispatch(request, pk):
    """Show how many messages of which kind go where, and how they read."""
    dispatch = get_object_or_404(Dispatch.objects.select_related("decision__by", "made_by"), pk=pk)
    context = {
        "dispatch": dispatch,
        "decision": getattr(dispatch, "decision", None),
        "held_count": dispatch.notices.held().count(),
        "lines": lines_of(dispatch.notices.all()),
        "samples": samples_of(dispatch.notices.callable_by(request.user)),
    }
    return render(request, "notices/staff/dispatch.html", context)


@releaser_required
@require_POST
def dispatch_release(request, pk):
    """Let all messages of one act go."""
    dispatch = get_object_or_404(Dispatch, pk=pk)
    try:
        count = release_dispatch(dispatch, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("{n} message is on its way.", "{n} messages are on their way.", count)
        messages.success(request, words.format(n=count))
    return redirect(dispatch)
