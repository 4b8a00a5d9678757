"""The result of one applicant at the counter: the card that the applicant reads, and why so."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Opened, Role
from accounts.models import Person
from accounts.policies import role_required
from accounts.services.openings import note_openings
from enrollment.choices import RoundStatus
from enrollment.forms.lookup import NumberForm
from enrollment.models import Application
from enrollment.result_card import result_card
from enrollment.services.promotion import is_promotion_open
from enrollment.services.standings import published_round_of
from enrollment.services.waiting import calls_of_others, gave_up_in

result_reader_required = role_required(
    Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR, Role.HELPER
)


@result_reader_required
@require_http_methods(["GET", "POST"])
def find(request):
    """Find the result of whoever stands at the counter by the registration number."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = _readable_by(request.user).filter(registration_number=form.cleaned_data["number"])
        if application := found.first():
            return redirect("enrollment:applicant_result", pk=application.pk)
        form.add_error("number", _("No published result has this number. Look at it again."))
    return render(
        request,
        "enrollment/staff/find_result.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@result_reader_required
@require_safe
def applicant_result(request, pk):
    """Show the applicant's own card, and to whom each seat went that they waited for.

    The applicant sees that it was opened.
    """
    application = get_object_or_404(
        _readable_by(request.user).select_related("intake", "person"), pk=pk
    )
    card = result_card(application)
    if card is None:
        raise Http404
    with translation.override("id"):
        reason = _("To explain the result")
    note_openings([application.person_id], what=Opened.RESULT, reason=reason, actor=request.user)
    selection_round = published_round_of(application)
    return render(
        request,
        "enrollment/staff/applicant_result.html",
        {
            "application": application,
            "card": card,
            "calls": calls_of_others(application, selection_round),
            "gave_up": gave_up_in(application, selection_round),
            "is_promotion_open": is_promotion_open(application.intake),
        },
    )


def _readable_by(user):
    """Nobody reads their own result here, nor that of somebody too near to them."""
    return Application.objects.filter(
        intake__selection_round__status=RoundStatus.PUBLISHED
    ).exclude(person__in=Person.objects.near_to(user))
