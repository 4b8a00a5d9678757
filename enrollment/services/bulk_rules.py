"""What keeps a file out of a bulk act: one rule for the preview of all and the act on each."""

from dataclasses import dataclass

from django.utils import timezone

from accounts import nik
from accounts.choices import Role
from enrollment.checklist import requirements_of_many
from enrollment.choices import GONE, ApplicationStatus, BulkKind, Obstacle
from enrollment.models import Application
from enrollment.models.bulk import WITHOUT_TERMS
from enrollment.reasons import ForMany
from enrollment.services.checked_before import files_checked_before
from enrollment.services.claiming import holder_of
from enrollment.services.closing import correct_by
from enrollment.services.facts import stated_facts_of
from enrollment.verdicts import with_an_open_wish
from programs.models import Batch

STATUSES = {
    BulkKind.VERIFY: [ApplicationStatus.SUBMITTED],
    BulkKind.RELEASE: [ApplicationStatus.SUBMITTED],
    BulkKind.RETURN: [ApplicationStatus.SUBMITTED],
    BulkKind.ASSIGN: [ApplicationStatus.SUBMITTED],
    BulkKind.CLOSE: [ApplicationStatus.NEEDS_FIX],
    BulkKind.MESSAGE: [
        status for status in ApplicationStatus if status not in (ApplicationStatus.DRAFT, *GONE)
    ],
}
_ASKED_FOR_BY = {
    BulkKind.VERIFY: [Role.VERIFIER],
    BulkKind.RETURN: [Role.VERIFIER],
    BulkKind.ASSIGN: [Role.TRAINING_MANAGER],
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


def sort_out(kind, files, *, actors, terms=WITHOUT_TERMS):
    """Say of each of ``files`` (a queryset) whether the act may be done to it, or why not.

    Nobody of ``actors`` may be too near to it. The number of queries does not grow with the files.
    """
    obstacles = obstacles_to(kind, files, actors=actors, terms=terms)
    versions = dict(files.waiting_longest_first().values_list("pk", "version"))
    return Selection(
        {pk: version for pk, version in versions.items() if pk not in obstacles}, obstacles
    )


def obstacles_to(kind, files, *, actors, terms):
    """Return what is in the way of each of ``files`` that the act may not be done to, by pk."""
    status_of = dict(files.order_by().values_list("pk", "status"))
    obstacles = {
        pk: Obstacle.NOT_WAITING for pk, status in status_of.items() if status not in STATUSES[kind]
    }
    for actor in actors:
        others = files.exclude(pk__in=files.no_affair_of(actor).order_by().values("pk"))
        obstacles |= dict.fromkeys(others.values_list("pk", flat=True), Obstacle.OWN_AFFAIR)
    left = Application.objects.filter(pk__in=set(status_of) - set(obstacles))
    return obstacles | _FINDERS[kind](left, actors, terms)


def _against_accepting(files, actors, terms):
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


def _against_returning(files, actors, terms):
    now, requirements = timezone.now(), requirements_of_many(files)
    is_missing = terms.reason == ForMany.MISSING
    found = {}
    for file in files.with_flags().select_related("claimed_by"):
        paper = next(
            (each for each in requirements[file.pk] if each.code == f"document:{terms.paper}"), None
        )
        tests = [
            (Obstacle.IN_HAND, holder_of(file, at=now) not in (None, *actors)),
            (Obstacle.PROPOSED, file.waits_for_second),
            (Obstacle.NOT_ASKED, paper is None),
            (Obstacle.CHECKED, paper and paper.is_settled),
            (Obstacle.THERE, paper and is_missing and paper.document),
            (Obstacle.NOT_THERE, paper and not is_missing and not paper.document),
        ]
        obstacle = next((obstacle for obstacle, stands in tests if stands), None)
        if obstacle:
            found[file.pk] = obstacle
    return found


def _against_giving(files, actors, terms):
    now = timezone.now()
    theirs = files.reviewable_by(terms.assignee).not_proposed_by(terms.assignee)
    may_check = set(theirs.order_by().values_list("pk", flat=True))
    free = set(files.given_to_nobody().order_by().values_list("pk", flat=True))
    found = {}
    for file in files.select_related("claimed_by"):
        tests = [
            (Obstacle.NOT_THEIRS, file.pk not in may_check),
            (Obstacle.IN_HAND, holder_of(file, at=now) not in (None, terms.assignee)),
            (Obstacle.GIVEN, file.pk not in free),
        ]
        obstacle = next((obstacle for obstacle, stands in tests if stands), None)
        if obstacle:
            found[file.pk] = obstacle
    return found


def _against_closing(files, actors, terms):
    now = timezone.now()
    moments = correct_by(files)
    return {
        pk: Obstacle.STILL_TIME
        for pk in files.values_list("pk", flat=True)
        if pk not in moments or now < moments[pk]
    }


def _against_giving_back(files, actors, terms):
    now = timezone.now()
    return {
        file.pk: Obstacle.IN_NO_HAND
        for file in files.select_related("claimed_by")
        if holder_of(file, at=now) is None
    }


_FINDERS = {
    BulkKind.VERIFY: _against_accepting,
    BulkKind.RETURN: _against_returning,
    BulkKind.ASSIGN: _against_giving,
    BulkKind.CLOSE: _against_closing,
    BulkKind.RELEASE: _against_giving_back,
    BulkKind.MESSAGE: lambda files, actors, terms: {},
}
