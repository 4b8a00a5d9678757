"""Acting heads: appointed with dates and a letter, ended early where need be."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.acting_heads import ActingHeadForm
from accounts.models import ActingHead
from accounts.policies import admin_required
from accounts.services.acting_heads import appoint_acting_head, end_appointment
from blk_portal.shared.errors import DomainError


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting_heads(request):
    """List who may approve in place of the head and when; on POST appoint somebody."""
    form = ActingHeadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appointment = appoint_acting_head(**form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("{name} is appointed.").format(name=appointment.user))
            return redirect("accounts:acting_heads")
    today = timezone.localdate()
    appointments = ActingHead.objects.select_related("user", "recorded_by", "ended_by")
    return render(
        request,
        "accounts/acting_heads.html",
        {
            "form": form,
            "rows": [{"one": one, "state": _state(one, today)} for one in appointments],
        },
        status=422 if form.errors else 200,
    )


@admin_required
@require_POST
def acting_head_end(request, pk):
    appointment = get_object_or_404(ActingHead, pk=pk)
    try:
        end_appointment(appointment, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The appointment is ended."))
    return redirect("accounts:acting_heads")


def _state(appointment, today):
    if appointment.ended_at:
        return {"badge": "withdrawn", "words": _("ended early"), "may_end": False}
    if appointment.ends_on < today:
        return {"badge": "empty", "words": _("over"), "may_end": False}
    if appointment.starts_on > today:
        return {"badge": "info", "words": _("to come"), "may_end": True}
    return {"badge": "complete", "words": _("may approve now"), "may_end": True}
