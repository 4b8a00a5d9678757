"""A lost phone: another number for signing in, with the KTP on the table."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.accounts import NewNumberForm
from accounts.models import User
from accounts.policies import counter_required
from accounts.views.accounts import identity_compared
from blk_portal.shared.errors import DomainError
from enrollment.services.counter import change_number_and_tell


@counter_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_number(request, pk):
    """Change the number of somebody at the counter and show the new password once."""
    account = get_object_or_404(User.objects.helped_by(request.user), pk=pk)
    form = NewNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            one_time = change_number_and_tell(
                account,
                form.cleaned_data["username"],
                actor=request.user,
                reason=form.cleaned_data["reason"],
                detail=identity_compared(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accounts/one_time_password.html", {"one_time": one_time})
    return render(
        request,
        "enrollment/staff/new_number.html",
        {"account": account, "person": getattr(account, "person", None), "form": form},
        status=422 if form.errors else 200,
    )
