"""Programmes, funds and holidays, for the training manager."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import manager_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from programs.forms.catalogue import (
    BudgetFormSet,
    DocumentFormSet,
    FundForm,
    HolidayForm,
    OutageForm,
    ProgramForm,
    kept_rows,
)
from programs.models import FundingSource, Holiday, Outage, TrainingProgram
from programs.services.calendar import add_holiday, remove_holiday
from programs.services.funding import edit_fund, version_of_fund
from programs.services.outages import record_outage
from programs.services.programs import create_program, edit_program, version_of_program


@manager_required
@require_safe
def programs(request):
    """List every programme, also those that are not shown to the public."""
    rows = TrainingProgram.objects.select_related("trade").order_by("title")
    return render(request, "programs/staff/program_list.html", {"programs": rows})


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def program_new(request):
    form, documents = ProgramForm(_posted(request)), DocumentFormSet(_posted(request))
    if request.method == "POST" and form.is_valid() and documents.is_valid():
        program = create_program(
            actor=request.user, documents=kept_rows(documents), **form.cleaned_data
        )
        messages.success(request, _("The programme is saved."))
        return redirect("programs:staff_program", slug=program.slug)
    return _program_page(request, form, documents, program=None)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def program_edit(request, slug):
    program = get_object_or_404(TrainingProgram, slug=slug)
    form, documents = _program_forms(program, _posted(request))
    if request.method == "POST" and form.is_valid() and documents.is_valid():
        try:
            program = edit_program(
                program, actor=request.user, documents=kept_rows(documents), **form.cleaned_data
            )
        except DomainError as refusal:
            now = TrainingProgram.objects.get(pk=program.pk)
            show_refusal(form, refusal, lambda: _program_forms(now, None), documents)
        else:
            messages.success(request, _("The programme is saved."))
            return redirect("programs:staff_program", slug=program.slug)
    return _program_page(request, form, documents, program=program)


def _program_forms(program, posted):
    version = version_of_program(program)
    known = program.required_documents.values("kind", "label", "is_required")
    form = knowing(ProgramForm(posted, instance=program), version)
    return [form, DocumentFormSet(posted, initial=list(known))]


@manager_required
@require_safe
def funds(request):
    """List the funds with their yearly ceilings."""
    rows = FundingSource.objects.prefetch_related("budgets")
    return render(request, "programs/staff/fund_list.html", {"funds": rows})


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def fund_edit(request, code):
    fund = get_object_or_404(FundingSource, code=code)
    form, budgets = _fund_forms(fund, _posted(request))
    if request.method == "POST" and form.is_valid() and budgets.is_valid():
        try:
            edit_fund(fund, budgets=kept_rows(budgets), **form.cleaned_data)
        except DomainError as refusal:
            now = FundingSource.objects.get(pk=fund.pk)
            show_refusal(form, refusal, lambda: _fund_forms(now, None), budgets)
        else:
            messages.success(request, _("The fund is saved."))
            return redirect("programs:staff_funds")
    context = {"fund": fund, "form": form, "formset": budgets}
    return render(request, "programs/staff/fund_form.html", context, status=_status(request))


def _fund_forms(fund, posted):
    version = version_of_fund(fund)
    known = fund.budgets.values("fiscal_year", "amount", "legal_basis")
    form = knowing(FundForm(posted, instance=fund), version)
    return [form, BudgetFormSet(posted, initial=list(known))]


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request):
    """List the holidays and add one."""
    form = HolidayForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            add_holiday(**form.cleaned_data)
        except DomainError as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, _("The holiday is saved."))
            return redirect("programs:staff_holidays")
    context = {"form": form, "holidays": Holiday.objects.order_by("-date")}
    return render(request, "programs/staff/holiday_list.html", context, status=_status(request))


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def outages(request):
    """List when the portal was down, and record what it did not notice itself."""
    form = OutageForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_outage(**form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The outage is recorded. Open intakes are extended within a minute.")
            )
            return redirect("programs:staff_outages")
    context = {"form": form, "outages": Outage.objects.select_related("recorded_by")[:100]}
    return render(request, "programs/staff/outage_list.html", context, status=_status(request))


@manager_required
@require_POST
def holiday_remove(request, day):
    remove_holiday(get_object_or_404(Holiday, date=day))
    messages.success(request, _("The holiday is removed."))
    return redirect("programs:staff_holidays")


def _program_page(request, form, documents, *, program):
    context = {"form": form, "formset": documents, "program": program}
    return render(request, "programs/staff/program_form.html", context, status=_status(request))


def _status(request):
    return 422 if request.method == "POST" else 200


def _posted(request):
    return request.POST if request.method == "POST" else None
