from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import submitted
from blk_portal.shared.qr import qr_code
from grants.forms.grants import HandoverForm, ItemForm
from grants.models import Grant, GrantItem
from grants.policies import officer_required, reader_required
from grants.services.handover import add_item, record_handover, value_left


@officer_required
@require_http_methods(["GET", "POST"])
def item_create(request, pk):
    """Enter the things of a grant one by one, before the handover."""
    grant = _grant_or_404(request, pk)
    form = ItemForm(
        **submitted(request),
        initial={"name": grant.request.grant_round.item, "value": value_left(grant)},
    )
    if form.is_valid():
        try:
            add_item(grant, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The item is saved. Its plate can be printed now."))
            return redirect(grant.request)
    return _form_page(request, grant, form, _("Add an item"))


@officer_required
@require_http_methods(["GET", "POST"])
def handover_create(request, pk):
    grant = _grant_or_404(request, pk)
    form = HandoverForm(
        **submitted(request),
        initial={
            "giver": str(request.user),
            "receivers": [grant.request.person.full_name],
            "condition": "good",
        },
    )
    if form.is_valid():
        try:
            record_handover(grant, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The handover is saved, and three visits are set."))
            return redirect(grant.request)
    return _form_page(request, grant, form, _("Record the handover"))


@reader_required
@require_GET
def plates(request, pk):
    """A sheet of plates to print and fix on the things of a grant."""
    grant = _grant_or_404(request, pk)
    return render(
        request,
        "grants/plates.html",
        {
            "grant": grant,
            "plates": [(item, _plate(item)) for item in grant.items.all()],
        },
    )


@require_GET
def plate(request, code):
    """What anybody who scans a plate reads: what it is and whose money paid it, no person."""
    item = get_object_or_404(
        GrantItem.objects.select_related("grant__fund", "grant__request"), plate_code=code
    )
    sees_record = request.user.is_authenticated and request.user.has_role(
        "grants_officer", "auditor"
    )
    return render(request, "grants/plate.html", {"item": item, "sees_record": sees_record})


def _plate(item):
    address = settings.BASE_URL + reverse("grants:plate", kwargs={"code": item.plate_code})
    return qr_code(address)


def _grant_or_404(request, pk):
    return get_object_or_404(
        Grant.objects.select_related("request__grant_round", "request__person").exclude(
            request__person__in=Person.objects.near_to(request.user)
        ),
        request__pk=pk,
    )


def _form_page(request, grant, form, heading):
    return render(
        request,
        "grants/act_form.html",
        {
            "grant_request": grant.request,
            "form": form,
            "heading": heading,
            "items": grant.items.all(),
        },
        status=422 if form.is_bound else 200,
    )
