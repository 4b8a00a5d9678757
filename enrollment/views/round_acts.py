"""The acts of a round: each one service call, and then the page of the round again."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError as BrokerError

from accounts.policies import approver_required, manager_required
from accounts.typed_again import knows_password
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, only_knowing, show_refusal
from blk_portal.shared.late_saves import SEEN
from enrollment.forms.rounds import ApprovalForm, EntropyForm, RefusalForm, RunForm
from enrollment.services.approval import approve_round, refuse_outcome
from enrollment.services.publishing import request_publication
from enrollment.services.rounds import enter_entropy, prepare_round, version_of_entropy
from enrollment.services.running import request_run
from enrollment.tasks import decide_selection_round, publish_selection_round
from enrollment.views.rounds import intake_of, intake_with_round, round_page


@manager_required
@require_POST
def open_registration(request, code):
    """Freeze the rules, seal the seed of the draw and open registration."""
    intake = intake_of(code)
    return _act(
        request,
        intake,
        lambda: prepare_round(intake, actor=request.user),
        done=_("Registration is prepared. The rules can no longer change."),
    )


@manager_required
@require_POST
def entropy(request, code):
    """Record the public value of chance."""
    intake = intake_with_round(code)
    form = EntropyForm(request.POST, intake=intake)
    form = knowing(form, version_of_entropy(intake.selection_round))
    if not form.is_valid():
        return round_page(request, intake, forms={"entropy_form": form}, status=422)
    return _act(
        request,
        intake,
        lambda: enter_entropy(
            intake.selection_round,
            form.cleaned_data["value"],
            again=form.cleaned_data["value_again"],
            occasion=form.cleaned_data["occasion"],
            seen=form.cleaned_data[SEEN],
            actor=request.user,
        ),
        done=_("The public value is recorded."),
        form=form,
        form_name="entropy_form",
    )


@manager_required
@require_POST
def run(request, code):
    """Ask for a run; a worker does it while the page shows how far it is."""
    intake = intake_with_round(code)
    selection_round = intake.selection_round
    form = RunForm(request.POST, intake=intake, is_again=selection_round.runs.exists())
    if not form.is_valid():
        return round_page(request, intake, forms={"run_form": form}, status=422)
    try:
        request_run(selection_round, actor=request.user, reason=form.cleaned_data.get("reason", ""))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return round_page(request, intake, forms={"run_form": form}, status=422)
    try:
        decide_selection_round.delay_on_commit(selection_round.pk)
    except BrokerError:
        messages.warning(request, _("The run begins by itself within a minute."))
    return redirect("enrollment:round", code=code)


@approver_required
@require_POST
def approve(request, code):
    """Approve the last run with its decree."""
    intake = intake_with_round(code)
    form = ApprovalForm(
        request.POST,
        request.FILES,
        intake=intake,
        knows_password=partial(knows_password, request),
    )
    if not form.is_valid():
        return round_page(request, intake, forms={"approval_form": form}, status=422)
    decree = {name: form.cleaned_data[name] for name in form.fields if name != "password"}
    return _act(
        request,
        intake,
        lambda: approve_round(intake.selection_round, actor=request.user, **decree),
        done=_("The result is approved and locked."),
        form=form,
        form_name="approval_form",
    )


@approver_required
@require_POST
def refuse(request, code):
    """Send a calculated outcome back with a reason."""
    intake = intake_with_round(code)
    form = RefusalForm(request.POST, intake=intake)
    if not form.is_valid():
        return round_page(request, intake, forms={"refusal_form": form}, status=422)
    return _act(
        request,
        intake,
        lambda: refuse_outcome(
            intake.selection_round, actor=request.user, reason=form.cleaned_data["reason"]
        ),
        done=_("The result is refused. It takes another run to go on."),
        form=form,
        form_name="refusal_form",
    )


@approver_required
@require_POST
def publish(request, code):
    """Ask for publication; a worker does it while the page shows how far it is."""
    selection_round = intake_with_round(code).selection_round
    try:
        request_publication(selection_round, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("enrollment:round", code=code)
    try:
        publish_selection_round.delay_on_commit(selection_round.pk)
    except BrokerError:
        messages.warning(request, _("The publication begins by itself within a minute."))
    return redirect("enrollment:round", code=code)


def _act(request, intake, act, *, done, form=None, form_name=""):
    """Do it and show the round again, with what was done or why it was refused."""
    try:
        act()
    except DomainError as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("enrollment:round", code=intake.code)
        intake = intake_with_round(intake.code)
        version = version_of_entropy(intake.selection_round)
        show_refusal(form, refusal, lambda: [only_knowing(version)])
        return round_page(request, intake, forms={form_name: form}, status=422)
    messages.success(request, done)
    return redirect("enrollment:round", code=intake.code)
