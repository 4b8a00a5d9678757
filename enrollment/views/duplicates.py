"""Applicants who may be one person: the list, two of them side by side, and the decision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Role
from accounts.models import Person
from accounts.policies import role_required
from accounts.services.standstill import open_numbers
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import render_page_or_piece
from enrollment.choices import PairStatus
from enrollment.duplicate_page import excludable, pair_context
from enrollment.forms.duplicates import DecidePairForm, PairFilter, ReopenPairForm
from enrollment.forms.review import NumbersForm
from enrollment.merge_page import merge_of
from enrollment.models import Application, DuplicatePair
from enrollment.services.pair_decisions import (
    call_apart,
    exclude_application,
    keep_both,
    reopen_pair,
)

PAIRS_PER_PAGE = 50
LIKELY, HINTS, MERGES, DECIDED = "likely", "hints", "merges", "decided"
TABS = {
    LIKELY: (gettext_lazy("Likely one person"), Q(status=PairStatus.OPEN, is_likely=True)),
    HINTS: (gettext_lazy("Phone or card alone"), Q(status=PairStatus.OPEN, is_likely=False)),
    MERGES: (gettext_lazy("One record proposed"), Q(is_to_be_merged=True)),
    DECIDED: (gettext_lazy("Decided"), ~Q(status=PairStatus.OPEN)),
}

pair_officer_required = role_required(Role.VERIFIER, Role.TRAINING_MANAGER)


@pair_officer_required
@require_safe
def duplicate_list(request):
    """List the pairs of one state, the oldest first, as the filters narrow them."""
    decidable_pairs = DuplicatePair.objects.decidable_by(request.user).with_proposed_merge()
    pairs = PairFilter(request.GET, queryset=decidable_pairs)
    state = request.GET.get("status")
    state = state if state in TABS else LIKELY
    counts = pairs.qs.aggregate(
        **{code: Count("pk", filter=condition) for code, (_label, condition) in TABS.items()}
    )
    applied = Application.objects.submitted().select_related("intake").order_by("-submitted_at")
    rows = (
        pairs.qs.filter(TABS[state][1])
        .select_related("first", "second", "decided_by")
        .prefetch_related(
            Prefetch("first__applications", applied, to_attr="applied"),
            Prefetch("second__applications", applied, to_attr="applied"),
        )
    )
    page = Paginator(rows, PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/staff/duplicates.html",
        {
            "filter_form": pairs.form,
            "tabs": [
                {"code": code, "label": label, "count": counts[code], "is_current": code == state}
                for code, (label, _condition) in TABS.items()
            ],
            "state": state,
            "waiting": counts[LIKELY],
            "page": page,
        },
    )


@pair_officer_required
@require_http_methods(["GET", "POST"])
def duplicate(request, pk):
    """Show two entries side by side; on POST record what they are and go on to the next pair."""
    pair = decidable(request, pk)
    form = DecidePairForm(
        request.POST if request.method == "POST" else None, applications=excludable(pair)
    )
    if form.is_valid():
        try:
            _decide(pair, form, request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect(pair)
    return render(
        request,
        "enrollment/staff/duplicate.html",
        pair_context(pair, request.user)
        | {
            "form": form,
            "reopen_form": ReopenPairForm(),
            "may_review": request.user.has_role(Role.VERIFIER),
            "merge": merge_of(pair),
        },
        status=422 if form.errors else 200,
    )


@pair_officer_required
@require_POST
def duplicate_reopen(request, pk):
    """Take the decision about a pair back."""
    pair = decidable(request, pk)
    form = ReopenPairForm(request.POST)
    try:
        note = form.cleaned_data["note"] if form.is_valid() else ""
        reopen_pair(pair, actor=request.user, note=note)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The decision is taken back. The pair waits again."))
    return redirect(pair)


@pair_officer_required
@require_http_methods(["GET", "POST"])
def duplicate_numbers(request, pk, person):
    """Show the whole NIK and family card number of one of the two once, to who says why."""
    pair = decidable(request, pk)
    shown = get_object_or_404(Person, pk=person, pk__in=[pair.first_id, pair.second_id])
    form = NumbersForm(request.POST if request.method == "POST" else None)
    is_shown = False
    if form.is_valid():
        try:
            open_numbers(shown, user=request.user, reason=form.cleaned_data["why"])
        except DomainError as refusal:
            form.add_error("why", str(refusal))
        else:
            is_shown = True
    return render_page_or_piece(
        request,
        page="enrollment/staff/numbers.html",
        piece="enrollment/staff/partials/_numbers.html",
        context={
            "person": shown,
            "form": form,
            "is_shown": is_shown,
            "back": pair.get_absolute_url(),
            "back_label": _("Back to the pair"),
        },
        status=422 if form.errors else 200,
    )


def _decide(pair, form, user):
    why = {"actor": user, "reason": form.cleaned_data["reason"], "note": form.cleaned_data["note"]}
    outcome = form.cleaned_data["outcome"]
    if outcome == PairStatus.APART:
        call_apart(pair, **why)
    elif outcome == PairStatus.KEPT:
        keep_both(pair, **why)
    else:
        exclude_application(pair, form.application, **why)


def decidable(request, pk):
    """The pair, unless the officer is too near to one of the two."""
    pairs = DuplicatePair.objects.decidable_by(request.user).select_related(
        "first__kelurahan", "second__kelurahan", "decided_by", "excluded__intake", "stands"
    )
    return get_object_or_404(pairs, pk=pk)
