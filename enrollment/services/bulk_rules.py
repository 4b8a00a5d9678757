"""What keeps a file out of a bulk act: one rule for the preview of all and the act on each."""

from dataclasses import dataclass

from django.utils import timezone

from accounts import nik
from accounts.choices import Role
from enrollment.choices import GONE, ApplicationStatus, BulkKind, Obstacle
from enrollment.models import Application
from enrollment.services.checked_before import files_checked_before
from enrollment.services.claiming import holder_of
from enrollment.services.closing import correct_by
from enrollment.services.facts import stated_facts_of
from enrollment.verdicts import with_an_open_wish
from programs.models import Batch

STATUSES = {
    BulkKind.VERIFY: [ApplicationStatus.SUBMITTED],
    BulkKind.RELEASE: [ApplicationStatus.SUBMITTED],
    BulkKind.CLOSE: [ApplicationStatus.NEEDS_FIX],
    BulkKind.MESSAGE: [
        status for status in ApplicationStatus if status not in (ApplicationStatus.DRAFT, *GONE)
    ],
}
_ASKED_FOR_BY = {
    BulkKind.VERIFY: [Role.VERIFIER],
    BulkKind.CLOSE: [Role.VERIFIER, Role.TRAINING_MANAGER],
    BulkKind.RELEASE: [Role.TRAINING_MANAGER],
    BulkKind.MESSAGE: [Role.VERIFIER, Role.TRAINING_MANAGER],
}


@dataclass(frozen=True)
class Selection:
    """The files that an act may begin with, their versions, and the obstacle of each other."""

    versions: dict
    obstacles: dict


def kinds_open_to(user):
    """Return the kinds of bulk acts that ``user`` may ask for."""
    return [kind for kind in BulkKind if user.has_role(*_ASKED_FOR_BY[kind])]


def files_for(kind, files):
    """Leave of ``files`` those in the state that the act is for."""
    files = files.filter(status__in=STATUSES[kind])
    return files.filter(claimed_by__isnull=False) if kind == BulkKind.RELEASE else files


def sort_out(kind, files, *, actors):
    """Say of each of ``files`` (a queryset) whether the act may be done to it, or why not.

    Nobody of ``actors`` may be too near to it. The number of queries does not grow with the files.
    """
    obstacles = obstacles_to(kind, files, actors=actors)
    versions = dict(files.waiting_longest_first().values_list("pk", "version"))
    return Selection(
        {pk: version for pk, version in versions.items() if pk not in obstacles}, obstacles
    )


def obstacles_to(kind, files, *, actors):
    """Return what is in the way of each of ``files`` that the act may not be done to, by pk."""
    status_of = dict(files.order_by().values_list("pk", "status"))
    obstacles = {
        pk: Obstacle.NOT_WAITING for pk, status in status_of.items() if status not in STATUSES[kind]
    }
    for actor in actors:
        others = files.exclude(pk__in=files.no_affair_of(actor).order_by().values("pk"))
        obstacles |= dict.fromkeys(others.values_list("pk", flat=True), Obstacle.OWN_AFFAIR)
    left = Application.objects.filter(pk__in=set(status_of) - set(obstacles))
    return obstacles | _FINDERS[kind](left, actors)


def _against_accepting(files, actors):
    checked = files_checked_before(files)
    facts = stated_facts_of(files)
    wished = Batch.objects.filter(choices__application__in=files.order_by()).distinct()
    with_a_wish = with_an_open_wish(files, wished, facts)
    now = timezone.now()
    found = {}
    for file in files.with_flags().select_related("person", "claimed_by"):
        person = file.person
        tests = [
            (Obstacle.IN_HAND, holder_of(file, at=now) not in (None, *actors)),
            (Obstacle.PROPOSED, file.waits_for_second),
            (Obstacle.RETURNED, file.was_returned),
            (Obstacle.NIK, nik.warnings(person.nik, person.birth_date, person.gender)),
            (Obstacle.SAME_CARD, file.shares_family_card),
            (Obstacle.PRIORITY, file.claims_priority),
            (Obstacle.UNCHECKED, file.pk not in checked),
            (Obstacle.NO_WISH, file.pk not in with_a_wish),
        ]
        obstacle = next((obstacle for obstacle, stands in tests if stands), None)
        if obstacle:
            found[file.pk] = obstacle
    return found


def _against_closing(files, actors):
    now = timezone.now()
    moments = correct_by(files)
    return {
        pk: Obstacle.STILL_TIME
        for pk in files.values_list("pk", flat=True)
        if pk not in moments or now < moments[pk]
    }


def _against_giving_back(files, actors):
    now = timezone.now()
    return {
        file.pk: Obstacle.IN_NO_HAND
        for file in files.select_related("claimed_by")
        if holder_of(file, at=now) is None
    }


_FINDERS = {
    BulkKind.VERIFY: _against_accepting,
    BulkKind.CLOSE: _against_closing,
    BulkKind.RELEASE: _against_giving_back,
    BulkKind.MESSAGE: lambda files, actors: {},
}
