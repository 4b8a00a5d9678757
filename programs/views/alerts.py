"""Asking for one message when a programme opens, and taking that back; no account is needed."""

from functools import partial

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.kept_answers import sent_or_kept
from blk_portal.shared import formats
from blk_portal.shared.errors import DomainError
from programs.forms.alerts import AlertForm
from programs.models import TrainingProgram
from programs.services.alerts import (
    SIGNER,
    ask_to_be_told,
    is_open,
    stop_by_link,
    stop_telling,
)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def opening_alert(request, slug):
    """Take one phone number; the answer is the same whether it was there or not."""
    program = get_object_or_404(TrainingProgram, slug=slug)
    if request.method != "POST" and is_open(program):
        return redirect(program)
    own = {"phone": formats.phone(_own_phone(request))}
    form = sent_or_kept(request, partial(AlertForm, initial=own))
    if request.method == "POST" and form.is_valid():
        try:
            _act(request, program, form.cleaned_data["phone"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(program)
    context = {"program": program, "form": form}
    status = 422 if form.errors else 200
    return render(request, "programs/opening_alert.html", context, status=status)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def alert_stop(request, signed):
    """Forget the number whose message brought this link, after one press of a button."""
    try:
        SIGNER.unsign(signed)
        if request.method == "POST":
            stop_by_link(signed)
            messages.success(request, _("This number is removed. We will not write to it again."))
            return redirect("programs:landing")
    except BadSignature:
        raise Http404 from None
    return render(request, "programs/alert_stop.html")


def _act(request, program, phone):
    address = get_adapter().get_client_ip(request)
    if request.POST.get("act") == "stop":
        stop_telling(phone, address=address)
        messages.success(request, _("This number is removed. We will not write to it again."))
    else:
        ask_to_be_told(program, phone, address=address, language=get_language())
        messages.success(request, _("Done. You get one message when registration opens."))


def _own_phone(request):
    person = request.acting.person if request.user.is_authenticated else None
    return person.phone if person else ""
