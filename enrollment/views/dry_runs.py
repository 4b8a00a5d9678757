"""Dry runs of a round: asked for, answered by a worker, never published."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from kombu.exceptions import OperationalError as BrokerError

from accounts.choices import Role
from accounts.policies import role_required
from blk_portal.shared.errors import DomainError
from enrollment.dry_run_page import shown
from enrollment.forms.dry_runs import DryRunForm
from enrollment.models import DryRun, SelectionRound
from enrollment.services.dry_runs import request_dry_run
from enrollment.tasks import carry_out_dry_run_of_round
from programs.models import Criterion, Reserve

officer_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER)


@officer_required
@require_http_methods(["GET", "POST"])
def dry_runs(request, code):
    """The dry runs of a round, and the form that asks for one."""
    selection_round = get_object_or_404(
        SelectionRound.objects.without_documents().select_related("intake"), intake__code=code
    )
    form = _form(selection_round.intake, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            dry_run = request_dry_run(
                selection_round,
                source=form.cleaned_data["source"],
                changes=form.changes(),
                actor=request.user,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            _hand_out(request, dry_run)
            return redirect("enrollment:dry_run", pk=dry_run.pk)
    return render(
        request,
        "enrollment/staff/dry_runs.html",
        {
            "intake": selection_round.intake,
            "form": form,
            "dry_runs": selection_round.dry_runs.select_related("requested_by").defer("result"),
        },
        status=422 if form.errors else 200,
    )


@officer_required
@require_safe
def dry_run(request, pk):
    """One dry run beside the input as it is, under its watermark."""
    found = get_object_or_404(
        DryRun.objects.select_related("selection_round__intake", "requested_by").defer(
            "selection_round__problem", "selection_round__list_at_closing"
        ),
        pk=pk,
    )
    return render(request, "enrollment/staff/dry_run.html", {"dry_run": found, **shown(found)})


def _form(intake, posted):
    criteria = Criterion.objects.filter(batch__intake=intake).order_by("code")
    reserves = Reserve.objects.filter(batch__intake=intake).order_by("category")
    return DryRunForm(
        posted,
        intake=intake,
        criteria=dict(criteria.values_list("code", "name")),
        reserves=dict(reserves.values_list("category", "name")),
    )


def _hand_out(request, dry_run):
    try:
        carry_out_dry_run_of_round.delay_on_commit(dry_run.pk)
    except BrokerError:
        messages.warning(request, _("The calculation begins by itself within a minute."))
