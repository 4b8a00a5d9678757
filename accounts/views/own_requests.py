"""My requests: delete, keep still, correct; what will happen and until when, in plain words."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import DataRequestKind
from accounts.forms.own_data import OwnRequestForm
from accounts.kept_answers import sent_or_kept
from accounts.models import DataRequest
from accounts.policies import sign_in_required
from accounts.services import data_requests
from accounts.views.own_data import own_person_or_404
from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_request_new(request, kind):
    """Say what will happen, then take the request."""
    if kind not in DataRequestKind:
        raise Http404
    kind = DataRequestKind(kind)
    person = own_person_or_404(request)
    if earlier := person.data_requests.open().filter(kind=kind).first():
        return redirect(earlier)
    form = sent_or_kept(request, partial(OwnRequestForm, kind=kind))
    if request.method == "POST" and form.is_valid():
        try:
            made = data_requests.ask(person, kind, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your request has arrived."))
            return redirect(made)
    context = {
        "form": form,
        "kind": kind,
        "holds": personal_data.holds(person, timezone.now()) if kind == "erase" else [],
        "due_at": timezone.now() + data_requests.LEGAL_CLOCK,
    }
    return render(
        request, "accounts/own/request_new.html", context, status=422 if form.errors else 200
    )


@sign_in_required
@require_safe
def own_request(request, pk):
    data_request = get_object_or_404(DataRequest.objects.belonging_to(request.user), pk=pk)
    return render(request, "accounts/own/request.html", {"request_": data_request})


@sign_in_required
@require_POST
def own_request_cancel(request, pk):
    data_request = get_object_or_404(DataRequest.objects.belonging_to(request.user), pk=pk)
    try:
        data_requests.take_back(data_request, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request is taken back. Nothing was changed."))
    return redirect(data_request)


@sign_in_required
@require_POST
def use_data_again(request):
    try:
        data_requests.use_again(own_person_or_404(request), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your data is used again."))
    return redirect("accounts:own_data")
