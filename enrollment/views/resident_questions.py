"""One page for each question of an application."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.kept_answers import shown_again, take_kept_answer
from accounts.models import Kelurahan
from accounts.policies import resident_page
from accounts.services.identity_claims import file_claim
from accounts.services.register import NikHeldByAnother
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus
from enrollment.forms import resident as forms
from enrollment.parts import PARTS
from enrollment.services import applications
from enrollment.task_list import needs_identity, next_question_url, saved_words
from enrollment.views.own import own_application, refused_page


@dataclass(frozen=True)
class Question:
    form: type
    save: object
    template: str = "enrollment/resident/question.html"


def _save_nik(application, part, form, actor):
    return applications.record_identity(application, **form.cleaned_data, actor=actor)


def _save_person(application, part, form, actor):
    return applications.record_person_answers(application, part, form.cleaned_data, actor=actor)


def _save_address(application, part, form, actor):
    fields = ["address", "rt", "rw", "kelurahan_id", "outside_regency", "residence"]
    answers = {field: form.cleaned_data[field] for field in fields}
    return applications.record_person_answers(application, part, answers, actor=actor)


def _save_application(application, part, form, actor):
    return applications.record_answers(application, part, form.cleaned_data, actor=actor)


def _save_facts(application, part, form, actor):
    return applications.record_facts(application, part, form.held, actor=actor)


def _save_accommodation(application, part, form, actor):
    answers = {
        "accommodation": form.cleaned_data["accommodation"],
        "accommodation_answered_at": timezone.now(),
    }
    return applications.record_answers(application, part, answers, actor=actor)


QUESTIONS = {
    "nik": Question(forms.NikForm, _save_nik, "enrollment/resident/question_nik.html"),
    "nama": Question(forms.NameForm, _save_person),
    "lahir": Question(forms.BirthForm, _save_person),
    "diri": Question(forms.SelfForm, _save_person),
    "alamat": Question(
        forms.AddressForm, _save_address, "enrollment/resident/question_address.html"
    ),
    "kontak": Question(forms.ContactForm, _save_person),
    "pendidikan": Question(forms.EducationForm, _save_application),
    "pekerjaan": Question(forms.WorkForm, _save_application),
    "syarat": Question(forms.FactsForm, _save_facts),
    "prioritas": Question(
        forms.PrioritiesForm, _save_facts, "enrollment/resident/question_priorities.html"
    ),
    "penyesuaian": Question(forms.AccommodationForm, _save_accommodation),
    "alasan": Question(forms.MotivationForm, _save_application),
}


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, part):
    """Ask one question; store the answer and go on to the next unanswered one."""
    application = own_application(request, pk, *applications.deciding(part))
    if part not in QUESTIONS:
        raise Http404
    if needs_identity(PARTS[part]) and application.person is None:
        return redirect(application)
    try:
        applications.refuse_unless_changeable(application, part)
    except DomainError as refusal:
        return refused_page(request, application, refusal)
    if request.method != "POST":
        kept = take_kept_answer(request)
        form = _form(request, application, part, kept)
        if kept is None:
            return _page(request, application, part, form)
        return _page(request, application, part, shown_again(form), is_kept=form.has_changed())
    form = _form(request, application, part, request.POST)
    if not form.is_valid():
        return _page(request, application, part, form, status=422)
    warnings = form.warnings()
    if warnings and request.POST.get("looked_again") != "yes":
        return _page(request, application, part, form, warnings=warnings, status=422)
    try:
        if part == "nik" and "claim" in request.POST and not request.acting.is_helping:
            file_claim(request.user, form.cleaned_data["nik"])
            return redirect("accounts:identity_claims")
        application = QUESTIONS[part].save(application, part, form, request.user)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        form.is_held_by_another = isinstance(refusal, NikHeldByAnother)
        return _page(request, application, part, form, status=422)
    return redirect(_after(request, application, part))


def _form(request, application, part, data):
    extra = {}
    if issubclass(QUESTIONS[part].form, forms.FactsForm):
        is_condition = part == "syarat"
        answered_at = (
            application.conditions_answered_at
            if is_condition
            else application.priorities_answered_at
        )
        extra = {
            "fact_types": applications.questions_about_facts(part),
            "answered": answered_at is not None,
        }
    return QUESTIONS[part].form(data, application=application, **extra)


def _after(request, application, part):
    """Where to go on: back to the answers if one was changed there, else to the next question."""
    if application.status == ApplicationStatus.NEEDS_FIX or "later" in request.POST:
        return application.get_absolute_url()
    if request.GET.get("dari") == "periksa":
        return reverse("enrollment:check_answers", kwargs={"pk": application.pk})
    return next_question_url(application, part)


def _page(request, application, part, form, *, warnings=(), is_kept=False, status=200):
    context = {
        "application": application,
        "part": PARTS[part],
        "form": form,
        "warnings": warnings,
        "saved": saved_words(application),
        "is_kept": is_kept,
        "is_correction": application.status == ApplicationStatus.NEEDS_FIX,
    }
    if part == "alamat":
        context["kelurahan_names"] = Kelurahan.objects.values_list("name", flat=True)
    return render(request, QUESTIONS[part].template, context, status=status)
