"""Corrections of a published result: opened, written, calculated, approved by somebody else."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError as BrokerError

from accounts.choices import Role
from accounts.policies import approver_required, manager_required, role_required
from accounts.typed_again import knows_password
from blk_portal.shared.errors import DomainError
from enrollment.choices import RoundStatus
from enrollment.correction_page import change_sentences, choices_of_codes, options_of
from enrollment.forms.corrections import ChangeForm, CorrectionApprovalForm, OpenCorrectionForm
from enrollment.models import Correction, Objection, SelectionRound
from enrollment.services.corrections import (
    open_correction,
    record_change,
    request_calculation,
    withdraw_correction,
)
from enrollment.services.put_right import publish_correction
from enrollment.tasks import calculate_round_correction

reader_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)


@reader_required
@require_safe
def corrections(request, code):
    """The corrections of a round: the published ones, and the one that is open."""
    return _page(request, _published(code))


@manager_required
@require_POST
def open_one(request, code):
    """Begin a correction, after an upheld objection or a mistake found."""
    selection_round = _published(code)
    form = _open_form(selection_round, request.POST)
    return _act(
        request,
        selection_round,
        form,
        "open_form",
        lambda: open_correction(selection_round, actor=request.user, **form.cleaned_data),
        done=_("The correction is open. Write down what was wrong."),
    )


@manager_required
@require_POST
def change(request, code):
    """Write down one thing that was wrong."""
    selection_round = _published(code)
    correction = _open(selection_round)
    form = _change_form(selection_round, request.POST)
    return _act(
        request,
        selection_round,
        form,
        "change_form",
        lambda: record_change(correction, actor=request.user, **form.cleaned_data),
        done=_("It is written down."),
    )


@manager_required
@require_POST
def calculate(request, code):
    """Ask a worker what the correction would change under each rule."""
    selection_round = _published(code)
    correction = _open(selection_round)
    try:
        request_calculation(correction, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        try:
            calculate_round_correction.delay_on_commit(correction.pk)
        except BrokerError:
            messages.warning(request, _("The calculation begins by itself within a minute."))
    return redirect("enrollment:corrections", code=code)


@manager_required
@require_POST
def withdraw(request, code):
    """Give up the open correction."""
    selection_round = _published(code)
    withdraw_correction(_open(selection_round), actor=request.user)
    messages.success(request, _("The correction is withdrawn. What was written stays on record."))
    return redirect("enrollment:corrections", code=code)


@approver_required
@require_POST
def approve(request, code):
    """Approve the open correction under the rule chosen, and publish it."""
    selection_round = _published(code)
    correction = _open(selection_round)
    form = CorrectionApprovalForm(
        request.POST,
        intake=selection_round.intake,
        knows_password=partial(knows_password, request),
    )

    def publish():
        chosen = {name: form.cleaned_data[name] for name in form.fields if name != "password"}
        publish_correction(correction, actor=request.user, **chosen)

    return _act(
        request,
        selection_round,
        form,
        "approval_form",
        publish,
        done=_("The correction is published, and everybody whom it moves is told."),
    )


def _published(code):
    return get_object_or_404(
        SelectionRound.objects.without_documents().select_related("intake", "rule_set"),
        intake__code=code,
        status=RoundStatus.PUBLISHED,
    )


def _open(selection_round):
    return get_object_or_404(Correction.objects.open(), selection_round=selection_round)


def _open_form(selection_round, posted=None):
    objections = Objection.objects.filter(
        application__intake=selection_round.intake_id, is_upheld=True
    ).exclude(corrections__published_at__isnull=False)
    return OpenCorrectionForm(
        posted,
        intake=selection_round.intake,
        objections=objections.select_related("application"),
    )


def _change_form(selection_round, posted=None):
    codes = choices_of_codes(selection_round)
    return ChangeForm(posted, intake=selection_round.intake, codes=codes)


def _act(request, selection_round, form, form_name, act, *, done):
    """Do it if the form is right, and show the page again, with what was refused."""
    if form.is_valid():
        try:
            act()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("enrollment:corrections", code=selection_round.intake.code)
    return _page(request, selection_round, forms={form_name: form}, status=422)


def _page(request, selection_round, *, forms=None, status=200):
    user, intake = request.user, selection_round.intake
    may_manage = user.has_role(Role.TRAINING_MANAGER)
    correction = selection_round.corrections.open().select_related("opened_by").first()
    context = {
        "intake": intake,
        "round": selection_round,
        "published": [
            {"correction": one, "changes": change_sentences(one)}
            for one in selection_round.corrections.published().select_related("run", "approved_by")
        ],
        "correction": correction,
        "may_manage": may_manage,
    }
    if correction is None and may_manage:
        context["open_form"] = _open_form(selection_round)
    if correction is not None:
        options = options_of(selection_round, correction)
        context |= {"changes": change_sentences(correction), "options": options}
        if may_manage:
            context["change_form"] = _change_form(selection_round)
        if options and user.has_role(Role.APPROVER):
            context["approval_form"] = CorrectionApprovalForm(intake=intake)
    context |= forms or {}
    return render(request, "enrollment/staff/round_corrections.html", context, status=status)
