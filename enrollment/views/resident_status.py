"""Where an application stands, what was decided and why, and the person's answer to it."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_answers import sent_or_kept
from accounts.policies import resident_page
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.models import StatusChange
from enrollment.absences import absences_among
from enrollment.choices import (
    HOLDING_A_SEAT,
    MAY_WITHDRAW,
    ApplicationStatus,
    AttendanceStatus,
    OfferAnswer,
    ReviewDecision,
    RoundStatus,
)
from enrollment.forms.objection import ObjectionForm
from enrollment.journey import timeline
from enrollment.models import DuplicatePair, Participation
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.result_card import result_card
from enrollment.services.absence_notices import consequence_of, way_back
from enrollment.services.application_file import wishes_of
from enrollment.services.appointments import appointments_of
from enrollment.services.objections import file_objection
from enrollment.services.offers import answer_offer
from enrollment.services.outcomes import last_offer_of
from enrollment.services.standings import waitlist_places
from enrollment.status_words import heading_of
from enrollment.views.corrections import corrections_of
from enrollment.views.own import own_application
from notices.models import Notice
from notices.services.outbox import mark_seen
from programs.choices import SelectionMethod

REGISTERED_AGAIN = [ApplicationStatus.CONFIRMED, ApplicationStatus.LEFT]
MAY_TRY_AGAIN = [
    ApplicationStatus.INELIGIBLE,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
    ApplicationStatus.WITHDRAWN,
]
WITH_A_RESULT = [
    ApplicationStatus.SEATED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.CONFIRMED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
    ApplicationStatus.INELIGIBLE,
]


def status_page(request, application):
    """Show one sentence, the one next act, and the dated way so far and ahead."""
    if not request.acting.is_helping:
        mark_seen(request.acting.reach(Notice.objects).filter(link=application.get_absolute_url()))
    is_returned = application.status == ApplicationStatus.NEEDS_FIX
    has_registered_again = application.status in REGISTERED_AGAIN
    participation = _participation(application) if has_registered_again else None
    wishes = [] if is_returned or has_registered_again else list(wishes_of(application))
    last_offer = last_offer_of(application) if participation is None else None
    seat = None
    if participation is None:
        seat = last_offer.seat if last_offer else _held_seat(application, wishes)
    offer = last_offer if last_offer and not last_offer.closed_at else None
    batch = seat.batch if seat else participation and participation.batch
    appointments = _appointments(application)
    heading = heading_of(application, participation)
    corrections = corrections_of(application)
    correct_by = corrections[0].mend_by if corrections else None
    return render(
        request,
        "enrollment/resident/status.html",
        {
            "application": application,
            "heading": heading,
            "title": _waitlist_heading(application, wishes) or heading.title,
            "wishes": wishes,
            "offer": offer,
            "seat": seat,
            "batch": batch,
            "appointments": [one for one in appointments if _is_ahead(one)],
            "absences": _absences(application),
            "has_test_card": bool(appointments),
            "participation": participation,
            "training_has_begun": bool(batch) and batch.starts_on <= timezone.localdate(),
            "sees_other_classes": application.status in MAY_TRY_AGAIN,
            "may_hope": bool(offer) and offer.may_hope,
            "corrections": corrections,
            "next_correction": next((row for row in corrections if row.is_open), None),
            "correct_by": correct_by,
            "lapse": _why_it_lapsed(application) or _which_one_counts(application),
            "refusal": _refusal(application),
            "steps": timeline(
                application,
                StatusChange.objects.of(application),
                offer=offer,
                batch=batch,
                appointments=appointments,
                participation=participation,
                correct_by=correct_by,
            ),
            "has_result": _has_result(application),
            "may_object": _may_object(application),
            "may_withdraw": _may_withdraw(application) and not offer,
        },
    )


def _participation(application):
    """What is known of the training of somebody who took the seat."""
    return (
        Participation.objects.filter(application=application)
        .select_related("batch__program")
        .first()
    )


def _appointments(application):
    return appointments_of(application) if application.status == ApplicationStatus.VERIFIED else []


def _absences(application):
    """What each missed test closed, and what may still be done, until the result is out."""
    if application.status != ApplicationStatus.VERIFIED:
        return []
    return [
        {
            "test": absence.sitting.assessment.title,
            "consequence": consequence_of(absence),
            "way_back": way_back(absence.sitting.assessment),
        }
        for absence in absences_among(application.sittings)
    ]


def _is_ahead(sitting):
    return sitting.attendance == AttendanceStatus.INVITED and sitting.moment >= (
        timezone.now() - timedelta(hours=3)
    )


def _waitlist_heading(application, wishes):
    """Which place on which waitlist; the best one where there are several."""
    if application.status != ApplicationStatus.WAITLISTED:
        return ""
    places = waitlist_places(application)
    titles = {wish.batch.code: wish.batch.program.title for wish in wishes}
    code = min(places, key=places.get, default=None)
    if code is None:
        return ""
    return _("You are number {place} on the waitlist of {title}").format(
        place=places[code], title=titles[code]
    )


def _has_result(application):
    is_published = application.round_status == RoundStatus.PUBLISHED
    return is_published and application.status in WITH_A_RESULT


def _held_seat(application, wishes):
    """The seat that is theirs already; in a first-come class, from sending on."""
    is_first_come = any(
        wish.batch.selection_method == SelectionMethod.FIRST_COME for wish in wishes
    )
    if not is_first_come and application.status not in HOLDING_A_SEAT:
        return None
    return application.seats.taken().select_related("batch__program").first()


def _why_it_lapsed(application):
    """Say how the seat was lost, to the person who lost it."""
    if application.status != ApplicationStatus.LAPSED:
        return ""
    offer = application.offers.order_by("pk").last()
    if offer is None or offer.answer in (OfferAnswer.STAY, OfferAnswer.ACCEPT_AND_HOPE):
        return _("You did not register again in time.")
    if offer.answer == OfferAnswer.DECLINE:
        return _("You gave up this seat.")
    return _("We did not hear from you by {deadline}.").format(
        deadline=long_datetime(offer.expires_at)
    )


def _which_one_counts(application):
    """Name the application beside which this one was excluded."""
    if application.status != ApplicationStatus.EXCLUDED:
        return ""
    pair = DuplicatePair.objects.filter(excluded=application).select_related("stands").first()
    return pair and _("Number {number} counts.").format(number=pair.stands.registration_number)


def _may_withdraw(application):
    """Whether withdrawing still leads anywhere: to another application, or out of a waitlist."""
    if application.status in (ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED):
        return application.intake.is_open
    return application.status in MAY_WITHDRAW


def _refusal(application):
    """The message of the review that put the applicant out, line by line."""
    if application.status != ApplicationStatus.INELIGIBLE:
        return []
    closing = [ReviewDecision.REFUSE, ReviewDecision.CLOSE]
    review = application.reviews.decided().filter(decision__in=closing).last()
    return review.message.splitlines() if review else []


@resident_page
@require_safe
def result(request, pk):
    """Show what was decided and why, in places and not in other people's scores."""
    application = own_application(request, pk, ApplicationQuerySet.with_state_of_round)
    card = result_card(application)
    if card is None:
        raise Http404
    return render(
        request,
        "enrollment/resident/result.html",
        {
            "application": application,
            "card": card,
            "may_object": _may_object(application),
            "may_withdraw": application.status == ApplicationStatus.WAITLISTED,
        },
    )


