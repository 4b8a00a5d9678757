"""Looking for people who stand in the register twice, and keeping what was found."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import KkIndex, Person
from blk_portal.shared.audit import record_for_this_transaction
from enrollment.choices import PairStatus
from enrollment.duplicate_rules import Facts, is_likely, pairs_among
from enrollment.models import Application, DuplicatePair
from programs.choices import IntakeStatus

OVER = [IntakeStatus.FINISHED, IntakeStatus.CANCELLED]


@transaction.atomic
def find_pairs():
    """Keep every pair of applicants with something in common; return how many wait now.

    One of the two applies in an intake that is not over, the other one did at any time. A pair
    that nobody has decided and that has nothing in common any more goes; a decided one opens
    again only if something new came up.
    """
    applied = Application.objects.live().submitted()
    running = set(
        applied.exclude(intake__status__in=OVER).order_by().values_list("person", flat=True)
    )
    found = {
        pair: matches
        for pair, matches in pairs_among(facts_of(applied)).items()
        if not running.isdisjoint(pair)
    }
    known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.all()}
    DuplicatePair.objects.bulk_create(
        (
            DuplicatePair(
                first_id=pair[0], second_id=pair[1], matches=matches, is_likely=is_likely(matches)
            )
            for pair, matches in found.items()
            if pair not in known
        ),
        ignore_conflicts=True,
    )
    gone = [pair.pk for numbers, pair in known.items() if numbers not in found]
    DuplicatePair.objects.open().filter(pk__in=gone).delete()
    _write_changes(known, found)
    _open_again(known, found, applied)
    return DuplicatePair.objects.open().likely().count()


def undecided_pairs(applications):
    """Return ``{(person, person): matches}`` among ``applications`` on which nobody has decided."""
    found = pairs_among(facts_of(applications.live().submitted()))
    decided = {
        (first, second): set(matches)
        for first, second, matches in DuplicatePair.objects.filter(
            status=PairStatus.APART, first__in={pair[0] for pair in found}
        ).values_list("first", "second", "matches_then")
    }
    return {
        pair: matches
        for pair, matches in found.items()
        if not set(matches) <= decided.get(pair, set())
    }


def facts_of(applications):
    """Return what is compared of the persons behind ``applications``, each once."""
    people = Person.objects.filter(
        pk__in=applications.order_by().values("person"), erased_at=None, restricted_at=None
    )
    cards = dict(
        KkIndex.objects.filter(person__in=people)
        .order_by("key_version")
        .values_list("person", "digest")
    )
    return [
        Facts(pk, name, born, phone, cards.get(pk, ""), gender)
        for pk, name, born, phone, gender in people.values_list(
            "pk", "full_name", "birth_date", "phone", "gender"
        )
    ]


def share_an_intake(pair):
    """Whether both have an application in one intake that counts."""
    theirs = Application.objects.live().submitted()
    return (
        theirs.filter(person=pair.first_id)
        .filter(intake__in=theirs.filter(person=pair.second_id).values("intake"))
        .exists()
    )


def _write_changes(known, found):
    changed = []
    for numbers, pair in known.items():
        matches = found.get(numbers)
        if matches and pair.matches != matches:
            pair.matches, pair.is_likely = matches, is_likely(matches)
            pair.updated_at = timezone.now()
            changed.append(pair)
    DuplicatePair.objects.bulk_update(changed, ["matches", "is_likely", "updated_at"])


def _open_again(known, found, applied):
    """Open decided pairs of which something new is known, or that apply in one intake again."""
    beside = {
        pair.pk
        for pair in DuplicatePair.objects.filter(
            status__in=[PairStatus.KEPT, PairStatus.EXCLUDED],
            first__applications__in=applied,
            second__applications__in=applied,
            first__applications__intake=F("second__applications__intake"),
        )
    }
    again = [
        pair.pk
        for numbers, pair in known.items()
        if not pair.is_open
        and numbers in found
        and (pair.pk in beside or not set(found[numbers]) <= set(pair.matches_then))
    ]
    if again:
        record_for_this_transaction(actor=None, reason="new_match")
        DuplicatePair.objects.decided().filter(pk__in=again).update(**NOTHING_DECIDED)


NOTHING_DECIDED = {
    "status": PairStatus.OPEN,
    "matches_then": [],
    "excluded": None,
    "stands": None,
    "reason": "",
    "note": "",
    "decided_by": None,
    "decided_at": None,
}
