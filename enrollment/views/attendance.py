"""One person at a test: at the door with his card, at another time, corrected afterwards."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import manager_required, test_staff_required
from accounts.services.documents import record_opening
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_forms import knowing, only_knowing, show_refusal
from enrollment.choices import AttendanceStatus
from enrollment.forms.assessments import CorrectionForm, ExcuseForm, SlotForm
from enrollment.models import Sitting
from enrollment.photos import photo_of, small_photo
from enrollment.services.attendance import check_in, correct_attendance, excuse_absence
from enrollment.services.slots import move_sitting, version_of_sitting
from enrollment.who_sees import sight_of


@test_staff_required
@require_http_methods(["GET", "POST"])
def card(request, reference):
    """Show who holds a test card, with the tests of that person; on POST write down who came.

    The address holds nothing but a number that cannot be guessed.
    """
    sitting = _sitting_at(request, reference)
    sight = sight_of(sitting.assessment, request.user)
    if not sight.takes_attendance:
        messages.error(request, _("While names are hidden from you, a manager records who came."))
        return redirect("enrollment:assessment", pk=sitting.assessment_id)
    if request.method == "POST":
        try:
            check_in(sitting, actor=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Came to {test}.").format(test=sitting.assessment.title))
        return redirect("enrollment:test_card", reference=reference)
    person = sitting.application.person
    sittings = sitting.application.sittings.select_related("assessment", "slot")
    return render(
        request,
        "enrollment/staff/test_card.html",
        {
            "sight": sight,
            "sitting": sitting,
            "person": person,
            "sittings": sorted(sittings, key=lambda one: one.moment),
            "has_photo": sight.sees_photos and photo_of(person) is not None,
        },
    )


@test_staff_required
@require_safe
def card_photo(request, reference):
    """Hand out the photo of who holds a test card, small; opening it is written down."""
    sitting = _sitting_at(request, reference)
    photo = photo_of(sitting.application.person)
    if photo is None or not sight_of(sitting.assessment, request.user).sees_photos:
        raise Http404
    record_opening(photo, user=request.user, reason=f"test card {sitting.application}")
    response = HttpResponse(
        content_type="image/jpeg", headers={"Cache-Control": "private, no-store"}
    )
    small_photo(photo).save(response, "JPEG", quality=80)
    return response


@manager_required
@require_http_methods(["GET", "POST"])
def sitting_move(request, pk):
    """Let one person come to another room or time."""
    sitting = _sitting(request, pk)
    form = knowing(SlotForm(_posted(request), sitting=sitting), version_of_sitting(sitting))
    return _asked(
        request,
        sitting,
        form,
        lambda fields: move_sitting(sitting, **fields, actor=request.user),
        title=_("Another room or time"),
    )


@manager_required
@require_http_methods(["GET", "POST"])
def sitting_excuse(request, pk):
    """Excuse an absence and give the person another time."""
    sitting = _sitting(request, pk)
    form = ExcuseForm(_posted(request), sitting=sitting)
    return _asked(
        request,
        sitting,
        form,
        lambda fields: excuse_absence(sitting, **fields, actor=request.user),
        title=_("Excuse an absence"),
    )


@manager_required
@require_http_methods(["GET", "POST"])
def sitting_correct(request, pk):
    """Correct, after attendance was closed, whether somebody came."""
    sitting = _sitting(request, pk)
    becomes = (
        AttendanceStatus.ABSENT
        if sitting.attendance == AttendanceStatus.ATTENDED
        else AttendanceStatus.ATTENDED
    )
    form = CorrectionForm(_posted(request), becomes=becomes)
    form = knowing(form, version_of_sitting(sitting))
    return _asked(
        request,
        sitting,
        form,
        lambda fields: correct_attendance(sitting, becomes, **fields, actor=request.user),
        title=_("Correct the attendance"),
    )


def _asked(request, sitting, form, act, *, title):
    sight = sight_of(sitting.assessment, request.user)
    if not sight.sees_names:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except DomainError as refusal:
            sitting = _sitting(request, sitting.pk)
            show_refusal(form, refusal, lambda: [only_knowing(version_of_sitting(sitting))])
        else:
            messages.success(request, _("Saved."))
            return redirect("enrollment:assessment", pk=sitting.assessment_id)
    return render(
        request,
        "enrollment/staff/sitting_form.html",
        {"sitting": sitting, "form": form, "title": title},
        status=422 if form.errors else 200,
    )


def _sitting(request, pk):
    return get_object_or_404(
        Sitting.objects.no_affair_of(request.user).select_related(
            "assessment", "slot", "application__person"
        ),
        pk=pk,
    )


def _sitting_at(request, reference):
    return get_object_or_404(
        Sitting.objects.no_affair_of(request.user).select_related(
            "assessment", "slot", "application__person__kelurahan"
        ),
        reference=reference,
    )


def _posted(request):
    """The fields of a form that was sent, were it without a single one."""
    return request.POST if request.method == "POST" else None
