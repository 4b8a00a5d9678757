"""One class as it stands now, and the acts by which it is not held as announced."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from accounts.policies import manager_required, role_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import render_page_or_piece
from enrollment.class_page import class_now
from enrollment.forms.class_changes import ClassChangeForm
from enrollment.services.class_changes import (
    cancel_class,
    merge_class,
    postpone_class,
    preview,
    resume_class,
)
from enrollment.services.participation import sitting_in
from programs.choices import BatchStatus, ClassChangeKind
from programs.models import Batch

class_reader_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)

ACTS = {
    ClassChangeKind.POSTPONED: (
        postpone_class,
        _("Postpone the class"),
        _("Seats, wishes and places stay; no offer lapses until the class has new days."),
    ),
    ClassChangeKind.RESUMED: (
        resume_class,
        _("Hold the class after all"),
        _("Its people are told the new days, and have two days at least for open answers."),
    ),
    ClassChangeKind.MERGED: (
        merge_class,
        _("Merge the class into another"),
        _("Its people keep a seat: one of the other class. That needs a free seat for each."),
    ),
    ClassChangeKind.CANCELLED: (
        cancel_class,
        _("Cancel the class"),
        _(
            "Its people are offered a free seat of another of their wishes, in the order of the "
            "round. This cannot be taken back."
        ),
    ),
}
LONG_TEXTS = ["seed", "list_at_closing", "problem"]
NOT_YET_BEGUN = [
    BatchStatus.PLANNED,
    BatchStatus.OPEN,
    BatchStatus.CLOSED,
    BatchStatus.SELECTING,
    BatchStatus.PUBLISHED,
]


@class_reader_required
@require_safe
def class_seats(request, code):
    """Show every seat of a class, who waits, and whether enough people come."""
    batch = _batch(code)
    is_manager = request.user.has_role(Role.TRAINING_MANAGER)
    return render_page_or_piece(
        request,
        page="enrollment/staff/class_seats.html",
        piece="enrollment/staff/partials/_class_now.html",
        context={
            "batch": batch,
            "now": class_now(batch, sees_names=is_manager),
            "acts": _acts_on(batch) if is_manager else [],
            "history": batch.changes.select_related("into__program", "made_by"),
        },
    )


@manager_required
@require_safe
def class_roster_print(request, code):
    """A sheet with everybody who has a seat, to be printed and signed."""
    batch = _batch(code)
    people = sitting_in(batch, *_WITH_A_SEAT).select_related("person")
    return render(
        request, "enrollment/staff/class_roster_print.html", {"batch": batch, "people": people}
    )


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def class_change(request, code, kind):
    """Ask why, show what the act would do to whom, and only then do it."""
    batch = _batch(code)
    if kind not in ACTS:
        raise Http404
    act, title, meaning = ACTS[kind]
    form = ClassChangeForm(
        request.POST if request.method == "POST" else None, batch=batch, kind=kind
    )
    effects, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            arguments = _arguments(kind, form.cleaned_data, request.user)
            try:
                if "confirmed" in request.POST:
                    return _done(request, act(batch, **arguments))
                effects, status = preview(act, batch, **arguments), 200
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    return render(
        request,
        "enrollment/staff/class_change.html",
        {
            "batch": batch,
            "form": form,
            "title": title,
            "meaning": meaning,
            "effects": effects,
            "is_final": kind in (ClassChangeKind.MERGED, ClassChangeKind.CANCELLED),
        },
        status=status,
    )


_WITH_A_SEAT = ["submitted", "needs_fix", "verified", "seated", "confirmed"]


def _arguments(kind, cleaned, actor):
    arguments = {"actor": actor, "reason": cleaned["reason"], "note": cleaned["note"]}
    if kind == ClassChangeKind.MERGED:
        arguments["into"] = cleaned["into"]
    if kind == ClassChangeKind.RESUMED:
        arguments["dates"] = {name: cleaned[name] for name in ("starts_on", "ends_on")}
    return arguments


def _done(request, effects):
    words = ngettext(
        "It is done. {n} person is told.", "It is done. {n} people are told.", effects.told
    )
    messages.success(request, words.format(n=effects.told))
    return redirect("enrollment:class_seats", code=effects.change.batch.code)


def _acts_on(batch):
    """The acts that the state of the class allows, as ``(kind, title)``."""
    kinds = []
    if batch.status in NOT_YET_BEGUN:
        kinds = [ClassChangeKind.POSTPONED, ClassChangeKind.MERGED, ClassChangeKind.CANCELLED]
    elif batch.status == BatchStatus.POSTPONED:
        kinds = [ClassChangeKind.RESUMED, ClassChangeKind.CANCELLED]
    return [(kind.value, ACTS[kind][1]) for kind in kinds]


def _batch(code):
    return get_object_or_404(
        Batch.objects.select_related("program", "intake__selection_round")
        .defer(*(f"intake__selection_round__{name}" for name in LONG_TEXTS))
        .prefetch_related("reserves"),
        code=code,
    )
