"""My data: what is held, who saw it, what I agreed to; to correct and to take away."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access_log import openings
from accounts.choices import ConsentPurpose, ConsentSource, DataRequestKind
from accounts.consent_wordings import wording_of
from accounts.forms.own_data import ConsentForm, ContactForm, DownloadForm, IdentityForm
from accounts.kept_answers import sent_or_kept
from accounts.models import Person
from accounts.own_data_file import as_json, as_pdf
from accounts.personal_data import person_facts
from accounts.policies import sign_in_required
from accounts.services.consents import give_consent, withdraw_consent
from accounts.services.profile import correct_own_data, refuse_unless_correctable
from accounts.typed_again import knows_password
from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError

FILES = {
    "json": (as_json, "application/json", "data-saya.json"),
    "pdf": (as_pdf, "application/pdf", "data-saya.pdf"),
}
READ_ELSEWHERE = {"person", "openings", "consents", "data_requests"}


def own_person(request):
    """The person of whoever is signed in, or ``None`` before a NIK was entered."""
    return Person.objects.filter(user=request.user).select_related("user", "kelurahan").first()


def own_person_or_404(request):
    if person := own_person(request):
        return person
    raise Http404


@sign_in_required
@require_safe
def own_data(request):
    """Show what the portal holds about the reader, and what can be done about it."""
    person = own_person(request)
    context = {
        "person": person,
        "facts": person_facts(person) if person else [],
        "sections": [s for s in personal_data.sections() if s.key not in READ_ELSEWHERE],
        "requests": person.data_requests.all()[:20] if person else [],
        "kinds": DataRequestKind,
    }
    return render(request, "accounts/own/overview.html", context)


@sign_in_required
@require_safe
def own_section(request, key):
    """Show everything of one kind."""
    person = own_person(request)
    section = next((found for found in personal_data.sections() if found.key == key), None)
    if section is None:
        raise Http404
    records = section.records(person) if person else []
    return render(request, "accounts/own/section.html", {"section": section, "records": records})


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_contact(request):
    return _correct(
        request, ContactForm, title=_("How we reach you"), done=_("Your contact data is changed.")
    )


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_identity(request):
    """Correct what stands on the KTP, as long as nobody has compared it and it is not in use."""
    try:
        refuse_unless_correctable(own_person_or_404(request))
    except DomainError as refusal:
        return render(request, "accounts/own/not_correctable.html", {"refusal": refusal})
    return _correct(
        request, IdentityForm, title=_("Data of your KTP"), done=_("Your data is corrected.")
    )


def _correct(request, form_class, *, title, done):
    person = own_person_or_404(request)
    form = sent_or_kept(request, partial(form_class, person=person))
    if request.method == "POST" and form.is_valid():
        try:
            changes = correct_own_data(person, form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done if changes else _("Nothing was changed."))
            return redirect("accounts:own_data")
    context = {"form": form, "title": title}
    return render(request, "accounts/own/correct.html", context, status=422 if form.errors else 200)


@sign_in_required
@require_safe
def own_openings(request):
    """Show who opened the reader's papers and numbers, when and why."""
    person = own_person(request)
    context = {"openings": openings(person) if person else []}
    return render(request, "accounts/own/openings.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def own_consents(request):
    """Show each purpose with its words; giving and withdrawing is one button each."""
    person = own_person(request)
    if request.method == "POST":
        form = ConsentForm(request.POST)
        if person is None or not form.is_valid():
            raise Http404
        _change_consent(request, person, **form.cleaned_data)
        return redirect("accounts:own_consents")
    given = {consent.purpose: consent for consent in person.consents.live()} if person else {}
    purposes = [
        {"purpose": purpose, "words": wording_of(purpose), "consent": given.get(purpose)}
        for purpose in ConsentPurpose
        # Letting an officer type is agreed to at the counter; here it is only taken back.
        if purpose != ConsentPurpose.ASSISTED_ENTRY or purpose in given
    ]
    context = {"person": person, "purposes": purposes}
    return render(request, "accounts/own/consents.html", context)


def _change_consent(request, person, purpose, agree):
    if agree == "yes":
        give_consent(person, purpose, actor=request.user, source=ConsentSource.SELF)
        messages.success(request, _("Your consent is saved. You can withdraw it at any time."))
    elif consent := person.consents.live().filter(purpose=purpose).first():
        withdraw_consent(consent, actor=request.user)
        messages.success(request, _("Your consent is withdrawn. From now on we do without."))


@sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_download(request):
    """Hand over everything as a file, after the password was typed once more."""
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if knows_password(request, form.cleaned_data["password"]):
            make, content_type, name = FILES[form.cleaned_data["format"]]
            return HttpResponse(
                make(own_person(request)),
                content_type=content_type,
                headers={
                    "Content-Disposition": f'attachment; filename="{name}"',
                    "Cache-Control": "private, no-store",
                },
            )
        form.add_error("password", _("This is not your password. Type it again."))
    context = {"form": form, "today": timezone.localdate()}
    return render(
        request, "accounts/own/download.html", context, status=422 if form.errors else 200
    )
