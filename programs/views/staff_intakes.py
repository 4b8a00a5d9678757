"""Registration windows and classes, for the training manager."""

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import manager_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from blk_portal.shared.late_saves import version_of
from programs.choices import BatchStatus, IntakeStatus
from programs.forms.intakes import BatchForm, CopyIntakeForm, IntakeForm
from programs.forms.rules import (
    ConditionsForm,
    CriterionForm,
    CriterionFormSet,
    ReserveForm,
    ReserveFormSet,
    rules_from,
)
from programs.models import Batch, Intake
from programs.services.batches import create_batch, edit_batch, version_of_class
from programs.services.copying import copy_intake, free_days_in
from programs.services.intakes import create_intake, edit_intake
from programs.services.opening import missing_for_opening
from programs.services.outages import dates_overtaken
from programs.wording import how_seats_are_given, who_may_join


@manager_required
@require_safe
def intakes(request):
    """List the intakes, the newest first, with their classes and seats."""
    live = ~Q(batches__status__in=[BatchStatus.CANCELLED, BatchStatus.MERGED])
    rows = Intake.objects.newest_first().annotate(
        classes=Count("batches", filter=live), seats=Sum("batches__capacity", filter=live)
    )
    return render(request, "programs/staff/intake_list.html", {"intakes": rows})


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake_new(request):
    form = IntakeForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        intake = create_intake(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The intake is planned. Now add its classes."))
        return redirect("programs:staff_intake", code=intake.code)
    return _form_page(request, "intake_form", {"form": form, "intake": None})


@manager_required
@require_safe
def intake(request, code):
    """Show an intake to its manager: classes, what is missing for opening, published rules."""
    intake = get_object_or_404(Intake, code=code)
    rule_sets = list(intake.rule_sets.select_related("frozen_by").order_by("-version"))
    context = {
        "intake": intake,
        "overtaken": dates_overtaken(intake) if intake.is_open else "",
        "batches": intake.batches.select_related("program", "fund").order_by("code"),
        "rule_sets": rule_sets,
        "missing": missing_for_opening(intake) if intake.status == IntakeStatus.PLANNED else [],
        "is_planned": intake.status == IntakeStatus.PLANNED,
    }
    return render(request, "programs/staff/intake_detail.html", context)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake_edit(request, code):
    intake = get_object_or_404(Intake, code=code)
    published = intake.rule_sets.exists()
    form = _intake_form(intake, _posted(request), published)
    if request.method == "POST" and form.is_valid():
        try:
            intake = edit_intake(intake, actor=request.user, **_typed(form))
        except DomainError as refusal:
            now = Intake.objects.get(pk=intake.pk)
            show_refusal(form, refusal, lambda: [_intake_form(now, None, published)])
        else:
            messages.success(request, _("The intake is saved."))
            return redirect("programs:staff_intake", code=intake.code)
    context = {"form": form, "intake": intake, "rules_are_published": published}
    return _form_page(request, "intake_form", context)


def _intake_form(intake, posted, published):
    version = version_of(intake)
    form = IntakeForm(posted, instance=intake, rules_are_published=published)
    return knowing(form, version)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake_copy(request, code):
    """Plan a new intake like this one, with its classes and rules as a draft."""
    source = get_object_or_404(Intake, code=code)
    form = CopyIntakeForm(_posted(request), initial={"title": source.title})
    if request.method == "POST" and form.is_valid():
        try:
            intake = copy_intake(source, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_copied(request, intake)
            return redirect("programs:staff_intake", code=intake.code)
    return _form_page(request, "intake_copy", {"form": form, "source": source})


def _say_copied(request, intake):
    messages.success(request, _("The intake is planned. Look through its days and rules."))
    if free_days := free_days_in(intake):
        messages.warning(
            request,
            _("On a weekend or holiday: {days}.").format(days=", ".join(free_days)),
        )


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_new(request, code):
    intake = get_object_or_404(Intake, code=code)
    forms = _rule_forms(_posted(request))
    form = BatchForm(_posted(request))
    if request.method == "POST" and _all_valid(form, *forms.values()):
        try:
            batch = create_batch(
                intake, actor=request.user, rules=rules_from(**forms), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The class is saved."))
            return redirect("programs:staff_batch", code=batch.code)
    context = {"form": form, "intake": intake, "all_forms": [form, *forms.values()], **forms}
    return _form_page(request, "batch_form", context)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_edit(request, code):
    """Change a class; its rules are shown, not edited, once they are published."""
    batch = get_object_or_404(_with_rules(), code=code)
    published = batch.intake.rule_sets.exists()
    posted = _posted(request)
    forms = {} if published else _rule_forms(posted, batch)
    form = _batch_form(batch, posted, published)
    if request.method == "POST" and _all_valid(form, *forms.values()):
        rules = None if published else rules_from(**forms)
        try:
            batch = edit_batch(batch, actor=request.user, rules=rules, **_typed(form))
        except DomainError as refusal:
            show_refusal(form, refusal, lambda: _batch_forms_now(batch.pk), *forms.values())
        else:
            messages.success(request, _("The class is saved."))
            return redirect("programs:staff_batch", code=batch.code)
    context = {
        "form": form,
        "batch": batch,
        "intake": batch.intake,
        "rules_are_published": published,
        "who": who_may_join(batch),
        "how": how_seats_are_given(batch),
        "all_forms": [form, *forms.values()],
        **forms,
    }
    return _form_page(request, "batch_form", context)


def _with_rules():
    batches = Batch.objects.select_related("intake", "program")
    return batches.prefetch_related("gates", "criteria", "reserves")


def _batch_form(batch, posted, published):
    version = version_of_class(batch)
    form = BatchForm(posted, instance=batch, rules_are_published=published)
    return knowing(form, version)


def _batch_forms_now(pk):
    """The forms of a class as it stands now, for whoever comes too late to change it."""
    batch = _with_rules().get(pk=pk)
    published = batch.intake.rule_sets.exists()
    rules = [] if published else _rule_forms(None, batch).values()
    return [_batch_form(batch, None, published), *rules]


def _rule_forms(posted, batch=None):
    conditions = criteria = reserves = None
    if batch:
        conditions = ConditionsForm.initial_from(batch.gates.all())
        criteria = [model_to_dict(row, CriterionForm._meta.fields) for row in batch.criteria.all()]
        reserves = [model_to_dict(row, ReserveForm._meta.fields) for row in batch.reserves.all()]
    return {
        "conditions": ConditionsForm(posted, prefix="who", initial=conditions),
        "criteria": CriterionFormSet(posted, prefix="criteria", initial=criteria),
        "reserves": ReserveFormSet(posted, prefix="reserves", initial=reserves),
    }


def _all_valid(*forms):
    """Validate every form, so that all errors are shown at once."""
    return all([form.is_valid() for form in forms])


def _typed(form):
    """The values that could be changed; boxes that are locked say nothing."""
    return {
        name: value for name, value in form.cleaned_data.items() if not form.fields[name].disabled
    }


def _form_page(request, name, context):
    status = 422 if request.method == "POST" else 200
    context["has_errors"] = status == 422
    return render(request, f"programs/staff/{name}.html", context, status=status)


def _posted(request):
    return request.POST if request.method == "POST" else None
