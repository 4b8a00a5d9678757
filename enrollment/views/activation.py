"""With a code from the counter, somebody whom others helped takes an account of his own."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from blk_portal.shared.errors import DomainError
from enrollment.forms.activation import ActivationForm, SlipForm
from enrollment.services.activation import activate


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def activate_account(request):
    """Open an account, or take the one that is signed in, and show what was entered."""
    user = request.user if request.user.is_authenticated else None
    form_class = SlipForm if user else ActivationForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            account = activate(
                form.cleaned_data["code"],
                form.cleaned_data["birth_date"],
                address=get_adapter().get_client_ip(request),
                user=user,
                new_account=form.new_account,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("This account is yours now, with all that was entered."))
            if user:
                return redirect("enrollment:my_applications")
            return perform_login(
                request, account, redirect_url=reverse("enrollment:my_applications")
            )
    return render(
        request, "enrollment/activate.html", {"form": form}, status=422 if form.errors else 200
    )
