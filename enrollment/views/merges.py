"""One record of two: proposed by one officer, confirmed by another."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from blk_portal.shared.errors import DomainError
from enrollment.forms.duplicates import ProposeMergeForm
from enrollment.merge_page import merge_context
from enrollment.services.pair_merges import confirm_merge_of, drop_merge_of, propose_merge_of
from enrollment.views.duplicates import decidable, pair_officer_required


@pair_officer_required
@require_http_methods(["GET", "POST"])
def merge(request, pk):
    """Show what two records hold and what would move; on POST propose to make them one."""
    pair = decidable(request, pk)
    form = ProposeMergeForm(request.POST if request.method == "POST" else None, pair=pair)
    if form.is_valid():
        try:
            propose_merge_of(
                pair,
                form.stays,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is proposed. A second officer has to confirm it."))
            return redirect("enrollment:duplicate_merge", pk=pk)
    return render(
        request,
        "enrollment/staff/merge.html",
        merge_context(pair) | {"form": form},
        status=422 if form.errors else 200,
    )


@pair_officer_required
@require_POST
def merge_confirm(request, pk):
    """Make one record of the two, as a colleague proposed."""
    try:
        confirm_merge_of(decidable(request, pk), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The two records are one now."))
    return redirect("enrollment:duplicate_merge", pk=pk)


@pair_officer_required
@require_POST
def merge_drop(request, pk):
    """Take a proposal off the desk; the pair waits for another decision."""
    try:
        drop_merge_of(decidable(request, pk), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Both records stay as they are. The pair waits again."))
    return redirect("enrollment:duplicate", pk=pk)
