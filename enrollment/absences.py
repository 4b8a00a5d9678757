"""What an absence does: wishes whose rules need a score of the test are closed, by rule."""

from dataclasses import dataclass

from enrollment.choices import AttendanceStatus
from enrollment.models import Application, Sitting
from programs.models import Criterion


@dataclass(frozen=True)
class Absence:
    """One test that somebody missed, and the wishes that cannot be met without it."""

    sitting: Sitting
    closed_wishes: list


def wishes_closed_by_absence(applications):
    """Return the pairs ``(application pk, batch pk)`` that are closed; a queryset comes in.

    So it is where a required criterion is scored in a kind of test that the person missed, by the
    attendance as closed, and took at no other time. The round refuses such a wish for its missing
    score; this says the same before it is run.
    """
    missed, taken = set(), set()
    for application, batch, kind, attendance, began, slot, closed in Sitting.objects.filter(
        application__in=applications.order_by().values("pk"),
        attendance__in=[AttendanceStatus.ABSENT, AttendanceStatus.ATTENDED],
    ).values_list(
        "application",
        "assessment__batches",
        "assessment__kind",
        "attendance",
        "assessment__starts_at",
        "slot__starts_at",
        "assessment__attendance_closed_at",
    ):
        if attendance == AttendanceStatus.ATTENDED:
            taken.add((application, batch, kind))
        elif closed and (slot or began) <= closed:
            missed.add((application, batch, kind))
    needed = set(
        Criterion.objects.filter(
            batch__in={batch for _application, batch, _kind in missed}, is_required=True
        ).values_list("batch", "assessed_by")
    )
    return {
        (application, batch)
        for application, batch, kind in missed - taken
        if (batch, kind) in needed
    }


def absences_among(sittings):
    """Return the ``Absence`` of each of ``sittings``, people recorded as absent (a queryset)."""
    missed = list(
        sittings.filter(
            attendance=AttendanceStatus.ABSENT, assessment__attendance_closed_at__isnull=False
        )
        .select_related("assessment", "slot", "application__person")
        .prefetch_related("assessment__batches", "application__choices__batch__program")
    )
    missed = [sitting for sitting in missed if sitting.is_closed]
    if not missed:
        return []
    applications = Application.objects.filter(pk__in={one.application_id for one in missed})
    closed = wishes_closed_by_absence(applications)
    return [Absence(sitting, _closed_wishes(sitting, closed)) for sitting in missed]


def _closed_wishes(sitting, closed):
    batches = {batch.pk for batch in sitting.assessment.batches.all()}
    return [
        choice
        for choice in sorted(sitting.application.choices.all(), key=lambda one: one.rank)
        if choice.batch_id in batches and (sitting.application_id, choice.batch_id) in closed
    ]
