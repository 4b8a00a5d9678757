"""Acts on many files: the preview, the act with its results, agreeing, repeating, taking back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from kombu.exceptions import OperationalError as BrokerError

from accounts.choices import Role
from accounts.policies import role_required
from blk_portal.shared.errors import DomainError
from enrollment.bulk_page import (
    OUTCOME_TABS,
    WAITING,
    acts_open_to,
    counts_of,
    exceptions_of,
    preview_of,
    progress_of,
)
from enrollment.choices import BulkKind
from enrollment.filters import QueueFilter
from enrollment.forms.bulk import BulkChoiceForm, BulkConfirmForm
from enrollment.models import Application, BulkAct
from enrollment.services.bulk import (
    agree_to_bulk_act,
    ask_for_bulk_act,
    dispatches_of,
    drop_bulk_act,
    retry_bulk_act,
    undo_bulk_act,
)
from enrollment.services.bulk_rules import files_for, kinds_open_to
from enrollment.tasks import carry_out_bulk_act

ROWS_PER_PAGE = 50
FILTERS = ["program", "batch", "flag"]

desk_required = role_required(Role.VERIFIER, Role.TRAINING_MANAGER)


@desk_required
@require_safe
def bulk_list(request):
    """List the acts on many files, the newest first."""
    acts = BulkAct.objects.with_counts().select_related("intake", "asked_by", "second_by")
    page = Paginator(acts, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "enrollment/staff/bulk_list.html", {"page": page})


@desk_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_new(request):
    """Show what an act would do to the files that the address chooses; on POST ask for it."""
    choice = BulkChoiceForm(request.GET, kinds=kinds_open_to(request.user))
    if not choice.is_valid():
        return _new_page(request, choice, status=422 if request.method == "POST" else 200)
    kind, intake = BulkKind(choice.cleaned_data["kind"]), choice.cleaned_data["intake"]
    files = _chosen(request, kind, intake, choice.cleaned_data["only"])
    preview = preview_of(kind, intake, files, request.user, choice.terms)
    if request.method != "POST":
        form = BulkConfirmForm(initial={"seen": preview.seen}, preview=preview)
        return _new_page(request, choice, preview=preview, form=form)
    form = BulkConfirmForm(request.POST, preview=preview)
    if form.is_valid():
        words = {key: form.cleaned_data[key] for key in ("subject", "text") if key in form.fields}
        try:
            if form.cleaned_data["seen"] != preview.seen:
                raise DomainError(_("The files have changed since. Look at the counts again."))
            act = ask_for_bulk_act(
                kind, intake, preview.selection, actor=request.user, terms=choice.terms, **words
            )
        except DomainError as refusal:
            form.data = form.data | {"seen": preview.seen}
            form.add_error(None, str(refusal))
        else:
            _hand_out(request, act)
            return redirect(act)
    return _new_page(request, choice, preview=preview, form=form, status=422)


@desk_required
@require_safe
def bulk_act(request, pk):
    """Show one act: its counts, what was refused and why, and what may be done next."""
    act = _act_of(pk)
    counts = counts_of(act)
    tabs = [(code, label) for code, label in OUTCOME_TABS if counts.get(code)]
    asked = request.GET.get("outcome")
    outcome = asked if asked in dict(tabs) else tabs[0][0] if tabs else ""
    rows = (
        act.rows.filter(application__in=Application.objects.no_affair_of(request.user))
        .with_outcome()
        .filter(outcome="" if outcome == WAITING else outcome)
        .select_related("application__person")
    )
    context = {
        "act": act,
        "total": sum(counts.values()),
        "exceptions": exceptions_of(act),
        "tabs": [
            {"code": code, "label": label, "count": counts[code], "is_current": code == outcome}
            for code, label in tabs
        ],
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "progress": progress_of(act, counts),
        "dispatches": dispatches_of(act).with_messages().select_related("decision__by"),
        "may_let_go": request.user.has_role(Role.TRAINING_MANAGER, Role.APPROVER),
        "may_open_files": request.user.has_role(Role.VERIFIER),
        **acts_open_to(act, counts, request.user),
    }
    return render(request, "enrollment/staff/bulk_act.html", context)


@desk_required
@require_safe
@vary_on_headers("HX-Request")
def bulk_progress(request, pk):
    """The piece of the page that asks again while a worker is at it; without htmx the page."""
    act = _act_of(pk)
    if not request.htmx:
        return redirect(act)
    under_way = progress_of(act, counts_of(act))
    if under_way is None:
        response = HttpResponse()
        response["HX-Refresh"] = "true"
        return response
    return render(
        request,
        "enrollment/staff/partials/_bulk_progress.html",
        {"progress": under_way, "act": act},
    )


@desk_required
@require_POST
def bulk_agree(request, pk):
    """Agree, as the second person, to what a colleague asked for."""
    return _do(request, pk, agree_to_bulk_act)


@desk_required
@require_POST
def bulk_drop(request, pk):
    """End an act of which nothing was done."""
    return _do(request, pk, drop_bulk_act)


@desk_required
@require_POST
def bulk_retry(request, pk):
    """Try again what was refused."""
    return _do(request, pk, retry_bulk_act)


@desk_required
@require_POST
def bulk_undo(request, pk):
    """Take back everything that the act did."""
    return _do(request, pk, undo_bulk_act)


def _do(request, pk, service):
    try:
        act = service(_act_of(pk), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _hand_out(request, act)
    return redirect("enrollment:bulk_act", pk=pk)


def _hand_out(request, act):
    if not act.is_under_way:
        return
    try:
        carry_out_bulk_act.delay_on_commit(act.pk)
    except BrokerError:
        messages.warning(request, _("It begins by itself within a minute."))


def _act_of(pk):
    acts = BulkAct.objects.select_related(
        "intake", "asked_by", "second_by", "undone_by", "assignee"
    )
    return get_object_or_404(acts, pk=pk)


def _chosen(request, kind, intake, page_number):
    """All files of the intake that the filters leave, or one page of the queue's list."""
    every = Application.objects.submitted().of_intakes_that_go_on().filter(intake=intake)
    files = files_for(kind, QueueFilter(_filters(request), queryset=every).qs)
    if page_number is None:
        return files
    shown = files.reviewable_by(request.user).waiting_longest_first()
    page = Paginator(shown, ROWS_PER_PAGE).get_page(page_number)
    return Application.objects.filter(pk__in=[file.pk for file in page])


def _filters(request):
    return {name: request.GET.get(name) for name in FILTERS}


def _new_page(request, choice, *, preview=None, form=None, status=200):
    filters = QueueFilter(_filters(request)).form
    return render(
        request,
        "enrollment/staff/bulk_new.html",
        {
            "choice": choice,
            "filters": [filters[name] for name in FILTERS],
            "preview": preview,
            "form": form,
        },
        status=status,
    )
