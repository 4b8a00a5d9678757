"""The pages of selection rounds: all of them, one of them, and one class of one."""

from pathlib import PurePath

from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.choices import Role
from accounts.policies import role_required
from blk_portal.shared.late_forms import knowing
from enrollment.choices import RoundStatus
from enrollment.forms.rounds import ApprovalForm, EntropyForm, RefusalForm, RunForm
from enrollment.models import Application, Objection, Placement, SelectionRound
from enrollment.outcome_words import choice_words, reason_of, reason_words
from enrollment.round_page import (
    demand_sentence,
    next_words,
    progress_of,
    rows_of,
    steps_of,
    totals_of,
)
from enrollment.run_differences import compare_runs
from enrollment.services.approval import parts_taken, words_for_changes
from enrollment.services.freezing import changed_inputs
from enrollment.services.paper import paper_until
from enrollment.services.preflight import preflight
from enrollment.services.publishing import dispatch_key
from enrollment.services.rounds import version_of_entropy
from enrollment.services.running import is_asked_for
from notices.models import Dispatch
from programs.choices import IntakeStatus
from programs.models import Intake
from programs.services.opening import missing_for_opening

round_reader_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)

_PAGES_OF_STOPS = {
    "unchecked": "enrollment:queue",
    "uncorrected": "enrollment:queue",
    "claims": "enrollment:queue",
    "duplicates": "enrollment:duplicate_list",
    "shared_phones": "enrollment:duplicate_list",
    "tests": "enrollment:assessment_list",
    "uninvited": "enrollment:assessment_list",
    "attendance": "enrollment:assessment_list",
    "scores": "enrollment:assessment_list",
    "differences": "enrollment:assessment_list",
    "absent": "enrollment:assessment_list",
}


@round_reader_required
@require_safe
def round_list(request):
    """All intakes, newest first, with the state of their rounds."""
    intakes = (
        Intake.objects.exclude(status=IntakeStatus.CANCELLED)
        .select_related("selection_round__intake", "selection_round__rule_set")
        .annotate(
            batch_count=Count("batches", distinct=True),
            applicant_count=Count(
                "applications", filter=~Q(applications__draw_code=""), distinct=True
            ),
        )
        .order_by("-opens_at")
    )
    return render(
        request,
        "enrollment/staff/round_list.html",
        {"rows": [{"intake": intake, "next": _next_of(intake)} for intake in intakes]},
    )


def _next_of(intake):
    selection_round = getattr(intake, "selection_round", None)
    if selection_round is None:
        return ""
    return next_words(selection_round, _findings(selection_round))


@round_reader_required
@require_safe
def round_detail(request, code):
    """One round, from opening to the last objection."""
    return round_page(request, intake_of(code))


@round_reader_required
@require_safe
@vary_on_headers("HX-Request")
def progress(request, code):
    """The piece of the page that asks again while a run is under way; without htmx the page."""
    selection_round = get_object_or_404(SelectionRound, intake__code=code)
    if not request.htmx:
        return redirect("enrollment:round", code=code)
    under_way = progress_of(selection_round)
    if under_way is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(
        request,
        "enrollment/staff/partials/_round_progress.html",
        {"progress": under_way, "intake": selection_round.intake},
    )


@round_reader_required
@require_safe
def decree(request, code):
    """The signed scan of the decree that announced a round."""
    selection_round = get_object_or_404(
        SelectionRound.objects.exclude(decree_scan=""), intake__code=code
    )
    return FileResponse(
        selection_round.decree_scan.open(),
        as_attachment=True,
        filename=f"SK-{code}{PurePath(selection_round.decree_scan.name).suffix}",
    )


@round_reader_required
@require_safe
def batch_outcome(request, code, batch_code):
    """What the last run says of everybody who wished for a class."""
    intake = intake_of(code)
    batch = get_object_or_404(
        intake.batches.select_related("program").prefetch_related("gates", "criteria", "reserves"),
        code=batch_code,
    )
    run = get_object_or_404(SelectionRound, intake=intake).runs.before_publication().last()
    placements = (
        Placement.objects.filter(run=run, batch=batch)
        .select_related("application__person")
        .order_by("pool_rank", "application__registration_number")
    )
    names = {criterion.code: criterion.name for criterion in batch.criteria.all()}
    names |= {reserve.category: reserve.name for reserve in batch.reserves.all()}
    names |= dict(intake.batches.values_list("code", "program__title"))
    return render(
        request,
        "enrollment/staff/round_batch.html",
        {
            "intake": intake,
            "batch": batch,
            "run": run,
            "rows": [
                {
                    "placement": placement,
                    "words": _staff_words(placement, names),
                    "number": placement.lottery[:8],
                }
                for placement in placements
            ],
        },
    )


def _staff_words(placement, names):
    head, _colon, detail = placement.code.partition(":")
    if head == "not_eligible":
        return "; ".join(
            reason_words(reason_of(reason, placement.application), names=names).staff
            for reason in placement.reasons
        )
    return choice_words(placement.code, names=names).staff


