"""Scores of a test as a sheet shows them: what is in, and what may be seen."""

from collections import defaultdict
from decimal import ROUND_HALF_UP

from django.utils.translation import gettext as _

from blk_portal.shared.formats import clock, long_datetime
from blk_portal.shared.pdf import LetterheadDocument
from enrollment.services.scores import HUNDREDTH


def paper_of(assessment, criteria, people, sight):
    """Write the sheet on which one assessor scores by hand, in the order of the page."""
    paper = LetterheadDocument(_("Score sheet"), reference=assessment.title)
    paper.facts(
        [
            (_("Test"), f"{assessment.title}, {assessment.intake.title}"),
            (_("Time and place"), f"{long_datetime(assessment.starts_at)}, {assessment.place}"),
        ]
    )
    if sight.sees_names:
        head = [_("Number"), _("Name"), _("Hour")]
        rows = [[one.shown.number, one.shown.label, clock(one.moment)] for one in people]
    else:
        head, rows = [_("Code")], [[one.code] for one in people]
    boxes = [f"{one.name} (0–{_number(one.maximum)})" for one in criteria]
    paper.table_of([*head, *boxes, _("Note")], [[*row, *[""] * len(boxes), ""] for row in rows])
    paper.signature(
        place_and_date="Pekalongan, ____________________",
        role=_("The assessor,"),
        name="(________________________)",
    )
    return paper


def states_of(sittings, criteria, seen, assessment, sight):
    """Say of each sitting how it stands: ``{pk: words}``, from the ``seen`` scores alone."""
    values = defaultdict(lambda: defaultdict(list))
    for score in seen:
        values[score.sitting_id][score.criterion].append(score.value)
    return {
        sitting.pk: _state_of(values[sitting.pk], criteria, assessment, sight)
        for sitting in sittings
    }


def _state_of(given, criteria, assessment, sight):
    needed = assessment.assessors_needed
    if sight.sees_others_scores or needed == 1:
        told = ", ".join(
            f"{criterion.name} {_in_words(given[criterion.code])}"
            for criterion in criteria
            if given[criterion.code]
        )
        if all(len(given[criterion.code]) >= needed for criterion in criteria):
            return _("Complete: {means}").format(means=told)
        return _("Not complete yet: {means}").format(means=told or "–")
    if all(given[criterion.code] for criterion in criteria):
        return _("You have scored; the others stay hidden")
    return _("Your score is missing")


def _in_words(values):
    """Write the mean, and beside it what each assessor gave if there are several."""
    mean = (sum(values) / len(values)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    if len(values) == 1:
        return _number(mean)
    return f"{_number(mean)} ({'; '.join(_number(value) for value in sorted(values))})"


def _number(value):
    return f"{value.normalize():f}".replace(".", ",")
