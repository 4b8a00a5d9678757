"""Scores as a workbook: out, in with a preview, and confirmed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import assessor_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from blk_portal.shared.xlsx_files import xlsx_response
from enrollment.forms.scoring import ScoreFileForm
from enrollment.models import Assessment, ScoreFile
from enrollment.services.score_files import (
    confirm_score_file,
    look_at_score_file,
    rows_for,
)
from enrollment.who_sees import sight_of


@assessor_required
@require_safe
def score_workbook(request, pk):
    """Hand out a workbook with a row for each person whom this assessor scores."""
    assessment = _assessment(pk)
    header, rows = rows_for(assessment, request.user)
    facts = [
        (_("Test"), assessment.title),
        (_("Test begins"), long_datetime(assessment.starts_at)),
        (_("How to fill it in"), _("Write scores only; leave code and version as they are.")),
    ]
    return xlsx_response(f"nilai-{assessment.pk}.xlsx", header, rows, facts=facts)


@assessor_required
@require_http_methods(["GET", "POST"])
def score_upload(request, pk):
    """Look at a filled-in workbook: what it would store, and what is wrong in which row."""
    assessment = _assessment(pk)
    form = ScoreFileForm(request.POST if request.method == "POST" else None, request.FILES or None)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            preview = look_at_score_file(
                assessment, form.cleaned_data["file"], assessor=request.user
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
    return render(
        request,
        "enrollment/staff/score_upload.html",
        {
            "assessment": assessment,
            "form": form,
            "preview": preview,
            "sight": sight_of(assessment, request.user),
        },
        status=422 if form.errors or (preview and preview.wrong) else 200,
    )


@assessor_required
@require_POST
def score_confirm(request, pk):
    """Store all scores of the workbook that was looked at, or none."""
    file = get_object_or_404(ScoreFile, pk=pk, assessor=request.user)
    try:
        file = confirm_score_file(
            file, assessor=request.user, reason=request.POST.get("reason", "")
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("enrollment:score_upload", pk=file.assessment_id)
    messages.success(
        request,
        ngettext("{count} score is stored.", "{count} scores are stored.", file.stored).format(
            count=file.stored
        ),
    )
    return redirect("enrollment:scores", pk=file.assessment_id)


def _assessment(pk):
    return get_object_or_404(Assessment.objects.select_related("intake"), pk=pk)
