"""Who may have been entered twice: two open questions, and one record of two that is proposed."""

import re
from datetime import timedelta

from django.utils import timezone

from accounts.choices import MergeReason
from accounts.models import Person
from accounts.services.register import correct_numbers
from blk_portal.demo.clock import at
from blk_portal.shared.audit import record_for_this_transaction
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, DuplicatePair
from enrollment.services.duplicates import find_pairs
from enrollment.services.pair_merges import propose_merge_of

EARLIER = "2025-II"
U_AFTER_A_CONSONANT = re.compile(r"(?<=[bdhjklmnprstw])u", re.IGNORECASE)
HOME = ["kelurahan", "outside_regency", "address", "rt", "rw"]


def tell(intake, *, officer):
    """Let some whose files wait in ``intake`` have something in common with others.

    One has the birth date of another and his name in the old spelling; two share a phone; one
    applied before with a NIK mistyped, and ``officer`` proposes one record of both.
    """
    waiting = _waiting(intake)
    one = _take(waiting, lambda person: U_AFTER_A_CONSONANT.search(person.full_name))
    same = _take(waiting, lambda person: person.gender == one.gender)
    old_spelling = U_AFTER_A_CONSONANT.sub("oe", one.full_name)
    _write_like(one, same, name=old_spelling, kk=same.kk)

    holder, relative = waiting.pop(0), waiting.pop(0)
    Person.objects.filter(pk=relative.pk).update(phone=holder.phone)

    kept = waiting.pop(0)
    gone = _refused_earlier(kept)
    for field in HOME:
        setattr(kept, field, getattr(gone, field))
    _write_like(gone, kept, name=gone.full_name, kk=gone.kk)

    with at(timezone.now() - timedelta(hours=26)):
        record_for_this_transaction(actor=None)
        find_pairs()
    with at(timezone.now() - timedelta(hours=20)):
        propose_merge_of(
            DuplicatePair.objects.get(first=gone, second=kept),
            kept,
            actor=officer,
            reason=MergeReason.KTP_SEEN,
            note="KTP asli dilihat di loket.",
        )


def _waiting(intake):
    """The people whose files wait longest in ``intake``, the longest first."""
    files = Application.objects.filter(intake=intake, entered_by=None).awaiting_review()
    return [row.person for row in files.select_related("person__user").order_by("submitted_at")]


def _refused_earlier(person):
    """Somebody of the same gender who got no seat in an intake that is over."""
    return (
        Person.objects.filter(
            applications__intake__code=EARLIER,
            applications__status=ApplicationStatus.NOT_SELECTED,
            gender=person.gender,
        )
        .order_by("pk")
        .first()
    )


def _take(people, fits):
    found = next(person for person in people if fits(person))
    people.remove(found)
    return found


def _write_like(other, person, *, name, kk):
    """Give ``person`` a name and the birth of ``other``, and his NIK but for one digit."""
    person.full_name, person.birth_place, person.birth_date = (
        name,
        other.birth_place,
        other.birth_date,
    )
    person.save()
    person.user.display_name = name
    person.user.save(update_fields=["display_name"])
    correct_numbers(person, nik=f"{other.nik[:-3]}8{other.nik[-2:]}", kk=kk)
