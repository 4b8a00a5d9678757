"""Ask how an application stands, without an account: the status, and nothing of the person."""

from allauth.account.adapter import get_adapter
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from blk_portal.shared.errors import DomainError
from enrollment.forms.lookup import LookupForm
from enrollment.services.lookup import look_up
from enrollment.status_words import heading_of


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Number and birth date travel in the body only, and the answer is kept by nobody."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    application, status = None, 200
    if form.is_bound and form.is_valid():
        address = get_adapter().get_client_ip(request)
        try:
            application = look_up(**form.cleaned_data, address=address)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if application is None:
                form.add_error(
                    None,
                    _("No application has this number with this birth date. Look at both again."),
                )
    if form.errors:
        status = 422
    return render(
        request,
        "enrollment/lookup.html",
        {
            "form": form,
            "application": application,
            "heading": heading_of(application) if application else None,
        },
        status=status,
    )
