"""The counter settles who a NIK belongs to, with the KTP on the table."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import ClaimState
from accounts.models import IdentityClaim
from accounts.policies import counter_required
from accounts.services.identity_claims import refuse_claim
from accounts.services.register import persons_near_to
from blk_portal.shared.errors import DomainError
from enrollment.forms.claims import SettleClaimForm
from enrollment.services.identity_claims import uphold_claim

SHOWN = 100


@counter_required
@require_safe
def claim_list(request):
    """List the open claims, the oldest first, by the number with which the claimant signs in."""
    claims = _claims_for(request.user).filter(status=ClaimState.OPEN)[:SHOWN]
    return render(request, "enrollment/staff/claim_list.html", {"claims": claims})


@counter_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request, pk):
    """Show one claim, and settle it."""
    claim = get_object_or_404(_claims_for(request.user), pk=pk)
    form = SettleClaimForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _settle(claim, form.cleaned_data, request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The claim is settled. Both sides can see it."))
            return redirect("enrollment:claim_list")
    return render(
        request,
        "enrollment/staff/claim.html",
        {"claim": claim, "form": form},
        status=422 if form.errors else 200,
    )


def _settle(claim, answers, clerk):
    if answers["outcome"] == ClaimState.FOR_HOLDER:
        refuse_claim(claim, actor=clerk, reason=answers["reason"])
    else:
        uphold_claim(
            claim,
            nik=answers["nik"],
            kk=answers["kk"],
            actor=clerk,
            reason=answers["reason"],
        )


def _claims_for(clerk):
    """Never one's own, nor one that is about one's family card on either side."""
    near = persons_near_to(clerk)
    return (
        IdentityClaim.objects.exclude(claimant=clerk)
        .exclude(claimant__person__in=near)
        .exclude(holder__in=near)
        .select_related("claimant", "settled_by")
    )
