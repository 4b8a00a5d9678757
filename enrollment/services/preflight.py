"""What must be settled before a round can run, and what is merely worth knowing."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.choices import ApplicationStatus, AttendanceStatus, ClaimStatus, Match
from enrollment.duplicate_rules import is_likely
from enrollment.models import Application, Choice, FactClaim, Score, Sitting
from enrollment.selection import applications_in, decide_bytes
from enrollment.services.duplicates import undecided_pairs
from enrollment.services.facts import verified_facts_of
from enrollment.services.freezing import changed_batches, problem_parts
from enrollment.services.rubrics import open_differences
from enrollment.verdicts import with_an_open_wish
from programs.models import Batch, Criterion


@dataclass(frozen=True)
class Stop:
    """One finding; a hard one keeps the round from running."""

    kind: str
    is_hard: bool
    count: int
    words: str


@dataclass(frozen=True)
class Demand:
    """Eligible people against seats, for one class."""

    batch: object
    eligible: int
    seats: int

    @property
    def exceeds_seats(self):
        return self.eligible > self.seats


@dataclass(frozen=True)
class Preflight:
    """The findings; ``demands`` are counted when somebody asks, since that takes deciding."""

    stops: list
    selection_round: object

    @cached_property
    def demands(self):
        return _demands(self.selection_round)

    @property
    def hard(self):
        return [stop for stop in self.stops if stop.is_hard]

    @property
    def soft(self):
        return [stop for stop in self.stops if not stop.is_hard]

    @property
    def is_clear(self):
        return not self.hard

    @property
    def needs_selection(self):
        return any(demand.exceeds_seats for demand in self.demands)


def preflight(selection_round):
    """Look at a closed round and list its stops, hard ones first."""
    stops = [
        stop
        for find in (
            _unchecked_files,
            _uncorrected_files,
            _missing_entropy,
            _changed_classes,
            _unarranged_tests,
            _uninvited_people,
            _unknown_attendance,
            _missing_scores,
            _wide_differences,
            _unchecked_claims,
            _absent_people,
            _unresolved_duplicates,
        )
        for stop in find(selection_round)
        if stop.count
    ]
    return Preflight(
        stops=sorted(stops, key=lambda stop: not stop.is_hard), selection_round=selection_round
    )


def _demands(selection_round):
    """Count the people whom the rules let into each class, as things stand."""
    eligible = Counter(
        choice["batch"]
        for part in decide_bytes(b"".join(problem_parts(selection_round)))
        for application in applications_in(part)
        for choice in application["choices"]
        if not choice["reasons"]
    )
    return [
        Demand(batch=batch, eligible=eligible[batch.code], seats=batch.capacity)
        for batch in selection_round.intake.batches.select_related("program").order_by("code")
    ]


def _applications(selection_round):
    return Application.objects.filter(intake=selection_round.intake_id)


def _unchecked_files(selection_round):
    count = _applications(selection_round).filter(status=ApplicationStatus.SUBMITTED).count()
    words = ngettext("{n} file is not checked yet.", "{n} files are not checked yet.", count)
    yield Stop("unchecked", True, count, words.format(n=count))


def _uncorrected_files(selection_round):
    count = _applications(selection_round).filter(status=ApplicationStatus.NEEDS_FIX).count()
    checked_by = selection_round.intake.verified_by
    may_still_come = checked_by is not None and timezone.localdate() <= checked_by
    words = (
        ngettext(
            "{n} file is with its applicant to be corrected.",
            "{n} files are with their applicants to be corrected.",
            count,
        )
        if may_still_come
        else ngettext(
            "{n} file was not corrected in time and takes no part.",
            "{n} files were not corrected in time and take no part.",
            count,
        )
    )
    yield Stop("uncorrected", may_still_come, count, words.format(n=count))


def _missing_entropy(selection_round):
    if not selection_round.entropy:
        yield Stop("entropy", True, 1, _("The public value of chance is not entered yet."))


def _changed_classes(selection_round):
    codes = changed_batches(selection_round)
    words = _("Not as in the published rules: {classes}.").format(classes=", ".join(codes))
    yield Stop("classes", True, len(codes), words)


def _unarranged_tests(selection_round):
    """A required criterion of a class that people wish for, and no test of its kind."""
    arranged = set(
        selection_round.intake.assessments.values_list("batches", "kind").order_by().distinct()
    )
    criteria = Criterion.objects.filter(
        batch__in=_applications(selection_round)
        .filter(status=ApplicationStatus.VERIFIED)
        .values("choices__batch"),
        is_required=True,
    ).select_related("batch")
    missing = sorted(
        f"{criterion.batch.code} ({criterion.name})"
        for criterion in criteria
        if (criterion.batch_id, criterion.assessed_by) not in arranged
    )
    words = _("No test or interview was arranged: {classes}.").format(classes=", ".join(missing))
    yield Stop("tests", True, len(missing), words)


def _uninvited_people(selection_round):
    """Somebody with an open wish for a class who was never invited to each of its tests."""
    accepted = _applications(selection_round).awaiting_selection()
    uninvited = set()
    for tests, batches in _classes_by_their_tests(selection_round):
        invitation = Sitting.objects.filter(
            application=OuterRef("application"), assessment__in=tests
        )
        wishes = Choice.objects.filter(application__in=accepted.order_by(), batch__in=batches)
        wishes = wishes.exclude(Exists(invitation)).order_by()
        applications = accepted.filter(pk__in=set(wishes.values_list("application", flat=True)))
        facts = verified_facts_of(applications)
        uninvited |= with_an_open_wish(applications, batches, facts, wishes=wishes)
    words = ngettext(
        "{n} person with an accepted file was not invited to a test.",
        "{n} people with accepted files were not invited to a test.",
        len(uninvited),
    )
    yield Stop("uninvited", True, len(uninvited), words.format(n=len(uninvited)))


def _classes_by_their_tests(selection_round):
    """Return, for each kind of test, pairs of tests and the classes for which just those count."""
    tests = defaultdict(set)
    for kind, test, batch in selection_round.intake.assessments.order_by().values_list(
        "kind", "pk", "batches"
    ):
        tests[kind, batch].add(test)
    classes = defaultdict(set)
    for (kind, batch), of_the_class in tests.items():
        classes[kind, frozenset(of_the_class)].add(batch)
    return [
        (of_them, Batch.objects.filter(pk__in=batches))
        for (_kind, of_them), batches in classes.items()
    ]


def _sittings(selection_round):
    return Sitting.objects.filter(
        assessment__intake=selection_round.intake_id,
        application__status=ApplicationStatus.VERIFIED,
    )


def _unknown_attendance(selection_round):
    count = _sittings(selection_round).filter(attendance=AttendanceStatus.INVITED).count()
    words = ngettext(
        "{n} invited person is neither recorded as present nor as absent.",
        "{n} invited people are neither recorded as present nor as absent.",
        count,
    )
    yield Stop("attendance", True, count, words.format(n=count))


def _missing_scores(selection_round):
    """Somebody who came and whom not enough assessors scored in every criterion of the test."""
    criteria = {}
    for batch, kind, code in Criterion.objects.filter(
        batch__intake=selection_round.intake_id
    ).values_list("batch", "assessed_by", "code"):
        criteria.setdefault((batch, kind), set()).add(code)
    wanted = {
        test.pk: {
            code for batch in test.batches.all() for code in criteria.get((batch.pk, test.kind), ())
        }
        for test in selection_round.intake.assessments.prefetch_related("batches")
    }
    given = {
        (sitting, criterion): count
        for sitting, criterion, count in Score.objects.filter(
            sitting__assessment__intake=selection_round.intake_id
        )
        .order_by()
        .values_list("sitting", "criterion")
        .annotate(count=Count("pk"))
    }
    attended = _sittings(selection_round).filter(attendance=AttendanceStatus.ATTENDED)
    count = sum(
        any(given.get((sitting, code), 0) < needed for code in wanted[test])
        for sitting, test, needed in attended.values_list(
            "pk", "assessment", "assessment__assessors_needed"
        )
    )
    words = ngettext(
        "{n} person who came has no score yet from every assessor.",
        "{n} people who came have no score yet from every assessor.",
        count,
    )
    yield Stop("scores", True, count, words.format(n=count))


def _wide_differences(selection_round):
    count = len(open_differences(selection_round.intake.assessments.all()))
    words = ngettext(
        "{n} pair of scores lies far apart, and its assessors have not talked yet.",
        "{n} pairs of scores lie far apart, and their assessors have not talked yet.",
        count,
    )
    yield Stop("differences", True, count, words.format(n=count))


def _unchecked_claims(selection_round):
    count = FactClaim.objects.filter(
        application__intake=selection_round.intake_id,
        application__status=ApplicationStatus.VERIFIED,
        status=ClaimStatus.CLAIMED,
    ).count()
    words = ngettext(
        "{n} statement is neither accepted nor refused and does not count.",
        "{n} statements are neither accepted nor refused and do not count.",
        count,
    )
    yield Stop("claims", False, count, words.format(n=count))


def _absent_people(selection_round):
    count = (
        _sittings(selection_round)
        .filter(attendance=AttendanceStatus.ABSENT)
        .values("application")
        .distinct()
        .count()
    )
    words = ngettext(
        "{n} person did not come to a test and has no score there.",
        "{n} people did not come to a test and have no score there.",
        count,
    )
    yield Stop("absent", False, count, words.format(n=count))


def _unresolved_duplicates(selection_round):
    """Pairs of the intake that nobody decided; a shared phone alone is worth a look, no more."""
    pairs = undecided_pairs(_applications(selection_round))
    likely = sum(is_likely(matches) for matches in pairs.values())
    words = ngettext(
        "{n} pair of applications is likely of one person and not decided.",
        "{n} pairs of applications are likely of one person and not decided.",
        likely,
    )
    yield Stop("duplicates", True, likely, words.format(n=likely))
    phones = sum(Match.PHONE in matches and not is_likely(matches) for matches in pairs.values())
    words = ngettext(
        "{n} pair of applicants gives one phone number.",
        "{n} pairs of applicants give one phone number.",
        phones,
    )
    yield Stop("shared_phones", False, phones, words.format(n=phones))
