"""Where an application stands, what was decided and why, and the person's answer to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.choices import MAY_WITHDRAW, ApplicationStatus, OfferAnswer
from enrollment.forms.objection import ObjectionForm
from enrollment.journey import timeline
from enrollment.services.application_file import wishes_of
from enrollment.services.objections import file_objection
from enrollment.services.offers import answer_offer
from enrollment.services.outcomes import explain_outcome
from enrollment.status_words import heading_of
from enrollment.views.corrections import corrections_of
from enrollment.views.own import own_application

WITH_A_RESULT = [
    ApplicationStatus.SEATED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.CONFIRMED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
]


def status_page(request, application):
    """Show one sentence, the one next act, and the dated way so far and ahead."""
    wishes = list(wishes_of(application))
    offer = _open_offer(application)
    seat = offer.seat if offer else None
    if seat is None and application.status == ApplicationStatus.CONFIRMED:
        seat = application.seats.taken().select_related("batch__program").first()
    return render(
        request,
        "enrollment/resident/status.html",
        {
            "application": application,
            "heading": heading_of(application),
            "wishes": wishes,
            "offer": offer,
            "seat": seat,
            "may_hope": bool(offer) and _has_higher_wish(wishes, seat),
            "corrections": corrections_of(application),
            "steps": timeline(
                application,
                StatusChange.objects.of(application),
                offer=offer,
                first_day=seat.batch.starts_on if seat else None,
            ),
            "has_result": application.status in WITH_A_RESULT,
            "may_withdraw": application.status in MAY_WITHDRAW and not offer,
        },
    )


def _open_offer(application):
    if application.status != ApplicationStatus.SEATED:
        return None
    return application.offers.open().select_related("seat__batch__program").first()


def _has_higher_wish(wishes, seat):
    """Whether the person wanted another class more than the one that is offered."""
    ranks = {wish.batch_id: wish.rank for wish in wishes}
    return ranks.get(seat.batch_id, 1) > 1


@login_required
@require_safe
def result(request, pk):
    """Show what was decided and why, in places and not in other people's scores."""
    application = own_application(request.user, pk)
    outcome = explain_outcome(application)
    if outcome is None:
        raise Http404
    return render(
        request,
        "enrollment/resident/result.html",
        {
            "application": application,
            "heading": heading_of(application),
            "outcome": outcome,
            "may_object": _may_object(application),
            "may_withdraw": application.status == ApplicationStatus.WAITLISTED,
        },
    )


@login_required
@require_POST
def answer(request, pk):
    """Record the person's answer to the seat that is offered."""
    application = own_application(request.user, pk)
    offer = _open_offer(application)
    chosen = request.POST.get("answer")
    if offer is None or chosen not in OfferAnswer.values:
        messages.info(request, _("There is no seat waiting for your answer."))
        return redirect(application)
    try:
        answer_offer(offer, OfferAnswer(chosen), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your answer is recorded."))
    return redirect(application)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """Take an objection while its days last; show those that were made and their answers."""
    application = own_application(request.user, pk)
    if application.status not in [*WITH_A_RESULT, ApplicationStatus.INELIGIBLE]:
        raise Http404
    form = ObjectionForm(request.POST if request.method == "POST" else None)
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
    return render(
        request,
        "enrollment/resident/objection.html",
        {
            "application": application,
            "form": form,
            "objections": application.objections.all(),
            "may_object": _may_object(application),
        },
        status=status,
    )


def _may_object(application):
    until = application.intake.objections_until
    return until is not None and timezone.now() <= until
