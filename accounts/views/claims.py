"""A resident's claims to a NIK that somebody else entered first."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import IdentityClaim
from accounts.policies import sign_in_required
from accounts.services.identity_claims import withdraw_claim
from blk_portal.shared.errors import DomainError


@sign_in_required
@require_safe
def identity_claims(request):
    """Show how one's claims stand, where to go with them and what to bring."""
    claims = request.user.identity_claims.order_by("-created_at")
    return render(
        request,
        "accounts/identity_claims.html",
        {"claims": claims, "has_open": any(claim.is_open for claim in claims)},
    )


@sign_in_required
@require_POST
def withdraw(request, pk):
    """Take one's own claim back."""
    claim = get_object_or_404(IdentityClaim, claimant=request.user, pk=pk)
    try:
        withdraw_claim(claim, actor=request.user)
    except DomainError as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Your claim is taken back."))
    return redirect("accounts:identity_claims")
