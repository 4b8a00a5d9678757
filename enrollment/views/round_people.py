"""After publication: answers told to staff, re-registration, seats given up, objections."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Opened, Role
from accounts.kept_answers import kept_for_staff, kept_of_staff
from accounts.models import Person
from accounts.policies import manager_required, role_required
from accounts.services.openings import note_openings
from blk_portal.shared.errors import DomainError
from enrollment.choices import ApplicationStatus, RoundStatus
from enrollment.forms.rounds import AnswerForApplicantForm, ObjectionAnswerForm
from enrollment.models import Application, Objection, Offer, SelectionRound
from enrollment.objection_list import OBJECTIONS, objections_to, state_of
from enrollment.people_page import events_of, people_of
from enrollment.services.objections import answer_objection
from enrollment.services.offers import answer_offer
from enrollment.services.promotion import (
    confirm_registration,
    give_up_unregistered_seat,
    is_promotion_open,
    leave_class,
)

people_reader_required = role_required(
    Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR, Role.HELPER
)
clerk_required = role_required(Role.TRAINING_MANAGER, Role.HELPER)
objection_officer_required = role_required(Role.TRAINING_MANAGER, Role.APPROVER)


@people_reader_required
@require_safe
def people(request, code):
    """Seats with their answers, waitlists, what happened since publication, and objections."""
    selection_round = get_object_or_404(
        SelectionRound.objects.select_related("intake", "approved_run"),
        intake__code=code,
        status=RoundStatus.PUBLISHED,
    )
    intake = selection_round.intake
    classes = people_of(selection_round)
    if request.method == "GET":
        _note_contacts(classes, request.user)
    return render(
        request,
        "enrollment/staff/round_people.html",
        {
            "intake": intake,
            "classes": classes,
            "events": events_of(selection_round),
            "objections": [
                (objection, *state_of(objection))
                for objection in objections_to(selection_round, request.user)
            ],
            "objection_list": OBJECTIONS if OBJECTIONS.is_for(request.user) else None,
            "is_promotion_open": is_promotion_open(intake),
            "may_answer": request.user.has_role(Role.TRAINING_MANAGER, Role.HELPER),
            "may_manage": request.user.has_role(Role.TRAINING_MANAGER),
        },
    )


def _note_contacts(classes, user):
    """Names and telephone numbers of those who hold a seat stand on the page."""
    people = [row.seat.application.person_id for each in classes for row in each.seats]
    with translation.override("id"):
        reason = _("Seats of a round")
    note_openings(people, what=Opened.CONTACT, reason=reason, actor=user)


@clerk_required
@require_POST
def answer(request, pk):
    """Record the answer that the holder of a seat gave at the counter or by telephone."""
    offer = get_object_or_404(_not_of_own_household(Offer, request.user, "application__"), pk=pk)
    form = AnswerForApplicantForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an answer."))
        return redirect("enrollment:round_people", code=offer.application.intake.code)
    return _act(
        request,
        offer.application,
        lambda: answer_offer(offer, form.cleaned_data["answer"], actor=request.user),
        done=_("The answer is recorded."),
    )


@manager_required
@require_POST
def register_again(request, pk):
    """Record that the holder of a seat came with the originals of the papers."""
    application = get_object_or_404(_not_of_own_household(Application, request.user), pk=pk)
    return _act(
        request,
        application,
        lambda: confirm_registration(application, actor=request.user),
        done=_("Re-registration is recorded."),
    )


@manager_required
@require_POST
def give_up_seat(request, pk):
    """Free the seat of somebody who left the class, or never registered again."""
    application = get_object_or_404(_not_of_own_household(Application, request.user), pk=pk)
    has_begun = application.status == ApplicationStatus.CONFIRMED
    act = leave_class if has_begun else give_up_unregistered_seat
    return _act(
        request,
        application,
        lambda: act(application, actor=request.user),
        done=_("The seat is free, and the waitlist moves while it may."),
    )


@kept_for_staff
@objection_officer_required
@require_http_methods(["GET", "POST"])
def objection(request, pk):
    """Read an objection and answer it."""
    found = get_object_or_404(
        _not_of_own_household(Objection, request.user, "application__").select_related(
            "application__intake", "application__person"
        ),
        pk=pk,
    )
    form = ObjectionAnswerForm(
        request.POST if request.method == "POST" else None,
        initial=kept_of_staff(request),
        objection=found,
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer_objection(found, **form.cleaned_data, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answer is on its way to the applicant."))
            return redirect("enrollment:round_people", code=found.application.intake.code)
    return render(
        request,
        "enrollment/staff/objection.html",
        {"objection": found, "form": form},
        status=422 if form.errors else 200,
    )


def _not_of_own_household(model, user, path=""):
    """Nobody acts for themselves or somebody too near to them."""
    near = Person.objects.near_to(user)
    return model.objects.exclude(**{f"{path}person__in": near})


def _act(request, application, act, *, done):
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("enrollment:round_people", code=application.intake.code)
