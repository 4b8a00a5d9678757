from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import submitted
from blk_portal.shared.late_forms import knowing, show_refusal
from blk_portal.shared.late_saves import version_of
from grants.choices import RequestStatus
from grants.forms.rounds import GrantRoundForm
from grants.models import GrantRound, MonitoringVisit
from grants.policies import officer_required, sees_names, viewer_required
from grants.request_list import REQUESTS, ROUND, RoundRequests
from grants.services.rounds import (
    close_grant_round,
    finish_grant_round,
    open_grant_round,
    plan_grant_round,
    revise_grant_round,
)

PER_PAGE = 50
MOVES = {"open": open_grant_round, "close": close_grant_round, "finish": finish_grant_round}


@viewer_required
@require_GET
def round_list(request):
    rounds = GrantRound.objects.select_related("fund").annotate(
        requested=Count("requests", filter=~Q(requests__status=RequestStatus.WITHDRAWN)),
        pending=Count("requests", filter=Q(requests__status__in=["submitted", "checked"])),
        granted=Count("requests", filter=Q(requests__status=RequestStatus.GRANTED)),
        handed_over=Count("requests__grant__handover"),
    )
    return render(
        request,
        "grants/round_list.html",
        {
            "rounds": rounds,
            "overdue": MonitoringVisit.objects.due(timezone.localdate()).count(),
            "sees_names": sees_names(request.user),
            **_permissions(request),
        },
    )


@officer_required
@require_http_methods(["GET", "POST"])
def round_create(request):
    form = GrantRoundForm(**submitted(request))
    if form.is_valid():
        grant_round = plan_grant_round(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The round is saved. Open it when requests may come in."))
        return redirect(grant_round)
    return render(
        request, "grants/round_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


@officer_required
@require_http_methods(["GET", "POST"])
def round_edit(request, code):
    grant_round = get_object_or_404(GrantRound, code=code)
    form = _round_form(grant_round, **submitted(request))
    if form.is_valid():
        try:
            revised = revise_grant_round(grant_round, actor=request.user, **form.cleaned_data)
        except DomainError as refusal:
            now = GrantRound.objects.get(pk=grant_round.pk)
            show_refusal(form, refusal, lambda: [_round_form(now)])
        else:
            messages.success(request, _("The round is saved."))
            return redirect(revised)
    return render(
        request,
        "grants/round_form.html",
        {"form": form, "code": code},
        status=422 if form.is_bound else 200,
    )


def _round_form(grant_round, **sent):
    version = version_of(grant_round)
    return knowing(GrantRoundForm(**sent, instance=grant_round), version)


@officer_required
@require_POST
def round_move(request, code, move):
    grant_round = get_object_or_404(GrantRound, code=code)
    if move not in MOVES:
        raise Http404
    try:
        MOVES[move](grant_round, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(grant_round)


@viewer_required
@require_GET
def round_detail(request, code):
    grant_round = get_object_or_404(GrantRound.objects.select_related("fund"), code=code)
    query = request.GET.copy()
    query[ROUND] = code
    requests = RoundRequests(request.user, request.GET, grant_round)
    page = Paginator(requests.rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "grants/round_detail.html",
        {
            "grant_round": grant_round,
            "filter": requests.filter,
            "page": page,
            "staff_list": REQUESTS,
            "query": REQUESTS.canonical(query),
            "sees_names": sees_names(request.user),
            "counts": " · ".join(
                f"{status.label} {count}"
                for status, count in grant_round.requests.counts()
                if count
            ),
            **_permissions(request),
        },
    )


def _permissions(request):
    return {"may_act": request.user.has_role("grants_officer")}
