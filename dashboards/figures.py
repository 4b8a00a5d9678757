"""What each number means: one definition for the tile, the list behind it and the export.

A figure is a condition on applications, or a queryset of grant requests or classes, in a
``Scope``. The stages after verification count what ever happened to an application, not what
it is now: who left a class had a seat all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blk_portal.shared.models import StatusChange
from enrollment.choices import ApplicationStatus, AttendanceStatus, SeatRelease
from enrollment.models import Application, Choice, Objection, Participation, Seat, Sitting
from grants.choices import RequestStatus
from grants.models import MonitoringVisit
from programs.choices import BatchStatus

BEING_CHECKED = [ApplicationStatus.SUBMITTED, ApplicationStatus.NEEDS_FIX]
PASSED_THE_CHECK = [
    ApplicationStatus.VERIFIED,
    ApplicationStatus.SEATED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
    ApplicationStatus.CONFIRMED,
    ApplicationStatus.LAPSED,
    ApplicationStatus.LEFT,
]
WITHOUT_SEATS = [BatchStatus.CANCELLED, BatchStatus.MERGED]
NEVER_REREGISTERED = [
    SeatRelease.DECLINED,
    SeatRelease.LAPSED,
    SeatRelease.MOVED_UP,
    SeatRelease.WITHDRAWN,
    SeatRelease.EXCLUDED,
    SeatRelease.CORRECTED,
    SeatRelease.VERIFICATION_FAILED,
]


@dataclass(frozen=True)
class Figure:
    """A number about people or their applications: its name, its meaning, its condition."""

    label: str
    definition: str
    condition: Callable


def _ever(status):
    return Q(
        Exists(
            StatusChange.objects.filter(
                subject=Application._meta.db_table, subject_id=OuterRef("pk"), to_status=status
            )
        )
    )


def _applied(scope):
    return Q()


def _being_checked(scope):
    return Q(status__in=BEING_CHECKED)


def _awaiting_check(scope):
    return Q(status=ApplicationStatus.SUBMITTED)


def _awaiting_correction(scope):
    return Q(status=ApplicationStatus.NEEDS_FIX)


def _objection_open(scope):
    return Q(Exists(Objection.objects.filter(application=OuterRef("pk"), answered_at=None)))


def _verified(scope):
    return Q(status__in=PASSED_THE_CHECK) | (
        Q(status=ApplicationStatus.WITHDRAWN) & _ever(ApplicationStatus.VERIFIED)
    )


def _tested(scope):
    return Q(
        Exists(
            Sitting.objects.filter(application=OuterRef("pk"), attendance=AttendanceStatus.ATTENDED)
        )
    )


def _seated(scope):
    return Q(Exists(scope.of_batches(Seat.objects)))


def _confirmed(scope):
    kept = scope.of_batches(Seat.objects.exclude(release__in=NEVER_REREGISTERED))
    return Q(Exists(scope.of_batches(Participation.objects))) | (
        _ever(ApplicationStatus.CONFIRMED) & Q(Exists(kept))
    )


def _participating(scope, **facts):
    return Q(Exists(scope.of_batches(Participation.objects.filter(**facts))))


def _learning(scope):
    running = {"batch__status": BatchStatus.RUNNING, "has_finished": None}
    return Q(status=ApplicationStatus.CONFIRMED) & _participating(scope, **running)


def _finished(scope):
    return _participating(scope, has_finished=True)


def _competent(scope):
    return _participating(scope, is_competent=True)


def _left(scope):
    return Q(status=ApplicationStatus.LEFT) & _confirmed(scope)


def _first_wish(scope):
    return Q(Exists(scope.of_batches(Choice.objects.filter(rank=1))))


FUNNEL = {
    "applied": Figure(
        _("Applied"),
        _("Applications that were sent, whatever became of them; no excluded duplicates."),
        _applied,
    ),
    "verified": Figure(_("Passed the check"), _("Files that the verifiers accepted."), _verified),
    "tested": Figure(
        _("Came to a test"), _("Attended a written test, interview or practical test."), _tested
    ),
    "seated": Figure(
        _("Got a seat"),
        _("Ever held a seat, also those who declined it or left."),
        _seated,
    ),
    "confirmed": Figure(
        _("Re-registered"), _("Confirmed the seat, also those who left later."), _confirmed
    ),
    "finished": Figure(_("Finished"), _("Finished the class."), _finished),
    "competent": Figure(
        _("Competent"), _("Passed the competence test after the class."), _competent
    ),
}
APPLICATION_FIGURES = {
    **FUNNEL,
    "being_checked": Figure(
        _("Being checked"), _("Waiting for the check or for a correction."), _being_checked
    ),
    "awaiting_check": Figure(
        _("Waiting for the check"), _("Sent, and not checked yet."), _awaiting_check
    ),
    "awaiting_correction": Figure(
        _("Waiting for the applicant's correction"),
        _("Returned to the applicant, and not sent again yet."),
        _awaiting_correction,
    ),
    "objection_open": Figure(
        _("Objection not answered"), _("An objection that has no answer yet."), _objection_open
    ),
    "learning": Figure(
        _("In class now"), _("Re-registered in a class that is running."), _learning
    ),
    "left": Figure(_("Left"), _("Left a class after re-registering."), _left),
    "first_wish": Figure(
        _("First wish"), _("Applications whose first wish is a class counted here."), _first_wish
    ),
}


def _asked(scope):
    return ~Q(status=RequestStatus.WITHDRAWN)


def _granted(scope):
    return Q(grant__isnull=False)


def _handed_over(scope):
    return Q(grant__handover__isnull=False)


def _visit_overdue(scope):
    return Q(
        Exists(
            MonitoringVisit.objects.due(timezone.localdate()).filter(grant__request=OuterRef("pk"))
        )
    )


GRANT_FIGURES = {
    "grants_requested": Figure(
        _("Requests for grants"), _("Requests that were not withdrawn."), _asked
    ),
    "grants_granted": Figure(_("Granted"), _("Requests that were granted."), _granted),
    "grants_handed_over": Figure(
        _("Handed over"), _("Grants whose items were handed over with a BAST."), _handed_over
    ),
    "grants_visit_due": Figure(
        _("Visit due"),
        _("Grants with a monitoring visit that should have been made."),
        _visit_overdue,
    ),
}
CLASSES = Figure(
    _("Classes"),
    _("Classes with their seats and costs, without cancelled and merged ones."),
    lambda scope: ~Q(status__in=WITHOUT_SEATS),
)


def applications_of(key, scope):
    """The applications that a figure counts."""
    return scope.applications().filter(APPLICATION_FIGURES[key].condition(scope))


def grant_requests_of(key, scope):
    """The grant requests that a figure counts."""
    return scope.grant_requests().filter(GRANT_FIGURES[key].condition(scope))


def classes_of(scope):
    """The classes whose seats and costs are counted."""
    return scope.batches().filter(CLASSES.condition(scope))


def counts_by_kelurahan(scope, *, also, aliases):
    """Count every figure for each kelurahan in one statement; ``None`` is outside the city.

    ``also`` are further conditions by name, which may speak of ``aliases``.
    """
    conditions = {
        key: figure.condition(scope) for key, figure in APPLICATION_FIGURES.items()
    } | also
    rows = (
        scope.applications()
        .alias(**aliases)
        .order_by()
        .values("person__kelurahan")
        .annotate(**{key: Count("pk", filter=condition) for key, condition in conditions.items()})
    )
    return {row.pop("person__kelurahan"): row for row in rows}


def grant_counts(scope):
    """Count every figure about grants, and their value, in one statement."""
    counted = {
        key: Count("pk", filter=figure.condition(scope)) for key, figure in GRANT_FIGURES.items()
    }
    return scope.grant_requests().order_by().aggregate(**counted, value=Sum("grant__value"))