@resident_page
@require_POST
def answer(request, pk):
    """Record the person's answer to the seat that is offered."""
    application = own_application(request, pk)
    offer = last_offer_of(application)
    chosen = request.POST.get("answer")
    if offer is None or offer.closed_at or chosen not in OfferAnswer.values:
        messages.info(request, _("There is no seat waiting for your answer."))
        return redirect(application)
    try:
        answer_offer(offer, OfferAnswer(chosen), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your answer is recorded."))
    return redirect(application)


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """Take an objection while its days last; show those that were made and their answers."""
    application = own_application(request, pk, ApplicationQuerySet.with_state_of_round)
    if application.status not in WITH_A_RESULT:
        raise Http404
    form = sent_or_kept(request, ObjectionForm)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                file_objection(application, form.cleaned_data["text"], actor=request.user)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("Your objection is here. Somebody else than before looks at it.")
                )
                return redirect("enrollment:objection", pk=application.pk)
    objections = application.objections.all()
    may_object = _may_object(application)
    return render(
        request,
        "enrollment/resident/objection.html",
        {
            "application": application,
            "form": form,
            "objections": objections,
            "may_object": may_object,
            "may_write": may_object and all(one.answered_at for one in objections),
        },
        status=status,
    )


def _may_object(application):
    until = application.intake.objections_until
    is_published = application.round_status == RoundStatus.PUBLISHED
    return is_published and until is not None and timezone.now() <= until
