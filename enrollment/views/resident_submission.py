"""Look all answers over, send, keep the receipt; send again; withdraw."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import resident_page
from blk_portal.shared.errors import DomainError
from blk_portal.shared.qr import qr_code
from enrollment.answers import answer_groups
from enrollment.choices import MAY_WITHDRAW, ApplicationStatus
from enrollment.declarations import DECLARATIONS
from enrollment.forms.resident import DeclarationForm
from enrollment.journey import dates_ahead
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.registration_numbers import spelt
from enrollment.services.application_file import read_file, wishes_of
from enrollment.services.submission import (
    resubmit_application,
    submit_application,
    withdraw_application,
)
from enrollment.views.own import own_application
from programs.choices import SelectionMethod


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def check_answers(request, pk):
    """Show all answers with a way to change each; the POST sends the application."""
    application = own_application(request, pk)
    if application.status != ApplicationStatus.DRAFT:
        return redirect(_receipt_or_status(application))
    if request.method != "POST":
        return _check_page(request, application, DeclarationForm())
    form = DeclarationForm(request.POST)
    if str(application.submission_key) != request.POST.get("submission_key"):
        raise Http404
    if form.is_valid():
        try:
            application = submit_application(application, actor=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("enrollment:receipt", pk=application.pk)
    return _check_page(request, application, form, status=422)


def _receipt_or_status(application):
    if application.status == ApplicationStatus.SUBMITTED:
        return reverse("enrollment:receipt", kwargs={"pk": application.pk})
    return application.get_absolute_url()


def _check_page(request, application, form, *, status=200):
    file = read_file(application)
    if not file.is_complete:
        messages.info(request, _("Complete the parts that are still open first."))
        return redirect(application)
    return render(
        request,
        "enrollment/resident/check_answers.html",
        {"application": application, "groups": answer_groups(file), "form": form},
        status=status,
    )


@resident_page
@require_safe
def receipt(request, pk):
    """Show the registration number, what comes next, and a QR code of the status page."""
    application = own_application(request, pk, ApplicationQuerySet.with_origin)
    if not application.registration_number:
        raise Http404
    wishes = list(wishes_of(application))
    return render(
        request,
        "enrollment/resident/receipt.html",
        {
            "application": application,
            "qr": qr_code(settings.BASE_URL + application.get_absolute_url()),
            "spelt": spelt(application.registration_number),
            "steps": dates_ahead(application.intake, application.submitted_at),
            "wishes": wishes,
            "has_statement": application.declaration_version in DECLARATIONS,
            "is_first_come": any(
                wish.batch.selection_method == SelectionMethod.FIRST_COME for wish in wishes
            ),
        },
    )


@resident_page
@require_POST
def resubmit(request, pk):
    """Send a corrected application back to the staff."""
    application = own_application(request, pk)
    try:
        resubmit_application(application, actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Our staff look at your correction now."))
    return redirect(application)


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """Ask once more, with the consequence in words, and withdraw."""
    application = own_application(request, pk)
    if application.status not in MAY_WITHDRAW:
        return redirect(application)
    if request.method == "POST":
        try:
            withdraw_application(application, actor=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(application)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("enrollment:my_applications")
    return render(request, "enrollment/resident/withdraw.html", {"application": application})
