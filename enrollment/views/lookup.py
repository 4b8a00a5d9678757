"""Ask how an application stands, without an account: the status, and nothing of the person."""

from allauth.account.adapter import get_adapter
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from accounts.kept_answers import sent_or_kept
from blk_portal.shared.errors import DomainError
from enrollment.forms.lookup import LookupForm
from enrollment.models import Application
from enrollment.services.lookup import look_up
from enrollment.status_words import heading_of

FOUND = "looked_up"


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Number and birth date travel in the body only, and the answer is kept by nobody.

    It is shown once, after a redirect: loading the page again sends nothing a second time and, on
    a phone that goes from hand to hand, shows the empty form.
    """
    form = sent_or_kept(request, LookupForm)
    if request.method == "POST" and form.is_valid():
        address = get_adapter().get_client_ip(request)
        try:
            application = look_up(**form.cleaned_data, address=address)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if application:
                request.session[FOUND] = application.pk
                return redirect("enrollment:lookup")
            form.add_error(
                None, _("No application has this number with this birth date. Look at both again.")
            )
    application = None if form.is_bound else _found_before(request)
    return render(
        request,
        "enrollment/lookup.html",
        {
            "form": form,
            "application": application,
            "heading": heading_of(application) if application else None,
        },
        status=422 if form.errors else 200,
    )


def _found_before(request):
    if FOUND not in request.session:
        return None
    found = Application.objects.filter(pk=request.session.pop(FOUND))
    return found.select_related("intake").first()
