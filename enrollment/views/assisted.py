"""A helper begins with a person, and ends; in between the pages of residents serve the two."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import ConsentPurpose, HelpEnding
from accounts.consent_wordings import newest_version, wording_of
from accounts.help_in_session import start_helping, stop_helping
from accounts.policies import helper_required, open_while_helping
from accounts.services.helping import begin_help, end_help, refuse_household
from accounts.services.register import find_person_by_nik
from blk_portal.shared.errors import DomainError
from enrollment.assisted_today import served_today
from enrollment.forms.assisted import BeginHelpForm, FindClientForm, PaperForm
from enrollment.services.paper import Slip, enter_paper, intakes_for_paper


@open_while_helping
@helper_required
@require_http_methods(["GET", "HEAD", "POST"])
def assist(request):
    """Find the person by the whole NIK, or show who is being helped."""
    if request.acting.is_helping:
        return _start_page(
            request, FindClientForm(), status=409 if request.method == "POST" else 200
        )
    form = FindClientForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _start_page(request, form, status=422 if form.errors else 200)
    nik = form.cleaned_data["nik"]
    client = find_person_by_nik(nik)
    if client is not None:
        try:
            refuse_household(request.user, client)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return _start_page(request, form, status=422)
    return _consent_page(
        request, client, BeginHelpForm(initial={"nik": nik}, is_new=client is None)
    )


@helper_required
@require_POST
def begin(request):
    """Record the consent and act for the person from here on."""
    found = FindClientForm(request.POST)
    if not found.is_valid():
        return _start_page(request, found, status=422)
    client = find_person_by_nik(found.cleaned_data["nik"])
    form = BeginHelpForm(request.POST, is_new=client is None)
    if form.is_valid():
        try:
            session = begin_help(
                form.cleaned_data["nik"],
                kk=form.cleaned_data.get("kk", ""),
                source=form.cleaned_data["source"],
                helper=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            start_helping(request, session)
            return _leaving_nothing(redirect("enrollment:my_applications"))
    return _consent_page(request, client, form, status=422)


@open_while_helping
@helper_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request):
    """Begin the client's application from a paper form that the counter received."""
    if not request.acting.is_helping:
        return redirect("enrollment:assist")
    intakes = {intake.code: intake for intake in intakes_for_paper()}
    form = PaperForm(request.POST if request.method == "POST" else None, intakes=intakes.values())
    if form.is_valid():
        try:
            application = enter_paper(
                intakes[form.cleaned_data["intake"]],
                Slip(form.cleaned_data["number"], form.received_at),
                client=request.acting.client,
                actor=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(application)
    return render(
        request,
        "enrollment/assisted/paper.html",
        {"form": form, "has_intakes": bool(intakes)},
        status=422 if form.errors else 200,
    )


@open_while_helping
@helper_required
@require_POST
def end(request):
    """Stop acting for the person; every page that is still open somewhere is void."""
    if request.acting.is_helping:
        end_help(request.acting.help, HelpEnding.DONE)
        stop_helping(request)
        messages.success(request, _("Finished. Nothing of this person is open any more."))
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        wanted = "enrollment:assist"
    return _leaving_nothing(redirect(wanted))


def _leaving_nothing(response):
    response["Clear-Site-Data"] = '"cache"'
    return response


def _start_page(request, form, *, status=200):
    return render(
        request,
        "enrollment/assisted/start_page.html",
        {"form": form, "served": served_today(request.user)},
        status=status,
    )


def _consent_page(request, client, form, *, status=200):
    return render(
        request,
        "enrollment/assisted/consent.html",
        {
            "client": client,
            "form": form,
            "wording": wording_of(ConsentPurpose.ASSISTED_ENTRY),
            "version": newest_version(ConsentPurpose.ASSISTED_ENTRY),
        },
        status=status,
    )
