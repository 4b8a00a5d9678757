"""The fairness of selection rounds, for officials and for those who answer for the rounds."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.choices import Role
from blk_portal.shared.csv_files import csv_response, facts_of
from dashboards.fairness import DIMENSIONS, kept_counts
from dashboards.panels.fairness import (
    chart_of,
    csv_rows,
    effect_sentences,
    reserves_table,
    rows_of,
)
from dashboards.policies import figures_required
from dashboards.tasks import calculate_fairness
from enrollment.choices import RoundStatus
from enrollment.models import SelectionRound

# Those who answer for a round read every count; what others read has no small ones.
READS_EVERY_COUNT = (Role.TRAINING_MANAGER, Role.APPROVER, Role.AUDITOR)


@figures_required
@require_GET
def fairness_list(request):
    """Every published round, newest first."""
    return render(
        request,
        "dashboards/fairness_list.html",
        {"rounds": _published().order_by("-published_at")},
    )


@figures_required
@require_GET
def fairness(request, code):
    """Who took part in a round and who got a seat, and what guaranteed seats changed."""
    selection_round = get_object_or_404(_published(), intake__code=code)
    counts = kept_counts(selection_round)
    context = {
        "round": selection_round,
        "intake": selection_round.intake,
        "moment": timezone.now(),
        "is_corrected": selection_round.corrections.published().exists(),
        "counts_known": counts is not None,
        "is_exact": _is_exact(request),
    }
    if counts is None:
        calculate_fairness.delay_on_commit(selection_round.pk)
    else:
        context |= _panels(selection_round.intake, counts, is_exact=_is_exact(request))
    return render(request, "dashboards/fairness.html", context)


@figures_required
@require_GET
def fairness_csv(request, code):
    """The same groups and numbers as on the page."""
    selection_round = get_object_or_404(_published(), intake__code=code)
    counts = kept_counts(selection_round)
    if counts is None:
        return redirect("dashboards:fairness", code)
    header = [
        _("Compared by"),
        _("Group"),
        _("Took part"),
        _("Got a seat"),
        _("No seat"),
        _("Rate"),
        _("Seats by merit alone"),
        _("To be read with care"),
    ]
    rows = list(csv_rows(counts["groups"], is_exact=_is_exact(request)))
    title = _("Fairness {title}").format(title=selection_round.intake.title)
    facts = facts_of(title, len(rows), user=request.user)
    return csv_response(f"keadilan-{code}.csv", header, rows, facts=facts)


def _panels(intake, counts, *, is_exact):
    batches = intake.batches.select_related("program").prefetch_related("reserves")
    return {
        "charts": [
            chart_of(dimension, rows_of(counts["groups"][dimension], dimension, is_exact=is_exact))
            for dimension in DIMENSIONS
        ],
        "reserves": reserves_table(counts["reserves"], batches.order_by("code"), is_exact=is_exact),
        "effects": effect_sentences(counts["moved"], is_exact=is_exact),
    }


def _published():
    return SelectionRound.objects.filter(status=RoundStatus.PUBLISHED).select_related("intake")


def _is_exact(request):
    return request.user.has_role(*READS_EVERY_COUNT)
