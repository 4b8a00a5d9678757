"""The audit trail: found by registration number, read page by page, taken away with a reason."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Opened
from accounts.models import Person, PersonAccess
from blk_portal.shared.csv_files import csv_response, facts_of
from blk_portal.shared.formats import to_the_second
from dashboards.policies import trail_required
from dashboards.trail.forms import FindTrailForm, TakeTrailForm, TrailFilterForm
from dashboards.trail.sources import Subject, trail
from dashboards.trail.words import lines_in_words
from enrollment.models import Application

LINES_PER_PAGE = 50
NOTED_ONCE_IN = timedelta(hours=1)


@trail_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Ask for a registration number and lead to the trail of that application."""
    form = FindTrailForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = _applications(request.user).filter(registration_number=form.cleaned_data["number"])
        if application := found.first():
            return redirect("dashboards:trail_of_application", pk=application.pk)
        form.add_error("number", _("No application has this number. Look at it again."))
    return render(
        request, "dashboards/trail/find.html", {"form": form}, status=422 if form.errors else 200
    )


@trail_required
@never_cache
@require_safe
def of_application(request, pk):
    """Show every act and reading about one application."""
    application = get_object_or_404(_applications(request.user), pk=pk)
    return _page(request, Subject.of_application(application), application)


@trail_required
@never_cache
@require_safe
def of_person(request, pk):
    """Show every act and reading about one person, with all applications."""
    person = get_object_or_404(_persons(request.user), pk=pk)
    return _page(request, Subject.of_person(person), None)


@trail_required
@require_POST
def of_application_csv(request, pk):
    application = get_object_or_404(_applications(request.user), pk=pk)
    return _taken(request, Subject.of_application(application), application)


@trail_required
@require_POST
def of_person_csv(request, pk):
    person = get_object_or_404(_persons(request.user), pk=pk)
    return _taken(request, Subject.of_person(person), None)


def _page(request, subject, application):
    if request.method == "GET":
        _note_reading(subject.person, request.user)
    form = TrailFilterForm(request.GET)
    page = Paginator(trail(subject, form.filters), LINES_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "dashboards/trail/trail.html",
        {
            "person": subject.person,
            "application": application,
            "filter_form": form,
            "take_form": TakeTrailForm(),
            "page": page,
            "lines": lines_in_words(page),
        },
    )


def _taken(request, subject, application):
    """Hand out the lines that the filters leave, once the reason is written down."""
    form = TakeTrailForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why you take the record with you."))
        if application:
            return redirect("dashboards:trail_of_application", pk=application.pk)
        return redirect("dashboards:trail_of_person", pk=subject.person.pk)
    PersonAccess.objects.create(
        person=subject.person,
        user=request.user,
        what=Opened.TRAIL,
        reason=form.cleaned_data["reason"],
    )
    rows = trail(subject, TrailFilterForm(request.GET).filters)
    lines = [
        [to_the_second(line.at), line.kind, line.who, line.what, line.why]
        for line in lines_in_words(rows)
    ]
    facts = facts_of(_("Who did what"), len(lines), user=request.user)
    return csv_response(
        f"jejak-{timezone.localdate():%Y-%m-%d}.csv",
        [_("When"), _("Kind"), _("Who"), _("What"), _("Why")],
        lines,
        facts=[*facts, (_("Reason"), form.cleaned_data["reason"])],
    )


def _note_reading(person, user):
    """Write down that the trail was opened; its pages and filters are one reading."""
    recent = PersonAccess.objects.filter(
        person=person, user=user, what=Opened.TRAIL, at__gt=timezone.now() - NOTED_ONCE_IN
    )
    if not recent.exists():
        with translation.override("id"):
            reason = _("Audit")
        PersonAccess.objects.create(person=person, user=user, what=Opened.TRAIL, reason=reason)


def _applications(user):
    return Application.objects.reviewable_by(user).select_related("person", "intake")


def _persons(user):
    """Nobody reads the trail of people too near to him, nor of what became part of their record."""
    applicants = _applications(user).order_by().values("person")
    near = Person.objects.near_to(user).values("pk")
    return (
        Person.objects.filter(Q(pk__in=applicants) | Q(merged_into__in=applicants))
        .exclude(pk__in=near)
        .exclude(merged_into__in=near)
    )