def intake_of(code):
    return get_object_or_404(Intake.objects.select_related("selection_round"), code=code)


def intake_with_round(code):
    return get_object_or_404(
        Intake.objects.filter(selection_round__isnull=False).select_related("selection_round"),
        code=code,
    )


def round_page(request, intake, *, forms=None, status=200):
    """Render the page of a round; ``forms`` holds a form that was refused, by its name."""
    selection_round = getattr(intake, "selection_round", None)
    user = request.user
    context = {
        "intake": intake,
        "paper_until": paper_until(intake) if intake.paper_days else None,
        "round": selection_round,
        "may_manage": user.has_role(Role.TRAINING_MANAGER),
        "may_approve": user.has_role(Role.APPROVER),
        "may_try": user.has_role(Role.TRAINING_MANAGER, Role.APPROVER),
        "has_errors": bool(forms),
        "is_due": intake.announced_at is None or intake.announced_at <= timezone.now(),
        "findings": None,
    }
    if selection_round is None:
        context["missing"] = (
            missing_for_opening(intake) if intake.status == IntakeStatus.PLANNED else []
        )
    else:
        context |= _parts(selection_round, user)
        context |= _forms(intake, selection_round, context, user)
    context["steps"] = steps_of(intake, selection_round, context["findings"])
    context |= forms or {}
    return render(request, "enrollment/staff/round_detail.html", context, status=status)


def _parts(selection_round, user):
    """What has come of a round so far, for the cards of its page."""
    intake = selection_round.intake
    runs = list(selection_round.runs.before_publication().select_related("requested_by"))
    parts = {
        "status": RoundStatus(selection_round.status),
        "findings": _findings(selection_round),
        "progress": progress_of(selection_round),
        "attempts": selection_round.attempts.filter(ended_at__isnull=False).last(),
        "runs": runs,
    }
    if parts["findings"]:
        parts["stops"] = [
            {"stop": stop, "href": _page_of(stop.kind)} for stop in parts["findings"].stops
        ]
        parts["demands"] = [
            {"demand": demand, "words": demand_sentence(demand)}
            for demand in parts["findings"].demands
        ]
    if runs:
        rows = rows_of(runs[-1], intake.batches.select_related("program"))
        parts |= {
            "rows": rows,
            "totals": totals_of(rows),
            "everybody_seated": [
                row for row in rows if row.eligible and not row.waiting and row.seats >= row.seated
            ],
        }
    if len(runs) > 1:
        parts["differences"] = compare_runs(runs[-2], runs[-1])
    if selection_round.status == RoundStatus.DECIDED:
        changes = changed_inputs(selection_round)
        parts |= {
            "changes": words_for_changes(changes) if changes else "",
            "parts_taken": ", ".join(parts_taken(selection_round, user)),
            "notice_count": Application.objects.filter(intake=intake)
            .exclude(draw_code="")
            .live()
            .count(),
        }
    if selection_round.status == RoundStatus.PUBLISHED:
        parts["dispatches"] = (
            Dispatch.objects.filter(event_key=dispatch_key(selection_round))
            .with_messages()
            .select_related("decision__by")
        )
        parts["open_objections"] = Objection.objects.filter(
            application__intake=intake, answered_at__isnull=True
        ).count()
        parts["upheld_objections"] = Objection.objects.filter(
            application__intake=intake, is_upheld=True
        ).count()
    return parts


def _findings(selection_round):
    if selection_round.status in [RoundStatus.CLOSED, RoundStatus.FROZEN]:
        return preflight(selection_round)
    return None


def _forms(intake, selection_round, context, user):
    """The forms of the act that is due, as far as ``user`` may do it."""
    forms = {}
    is_closed = selection_round.status == RoundStatus.CLOSED
    may_run = is_closed and not is_asked_for(selection_round) and context["may_manage"]
    if may_run and not selection_round.runs.exists():
        form = EntropyForm(intake=intake, is_main=not selection_round.entropy)
        forms["entropy_form"] = knowing(form, version_of_entropy(selection_round))
    if may_run and context["findings"].is_clear:
        forms["run_form"] = RunForm(intake=intake, is_again=bool(context["runs"]), is_main=True)
    if selection_round.status == RoundStatus.DECIDED:
        if context["may_manage"]:
            forms["run_form"] = RunForm(intake=intake, is_again=True, is_main=False)
        if context["may_approve"] and not context["parts_taken"] and not context["changes"]:
            forms["approval_form"] = ApprovalForm(intake=intake)
        if context["may_approve"]:
            forms["refusal_form"] = RefusalForm(intake=intake)
    return forms


def _page_of(kind):
    """Return the address where a stop is settled, if there is one."""
    view_name = _PAGES_OF_STOPS.get(kind)
    return reverse(view_name) if view_name else ""
