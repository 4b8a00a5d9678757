"""Relations that staff declare: whom they are too near to, so that colleagues decide."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Role
from accounts.models import DeclaredRelation
from accounts.policies import role_required, staff_required, verifier_required
from accounts.services.relations import declare_relation, end_relation
from blk_portal.shared.errors import DomainError
from enrollment.forms.relations import EndRelationForm, RelationByNumberForm, RelationForm
from enrollment.models import Application, Review
from enrollment.services.claiming import step_aside
from enrollment.views.review_case import reviewable

KEEPERS = (Role.TRAINING_MANAGER, Role.ADMIN)


@verifier_required
@require_POST
def case_relation(request, pk):
    """Leave the open file to colleagues because of a relation to its applicant."""
    application = reviewable(request, pk)
    form = RelationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what the relation is."))
        return redirect("enrollment:case", pk=pk)
    step_aside(application, reviewer=request.user, kind=form.cleaned_data["kind"])
    messages.success(
        request, _("The relation is recorded. A colleague checks this file; you meet it no more.")
    )
    return redirect("enrollment:queue")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def relation_list(request):
    """List what one declared, for its keepers also what colleagues did; on POST declare one."""
    form = RelationByNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _declare(request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The relation is recorded. You meet this person no more."))
            return redirect("enrollment:relation_list")
    relations = DeclaredRelation.objects.standing().select_related("person", "user")
    context = {
        "form": form,
        "own": relations.filter(user=request.user),
        "may_end": request.user.has_role(*KEEPERS),
        "of_colleagues": _with_decisions(relations.exclude(user=request.user))
        if request.user.has_role(*KEEPERS)
        else [],
    }
    return render(
        request, "enrollment/staff/relations.html", context, status=422 if form.errors else 200
    )


@role_required(*KEEPERS)
@require_POST
def relation_end(request, pk):
    """End what a colleague declared, with the reason."""
    relation = get_object_or_404(DeclaredRelation.objects.exclude(user=request.user), pk=pk)
    form = EndRelationForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        end_relation(relation, actor=request.user, reason=reason)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The relation has ended."))
    return redirect("enrollment:relation_list")


def _declare(user, *, number, kind):
    applications = Application.objects.submitted().select_related("person")
    application = applications.filter(registration_number=number).first()
    if application is None:
        raise DomainError(_("No application has this number. Look at it again."))
    declare_relation(application.person, user=user, kind=kind)


def _with_decisions(relations):
    """Add whether who declared it had decided about that person before."""
    decided = Review.objects.filter(
        reviewer=OuterRef("user"), application__person=OuterRef("person"), undone_at__isnull=True
    )
    return relations.annotate(has_decided=Exists(decided))
