"""The roster of a class: who takes part, came, finished and is competent."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import manager_required
from accounts.services.register import persons_near_to
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import show_refusal
from enrollment.choices import ApplicationStatus
from enrollment.forms.participation import RosterForm
from enrollment.models import Participation
from enrollment.roster_list import ROSTER, participants
from enrollment.services.participation import (
    finish_class,
    leave_class,
    record_participation,
    sitting_in,
    start_class,
)
from programs.choices import BatchStatus
from programs.models import Batch

WITH_ROSTER = [BatchStatus.PUBLISHED, BatchStatus.RUNNING, BatchStatus.FINISHED]


@manager_required
@require_safe
def roster_list(request):
    """List the classes whose seats are given, those about to begin first."""
    taken = Q(seats__released_at__isnull=True)
    batches = (
        Batch.objects.filter(status__in=WITH_ROSTER)
        .select_related("program", "intake")
        .annotate(
            sitting=Count("seats", filter=taken, distinct=True),
            confirmed=Count(
                "seats",
                filter=taken & Q(seats__application__status=ApplicationStatus.CONFIRMED),
                distinct=True,
            ),
            taking_part=Count("participations", distinct=True),
        )
        .order_by("-starts_on", "code")
    )
    return render(request, "enrollment/staff/roster_list.html", {"batches": batches})


@manager_required
@require_http_methods(["GET", "POST"])
def roster(request, code):
    """Show who takes part; on POST store what is known of them."""
    batch = _batch(code)
    participations = list(participants(batch, request.user))
    form = RosterForm(_posted(request), participations=participations)
    if request.method == "POST" and form.is_valid():
        try:
            record_participation(batch, form.facts(), actor=request.user, seen=form.seen())
        except DomainError as refusal:
            now = list(participants(batch, request.user))
            show_refusal(form, refusal, lambda: [RosterForm(participations=now)])
        else:
            messages.success(request, _("The roster is saved."))
            return redirect("enrollment:roster", code=code)
    return render(
        request,
        "enrollment/staff/roster.html",
        {
            "batch": batch,
            "form": form,
            "sitting": sitting_in(batch, ApplicationStatus.SEATED, ApplicationStatus.CONFIRMED)
            .exclude(person__in=persons_near_to(request.user))
            .select_related("person"),
            "staff_list": ROSTER,
            "has_begun": batch.status in (BatchStatus.RUNNING, BatchStatus.FINISHED),
            "is_running": batch.status == BatchStatus.RUNNING,
        },
        status=422 if form.errors else 200,
    )


@manager_required
@require_POST
def class_start(request, code):
    return _act(request, code, start_class, _("The class has begun."))


@manager_required
@require_POST
def class_finish(request, code):
    return _act(request, code, finish_class, _("The class is finished and its seats are free."))


@manager_required
@require_POST
def class_leave(request, code, pk):
    """Record that a participant left before the end."""
    participation = get_object_or_404(Participation, batch__code=code, pk=pk)
    try:
        leave_class(participation, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("enrollment:roster", code=code)


def _act(request, code, service, done):
    try:
        service(_batch(code), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("enrollment:roster", code=code)


def _batch(code):
    return get_object_or_404(
        Batch.objects.filter(status__in=WITH_ROSTER).select_related("program", "intake"), code=code
    )


def _posted(request):
    """The fields of a form that was sent, were it without a single one."""
    return request.POST if request.method == "POST" else None
