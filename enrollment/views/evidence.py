"""The sealed evidence of a round, for the auditor."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.choices import Role
from accounts.policies import role_required
from blk_portal.shared.errors import DomainError
from enrollment.choices import RoundStatus
from enrollment.forms.evidence import EvidenceForm
from enrollment.models import SelectionRound
from enrollment.services.evidence import hand_out_evidence

auditor_required = role_required(Role.AUDITOR)


@auditor_required
@require_http_methods(["GET", "POST"])
def evidence(request, code):
    """Who took the evidence so far; a POST with a reason answers with the bundle itself."""
    selection_round = get_object_or_404(
        SelectionRound.objects.select_related("intake"),
        intake__code=code,
        status=RoundStatus.PUBLISHED,
    )
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            bundle = hand_out_evidence(
                selection_round, actor=request.user, reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _as_file(bundle, code)
    return render(
        request,
        "enrollment/staff/evidence.html",
        {
            "intake": selection_round.intake,
            "form": form,
            "handouts": selection_round.evidence_handouts.select_related("taken_by"),
        },
        status=422 if form.errors else 200,
    )


def _as_file(bundle, code):
    response = HttpResponse(bundle, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="bukti-{code}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
