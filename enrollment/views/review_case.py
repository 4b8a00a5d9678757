"""One file before a verifier: evidence beside answers, and the decision."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.kept_answers import kept_for_staff, kept_of_staff
from accounts.policies import verifier_required
from accounts.services.standstill import open_numbers
from accounts.views.documents import serve_document, serve_page
from blk_portal.shared.errors import DomainError
from blk_portal.shared.http import render_page_or_piece
from enrollment.case_page import case_context, conclusion_of
from enrollment.checklist import requirements_of
from enrollment.conflict_page import conflict_context
from enrollment.forms.relations import RelationForm
from enrollment.forms.review import NumbersForm, ReviewForm
from enrollment.models import Application
from enrollment.services.claiming import claim, keep_in_hand, release_claim
from enrollment.services.reviews import StaleCase, record_review
from enrollment.services.undoing import undo_review
from enrollment.views.review_queue import open_the_next

PREVIEW = "preview"


@kept_for_staff
@verifier_required
@require_http_methods(["GET", "POST"])
def case(request, pk):
    """Show a file; on POST record the decision on it and open the next one."""
    application = reviewable(request, pk)
    requirements = requirements_of(application)
    if request.method == "GET":
        initial = {"version": application.version} | kept_of_staff(request)
        form = ReviewForm(initial=initial, requirements=requirements)
        return _case_page(request, application, form)
    form = ReviewForm(request.POST, requirements=requirements)
    if request.POST.get("decision") == PREVIEW:
        return _preview_page(request, application, form)
    if form.is_valid():
        try:
            review = record_review(
                application,
                reviewer=request.user,
                decision=form.cleaned_data["decision"],
                items=form.items(),
                version=form.cleaned_data["version"],
                message=form.cleaned_data["message"],
                note=form.cleaned_data["note"],
            )
        except StaleCase as refusal:
            return _conflict_page(request, pk, form, refusal)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            if review.is_proposal:
                messages.info(
                    request,
                    _("Recorded. A second verifier looks at it before the applicant is told."),
                )
            return open_the_next(request)
    return _case_page(request, application, form, status=422)


@verifier_required
@require_POST
@vary_on_headers("HX-Request")
def case_preview(request, pk):
    """Say what the answers given so far lead to: wishes, message, decision."""
    application = reviewable(request, pk)
    keep_in_hand(application, request.user)
    form = ReviewForm(request.POST, requirements=requirements_of(application))
    if not request.htmx:
        return _preview_page(request, application, form)
    form.is_valid()
    return render(
        request,
        "enrollment/staff/partials/_conclusion.html",
        {"conclusion": conclusion_of(application, form)},
    )


@verifier_required
@require_POST
def case_claim(request, pk):
    """Take the file in hand, from a colleague's only when that was asked for."""
    application = reviewable(request, pk)
    try:
        claim(application, reviewer=request.user, take_over="take_over" in request.POST)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("enrollment:case", pk=pk)


@verifier_required
@require_POST
def case_release(request, pk):
    application = reviewable(request, pk)
    try:
        release_claim(application, reviewer=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("enrollment:queue")


@verifier_required
@require_safe
def case_document(request, pk, uuid):
    """Hand out the file of one paper of the applicant, which is written down."""
    application, document = _reviewable_paper(request, pk, uuid)
    return serve_document(document, request.user, reason=f"verification {application}")


@verifier_required
@require_safe
def case_document_page(request, pk, uuid, number):
    """Show one page of a paper of the applicant; opening the paper is written down once."""
    application, document = _reviewable_paper(request, pk, uuid)
    return serve_page(document, number, request.user, reason=f"verification {application}")


@verifier_required
@require_http_methods(["GET", "POST"])
def case_numbers(request, pk):
    """Show the whole NIK and family card number once, to who says why."""
    application = reviewable(request, pk)
    form = NumbersForm(request.POST if request.method == "POST" else None)
    is_shown = False
    if form.is_valid():
        try:
            open_numbers(application.person, user=request.user, reason=form.cleaned_data["why"])
        except DomainError as refusal:
            form.add_error("why", str(refusal))
        else:
            is_shown = True
    return render_page_or_piece(
        request,
        page="enrollment/staff/numbers.html",
        piece="enrollment/staff/partials/_numbers.html",
        context={
            "person": application.person,
            "form": form,
            "is_shown": is_shown,
            "back": reverse("enrollment:case", kwargs={"pk": pk}),
            "back_label": _("Back to the file"),
        },
        status=422 if form.errors else 200,
    )


@verifier_required
@require_POST
def case_undo(request, pk, review):
    """Take back the decision just made and open the file again."""
    application = reviewable(request, pk)
    try:
        undo_review(get_object_or_404(application.reviews, pk=review), actor=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("enrollment:case", pk=pk)


def reviewable(request, pk):
    return get_object_or_404(
        Application.objects.reviewable_by(request.user).select_related(
            "person__kelurahan", "intake", "claimed_by", "entered_by", "paper"
        ),
        pk=pk,
    )


def _reviewable_paper(request, pk, uuid):
    application = reviewable(request, pk)
    return application, get_object_or_404(application.person.documents.current(), uuid=uuid)


def _preview_page(request, application, form):
    """The page with what the answers lead to, before anything is decided."""
    form.fields.pop("decision")
    form.is_valid()
    return _case_page(request, application, form)


def _case_page(request, application, form, *, status=200):
    return render(
        request,
        "enrollment/staff/case.html",
        case_context(application, form, request.user)
        | {"query": request.GET.urlencode(), "relation_form": RelationForm()},
        status=status,
    )


def _conflict_page(request, pk, form, refusal):
    """Both versions side by side; the file is read again, for it changed."""
    return render(
        request,
        "enrollment/staff/conflict.html",
        conflict_context(reviewable(request, pk), form) | {"refusal": refusal},
        status=409,
    )
