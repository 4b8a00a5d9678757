"""Scores of a test as a sheet shows them: what is in, and what may be seen."""

from collections import defaultdict
from decimal import ROUND_HALF_UP

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.services.scores import HUNDREDTH

EXPORT_HEADER = [
    gettext_lazy("Registration number"),
    gettext_lazy("Name"),
    gettext_lazy("Criterion"),
    gettext_lazy("Assessor"),
    gettext_lazy("Score"),
]


def states_of(sittings, criteria, visible, assessment):
    """Say of each sitting how it stands: ``{pk: words}``, from ``visible`` scores alone."""
    assessors, values = defaultdict(set), defaultdict(lambda: defaultdict(list))
    for score in visible:
        assessors[score.sitting_id].add(score.assessor_id)
        values[score.sitting_id][score.criterion].append(score.value)
    needed = assessment.assessors_needed
    states = {}
    for sitting in sittings:
        given = values[sitting.pk]
        is_complete = all(len(given[criterion.code]) >= needed for criterion in criteria)
        if is_complete:
            states[sitting.pk] = _("Complete: {means}").format(
                means=", ".join(
                    f"{criterion.name} {_mean(given[criterion.code])}" for criterion in criteria
                )
            )
        elif needed > 1:
            states[sitting.pk] = _("Hidden until all {needed} assessors are in").format(
                needed=needed
            )
        else:
            states[sitting.pk] = _("Not complete yet")
    return states


def export_rows(visible):
    rows = visible.select_related("sitting__application__person", "assessor").order_by(
        "sitting__application__registration_number", "criterion", "assessor"
    )
    for score in rows:
        application = score.sitting.application
        yield [
            application.registration_number,
            application.person.full_name,
            score.criterion,
            str(score.assessor),
            score.value,
        ]


def _mean(values):
    mean = (sum(values) / len(values)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return f"{mean.normalize():f}".replace(".", ",")
