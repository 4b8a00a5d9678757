from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import caller_required
from notices.call_list import CALL_LIST, PeopleToCall, calls_so_far
from notices.forms import CallForm
from notices.models import Notice
from notices.services.calls import note_listing, note_reading, record_call, whatsapp_link

PER_PAGE = 50


@caller_required
@require_safe
def call_list(request):
    """List the people who have not been told yet, longest waiting first.

    Each of them sees that name and number were shown.
    """
    people = PeopleToCall(request.user, request.GET)
    page = Paginator(people.rows, PER_PAGE).get_page(request.GET.get("page"))
    for notice in page:
        notice.whatsapp_link = whatsapp_link(notice)
        notice.call_summary = calls_so_far(notice)
    if request.method == "GET":
        note_listing([notice.person_id for notice in page], actor=request.user)
    context = {
        "page": page,
        "form": people.form,
        "staff_list": CALL_LIST,
        "query": CALL_LIST.canonical(request.GET),
    }
    return render(request, "notices/call_list.html", context)


@caller_required
@require_http_methods(["GET", "HEAD", "POST"])
def call(request, pk):
    """Show one message with the ways to reach its person, and record how a call went.

    Its person sees that it was opened.
    """
    notices = Notice.objects.released().callable_by(request.user).select_related("person")
    notice = get_object_or_404(notices, pk=pk)
    form = CallForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        record_call(notice, **form.cleaned_data, actor=request.user)
        messages.success(request, _("The call is written down."))
        return redirect("notices:call_list")
    if request.method == "GET":
        note_reading(notice.person, actor=request.user)
    context = {
        "notice": notice,
        "form": form,
        "whatsapp_link": whatsapp_link(notice),
        "calls": notice.calls.select_related("by"),
        "deliveries": notice.deliveries.all(),
    }
    return render(request, "notices/call.html", context, status=422 if form.errors else 200)


@caller_required
@require_safe
def person_notices(request, pk):
    """Show everything one person was told: when, by which channel, and whether it arrived.

    The person sees that it was opened.
    """
    notices = (
        Notice.objects.callable_by(request.user)
        .filter(person=pk)
        .select_related("person")
        .prefetch_related("deliveries", "calls__by")
    )
    if not notices:
        raise Http404
    if request.method == "GET":
        note_reading(notices[0].person, actor=request.user)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    context = {"person": page[0].person, "page": page}
    return render(request, "notices/person_notices.html", context)
