"""Who opened a person's data, in the words for that person: role and unit, when, why.

Names of staff stay with the auditor; role and initials let a resident tell two people apart and
ask about one of them (docs/decisions/0014).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import DocumentAccess, Person, PersonAccess

UNIT = "UPTD BLK"
OTHER_UNITS = {
    Role.GRANTS_OFFICER: "Dindagkop-UKM",
    Role.AUDITOR: "Inspektorat",
    Role.OFFICIAL: "Pemerintah Kota Pekalongan",
}
LATEST = 200


@dataclass(frozen=True)
class Opening:
    at: datetime
    what: str
    who: str
    why: str


def openings(person, latest=LATEST):
    """The latest openings of what belongs to ``person``, newest first, in two statements."""
    papers = DocumentAccess.objects.filter(document__person=person).select_related(
        "document", "user__kelurahan"
    )
    records = Person.objects.same_as(person)
    others = PersonAccess.objects.filter(person__in=records).select_related("user__kelurahan")
    found = [
        Opening(access.at, access.document.get_kind_display(), in_words(access.user), access.reason)
        for access in papers.prefetch_related("user__groups")[:latest]
    ] + [
        Opening(access.at, access.get_what_display(), in_words(access.user), access.reason)
        for access in others.prefetch_related("user__groups")[:latest]
    ]
    found = [
        opening
        if opening.why
        else Opening(opening.at, opening.what, opening.who, _("Check of your application"))
        for opening in found
    ]
    return sorted(found, key=lambda opening: opening.at, reverse=True)[:latest]


def in_words(user):
    """A member of staff for residents' eyes; needs ``groups`` prefetched in a list."""
    names = {group.name for group in user.groups.all()}
    roles = [role for role in Role if role in names and role != Role.RESIDENT]
    role = str(roles[0].label) if roles else _("Former member of staff")
    return f"{role} {initials(user.display_name)}, {_unit(user, roles)}"


def _unit(user, roles):
    if user.kelurahan:
        return f"Kelurahan {user.kelurahan}"
    return OTHER_UNITS.get(roles[0], UNIT) if roles else UNIT


def initials(name):
    return "".join(f"{word[0].upper()}." for word in name.split()[:3])


def opened_by(user, since, until):
    """Numbers of the persons of whom ``user`` opened anything in a period, in order."""
    period = {"user": user, "at__gte": since, "at__lt": until}
    papers = DocumentAccess.objects.filter(**period).values_list("document__person", flat=True)
    numbers = PersonAccess.objects.filter(**period).values_list(
        Coalesce("person__merged_into", "person"), flat=True
    )
    return sorted({*papers, *numbers})
