"""The promised days of all intakes, and moving them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Role
from accounts.policies import manager_required, role_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from blk_portal.shared.late_saves import SEEN
from enrollment.calendar_page import month_of, month_page, span_of, weekday_names
from enrollment.services.promises import pressing_promises, promises
from enrollment.services.rescheduling import preview_rescheduling, reschedule
from programs.forms.rescheduling import ReschedulingForm
from programs.models import Batch, Intake
from programs.promises import move_from
from programs.services.rescheduling import movable_dates, version_of_days

calendar_reader_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)


@calendar_reader_required
@require_safe
def calendar(request):
    """Show a month of promised days, and above it those that are late or in danger."""
    today = timezone.localdate()
    first = month_of(request.GET.get("bulan", ""), today=today)
    begins, ends = span_of(first)
    return render(
        request,
        "enrollment/staff/calendar.html",
        {
            "month": month_page(first, promises(first=begins, last=ends), today=today),
            "weekdays": weekday_names(),
            "pressing": pressing_promises(),
            "may_move": request.user.has_role(Role.TRAINING_MANAGER),
        },
    )


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule_intake(request, code):
    intake = get_object_or_404(Intake, code=code)
    return _reschedule(request, intake, intake)


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule_class(request, code):
    batch = get_object_or_404(Batch.objects.select_related("intake", "program"), code=code)
    return _reschedule(request, batch, batch.intake)


def _reschedule(request, thing, intake):
    """Show the form; then what it would do and whom it tells; and only then do it."""
    form = _form(thing, request.POST if request.method == "POST" else None)
    preview, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if "confirmed" in request.POST:
                    done = reschedule(thing, form.dates(), actor=request.user, **_why(form))
                    return _done(request, done, intake)
                preview, status = preview_rescheduling(thing, form.dates()), 200
            except DomainError as refusal:
                now = type(thing).objects.get(pk=thing.pk)
                show_refusal(form, refusal, lambda: [_form(now)])
    batch = thing if isinstance(thing, Batch) else None
    return render(
        request,
        "enrollment/staff/reschedule.html",
        {
            "form": form,
            "preview": preview,
            "intake": intake,
            "batch": batch,
            "history": _history(intake, batch),
            "has_errors": status == 422,
        },
        status=status,
    )


def _form(thing, posted=None):
    form = ReschedulingForm(posted, thing=thing, names=movable_dates(thing))
    return knowing(form, version_of_days(thing))


def _why(form):
    return {name: form.cleaned_data[name] for name in ("reason", "note", SEEN)}


def _done(request, done, intake):
    words = ngettext(
        "The new days stand on every page. {n} person is told.",
        "The new days stand on every page. {n} people are told.",
        done.told,
    )
    messages.success(request, words.format(n=done.told))
    return redirect("programs:staff_intake", code=intake.code)


def _history(intake, batch):
    rows = intake.reschedulings.filter(batch=batch).select_related("made_by")
    return [
        {"act": row, "moves": [move_from(stored).words for stored in row.dates]} for row in rows
    ]
