"""At the counter: a slip with a code for somebody who has no account yet."""

from django.conf import settings
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.accounts import IssueSlipForm
from accounts.models import Person
from accounts.policies import counter_required
from accounts.services.activation import issue_slip
from blk_portal.shared.errors import DomainError
from blk_portal.shared.qr import qr_code


@counter_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def counter_person(request, pk):
    """Show somebody without an account and, once the KTP is compared, the code for one."""
    person = get_object_or_404(Person.objects.without_account_for(request.user), pk=pk)
    form = IssueSlipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            issued = issue_slip(person, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            address = settings.BASE_URL + reverse("enrollment:activate")
            return render(
                request,
                "accounts/activation_slip.html",
                {
                    "issued": issued,
                    "address": address.partition("://")[2],
                    "qr": qr_code(address),
                },
            )
    return render(
        request,
        "accounts/counter_person.html",
        {
            "person": person,
            "form": form,
            "slips": person.activation_slips.select_related("issued_by")[:5],
        },
        status=422 if form.errors else 200,
    )
