"""A person's own data outside an application: what was, what is, since when."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, PersonChange
from blk_portal.shared import personal_data
from blk_portal.shared.errors import DomainError
from blk_portal.shared.late_saves import mark_of, refuse_late_save

CONTACT_FIELDS = ["phone", "email", "residence"]
IDENTITY_FIELDS = [
    *("full_name", "birth_place", "birth_date", "gender", "marital_status"),
    *("address", "rt", "rw", "kelurahan", "outside_regency"),
]


def refuse_unless_correctable(person):
    """Raise ``DomainError`` while a person may not change what stands on the KTP."""
    if person.identity_verified_at is not None:
        raise DomainError(
            _("Our staff have compared this with your KTP. Ask for a correction instead.")
        )
    if reason := personal_data.in_use(person):
        raise DomainError(reason)


@transaction.atomic
def correct_own_data(person, values, *, actor):
    """Write ``values`` that the person changes himself: contact at once, the rest until checked."""
    if not set(values) <= set(CONTACT_FIELDS):
        refuse_unless_correctable(person)
    return change_person(person, values, actor=actor)


@transaction.atomic
def change_person(person, values, *, actor, reason="", seen=None):
    """Write ``values`` and keep what they were; return the changes. Equal values leave none.

    Raise ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    refuse_late_save(seen, version_of_identity(person))
    changes = []
    for field, new in values.items():
        old = getattr(person, field)
        if old != new:
            changes.append(
                PersonChange(
                    person=person,
                    field=field,
                    old=_in_words(old),
                    new=_in_words(new),
                    by=actor,
                    reason=reason,
                )
            )
            setattr(person, field, new)
    if changes:
        person.save(update_fields=[*(change.field for change in changes), "updated_at"])
        PersonChange.objects.bulk_create(changes)
    return changes


def version_of_identity(person):
    """Return the mark of what stands on the KTP."""
    return mark_of(*(str(getattr(person, field)) for field in IDENTITY_FIELDS))


def _in_words(value):
    return "" if value is None else str(value)
