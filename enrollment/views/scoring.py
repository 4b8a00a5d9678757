"""Scores of a test: entered by its assessors, printed, handed out."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import assessor_required, test_staff_required
from blk_portal.shared.errors import DomainError
from blk_portal.shared.pdf import pdf_response
from enrollment.forms.scoring import ScoreSheetForm
from enrollment.models import Assessment, Sitting
from enrollment.score_sheet import paper_of, states_of
from enrollment.services.assessments import criteria_of
from enrollment.services.frozen import is_input_frozen
from enrollment.services.rubrics import open_differences, record_talk, rubric_of
from enrollment.services.scores import record_scores
from enrollment.who_sees import people_of, people_shown, scores_seen, sight_of


@assessor_required
@require_http_methods(["GET", "POST"])
def scores(request, pk):
    """One box for each person who came and each criterion; saved all at once."""
    assessment = _assessment(pk)
    sight = sight_of(assessment, request.user)
    sittings = people_shown(people_of(assessment, request.user).who_came(), sight)
    criteria = criteria_of(assessment)
    seen = list(scores_seen(assessment, request.user, sight))
    form = ScoreSheetForm(
        request.POST if request.method == "POST" else None,
        sittings=sittings,
        criteria=criteria,
        own={
            (score.sitting_id, score.criterion): score.value
            for score in seen
            if score.assessor_id == request.user.pk
        },
        states=states_of(sittings, criteria, seen, assessment, sight),
        needs_reason=sight.may_correct,
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_scores(
                assessment, form.scores(), assessor=request.user, reason=form.reason_given()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scores are saved."))
            return redirect("enrollment:scores", pk=pk)
    is_frozen = is_input_frozen(assessment.intake_id)
    return render(
        request,
        "enrollment/staff/scores.html",
        {
            "assessment": assessment,
            "sight": sight,
            "form": form,
            "criteria": criteria,
            "rubric": _rubric(assessment, criteria),
            "differences": _differences(assessment, sittings, criteria, sight),
            "is_frozen": is_frozen,
            "may_write": not is_frozen and (sight.may_score or sight.may_correct),
        },
        status=422 if form.errors else 200,
    )


@assessor_required
@require_POST
def score_talk(request, pk):
    """Keep what was said about scores of one person that differ widely."""
    sitting = get_object_or_404(
        Sitting.objects.no_affair_of(request.user).select_related("application"), pk=pk
    )
    try:
        record_talk(
            sitting,
            request.POST.get("criterion", ""),
            words=request.POST.get("words", ""),
            assessor=request.user,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("What was said is kept."))
    return redirect("enrollment:scores", pk=sitting.assessment_id)


@test_staff_required
@require_safe
def score_sheet(request, pk):
    """A sheet to print: everybody invited with empty boxes and a place to sign."""
    assessment = _assessment(pk)
    sight = sight_of(assessment, request.user)
    people = people_shown(people_of(assessment, request.user), sight)
    paper = paper_of(assessment, criteria_of(assessment), people, sight)
    return pdf_response(paper, f"lembar-nilai-{assessment.pk}.pdf")


def _rubric(assessment, criteria):
    levels = rubric_of(assessment)
    return [(one, levels[one.code]) for one in criteria if one.code in levels]


def _differences(assessment, sittings, criteria, sight):
    """Return what this assessor should talk about; nothing before all scores can be seen."""
    if not sight.sees_others_scores:
        return []
    people = {sitting.pk: sitting for sitting in sittings}
    names = {criterion.code: criterion for criterion in criteria}
    return [
        {
            "sitting": people[found.sitting],
            "criterion": names[found.criterion],
            "lowest": found.lowest,
            "highest": found.highest,
        }
        for found in open_differences(Assessment.objects.filter(pk=assessment.pk))
        if found.sitting in people and found.criterion in names
    ]


def _assessment(pk):
    return get_object_or_404(Assessment.objects.select_related("intake"), pk=pk)
