"""Tests and interviews: set, invited, attended."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Role
from accounts.policies import manager_required, test_staff_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, show_refusal
from blk_portal.shared.late_saves import SEEN
from enrollment.choices import ApplicationStatus, AttendanceStatus
from enrollment.forms.assessments import (
    AssessmentForm,
    AttendanceForm,
    MoveForm,
    PhasesForm,
    RoomForm,
    RubricForm,
)
from enrollment.models import Assessment, Sitting
from enrollment.services.assessments import (
    change_phases,
    create_assessment,
    criteria_of,
    invite_to_assessment,
    version_of_phases,
)
from enrollment.services.attendance import close_attendance, record_attendance
from enrollment.services.frozen import is_input_frozen
from enrollment.services.rubrics import rubric_of, set_rubric, version_of_rubric
from enrollment.services.slots import add_room, move_assessment, remove_room, version_of_appointment
from enrollment.who_sees import people_of, people_shown, sight_of
from programs.choices import IntakeStatus
from programs.models import Intake

WITH_TESTS = [IntakeStatus.OPEN, IntakeStatus.CLOSED, IntakeStatus.SELECTING]
NOT_EXCLUDED = ~Q(sittings__application__status=ApplicationStatus.EXCLUDED)


@test_staff_required
@require_safe
def assessment_list(request):
    """List the tests, the latest first, with how many were invited, came and are scored."""
    assessments = (
        Assessment.objects.select_related("intake")
        .prefetch_related("batches")
        .annotate(
            invited=Count("sittings", filter=NOT_EXCLUDED),
            came=Count(
                "sittings",
                filter=NOT_EXCLUDED & Q(sittings__attendance=AttendanceStatus.ATTENDED),
            ),
            absent=Count(
                "sittings",
                filter=NOT_EXCLUDED & Q(sittings__attendance=AttendanceStatus.ABSENT),
            ),
        )
        .order_by("-starts_at")
    )
    complete = dict(
        Sitting.objects.not_excluded()
        .filter(pk__in=Sitting.objects.scored_by_all().values("pk"))
        .order_by()
        .values_list("assessment")
        .annotate(Count("pk"))
    )
    for assessment in assessments:
        assessment.complete = complete.get(assessment.pk, 0)
    return render(request, "enrollment/staff/assessment_list.html", {"assessments": assessments})


@manager_required
@require_http_methods(["GET", "POST"])
def assessment_new(request):
    intakes = Intake.objects.filter(status__in=WITH_TESTS)
    form = AssessmentForm(_posted(request), intakes=intakes)
    if request.method == "POST" and form.is_valid():
        try:
            assessment = create_assessment(**form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("enrollment:assessment", pk=assessment.pk)
    return render(
        request,
        "enrollment/staff/assessment_form.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@test_staff_required
@require_http_methods(["GET", "POST"])
def assessment(request, pk):
    """Show one test with everybody invited; on POST write down who came."""
    assessment = _assessment(pk)
    sight = sight_of(assessment, request.user)
    sittings = people_shown(people_of(assessment, request.user), sight)
    rooms = list(_rooms(assessment))
    form = AttendanceForm(_posted(request), sittings=sittings)
    if request.method == "POST" and form.is_valid():
        try:
            record_attendance(assessment, form.attendance(), actor=request.user, seen=form.seen())
        except DomainError as refusal:
            now = people_shown(people_of(assessment, request.user), sight)
            show_refusal(form, refusal, lambda: [AttendanceForm(sittings=now)])
        else:
            messages.success(request, _("The attendance is saved."))
            return redirect("enrollment:assessment", pk=pk)
    return render(
        request,
        "enrollment/staff/assessment_detail.html",
        {
            "assessment": assessment,
            "sight": sight,
            "form": form,
            "rooms": rooms,
            "empty_rooms": _empty_rooms(rooms),
            "room_form": RoomForm(initial={"first_at": assessment.starts_at}),
            "criteria": criteria_of(assessment),
            "is_frozen": is_input_frozen(assessment.intake_id),
            "may_invite": request.user.has_role(Role.TRAINING_MANAGER),
            "may_score": request.user.has_role(Role.ASSESSOR),
        },
        status=422 if form.errors else 200,
    )


@manager_required
@require_http_methods(["GET", "POST"])
def assessment_phases(request, pk):
    """Change when a test is scored and what is hidden meanwhile."""
    assessment = _assessment(pk)
    form = _phases_form(assessment, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_phases(assessment, **form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            show_refusal(form, refusal, lambda: [_phases_form(_assessment(pk))])
        else:
            messages.success(request, _("The phases of scoring are saved."))
            return redirect("enrollment:assessment", pk=pk)
    return render(
        request,
        "enrollment/staff/assessment_phases.html",
        {"assessment": assessment, "form": form},
        status=422 if form.errors else 200,
    )


def _phases_form(assessment, posted=None):
    version = version_of_phases(assessment)
    return knowing(PhasesForm(posted, instance=assessment), version)


@manager_required
@require_http_methods(["GET", "POST"])
def assessment_rubric(request, pk):
    """Write what each score means, criterion by criterion."""
    assessment = _assessment(pk)
    form = _rubric_form(assessment, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data[SEEN]
            set_rubric(assessment, form.levels(), actor=request.user, seen=seen)
        except DomainError as refusal:
            show_refusal(form, refusal, lambda: [_rubric_form(assessment)])
        else:
            messages.success(request, _("The rubric is saved."))
            return redirect("enrollment:assessment", pk=pk)
    return render(
        request,
        "enrollment/staff/assessment_rubric.html",
        {"assessment": assessment, "form": form},
        status=422 if form.errors else 200,
    )


def _rubric_form(assessment, posted=None):
    criteria, levels = criteria_of(assessment), rubric_of(assessment)
    form = RubricForm(posted, criteria=criteria, levels=levels)
    return knowing(form, version_of_rubric(assessment))


@manager_required
@require_POST
def assessment_invite(request, pk):
    return _act(
        request,
        pk,
        invite_to_assessment,
        lambda sittings: ngettext(
            "{count} person is invited.", "{count} people are invited.", len(sittings)
        ).format(count=len(sittings)),
    )


@manager_required
@require_POST
def assessment_close(request, pk):
    """Close attendance: whoever was expected and is not there counts as absent."""
    return _act(
        request,
        pk,
        close_attendance,
        lambda absent: ngettext(
            "Attendance is closed. {count} person did not come.",
            "Attendance is closed. {count} people did not come.",
            len(absent),
        ).format(count=len(absent)),
    )


@manager_required
@require_POST
def assessment_room(request, pk):
    """Give a test one more room with its times, or take an empty room back."""
    if "remove" in request.POST:
        return _act(
            request,
            pk,
            partial(remove_room, room=request.POST["remove"]),
            lambda nothing: _("The room is taken back."),
        )
    form = RoomForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Fill in room, people, first group, minutes and groups."))
        return redirect("enrollment:assessment", pk=pk)
    return _act(
        request, pk, partial(add_room, **form.cleaned_data), lambda slots: _("The room is added.")
    )


@manager_required
@require_http_methods(["GET", "POST"])
def assessment_move(request, pk):
    """Move a whole test to another time or place."""
    assessment = _assessment(pk)
    form = _move_form(assessment, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            move_assessment(assessment, **form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            show_refusal(form, refusal, lambda: [_move_form(_assessment(pk))])
        else:
            messages.success(request, _("The test is moved, and everybody invited is told."))
            return redirect("enrollment:assessment", pk=pk)
    return render(
        request,
        "enrollment/staff/assessment_move.html",
        {"assessment": assessment, "form": form},
        status=422 if form.errors else 200,
    )


def _move_form(assessment, posted=None):
    stands = {"starts_at": assessment.starts_at, "place": assessment.place}
    form = MoveForm(posted, initial=stands)
    return knowing(form, version_of_appointment(assessment))


def _act(request, pk, act, said):
    try:
        done = act(_assessment(pk), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said(done))
    return redirect("enrollment:assessment", pk=pk)


def _rooms(assessment):
    """Return the rooms of a test with their times, how many each holds and how many come."""
    return assessment.slots.annotate(taken=Count("sittings")).order_by("room", "starts_at")


def _empty_rooms(rooms):
    used = {slot.room for slot in rooms if slot.taken}
    return sorted({slot.room for slot in rooms} - used)


def _assessment(pk):
    return get_object_or_404(Assessment.objects.select_related("intake"), pk=pk)


def _posted(request):
    """The fields of a form that was sent, were it without a single one."""
    return request.POST if request.method == "POST" else None
