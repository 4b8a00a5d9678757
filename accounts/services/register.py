"""The register of people: one person for each NIK, found by blind indexes."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import nik as rules
from accounts.models import KkIndex, NikIndex, Person, PersonChange
from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError


def find_person_by_nik(nik):
    """Return the person who holds ``nik`` in any spelling, or ``None``."""
    return Person.objects.with_nik_digests(_digests(rules.normalise(nik), "nik")).first()


def persons_near_to(user):
    """The user's own person, his family card, and those to whom he declared a relation."""
    return Person.objects.near_to(user)


def register_person(user, *, nik, kk):
    """Enter ``user`` into the register, or correct his numbers; return the person.

    ``user`` is ``None`` for somebody entered at the counter; such a person is found again by
    his NIK. Raise ``DomainError`` when a number cannot be one, when another account or person
    holds the NIK (without telling who), or when a checked identity would get another NIK.
    """
    nik, kk = _checked(nik, kk)
    try:
        with transaction.atomic():
            new = Person(user_id=user and user.pk, language=_language_of(user))
            return _write(new, nik, kk)
    except IntegrityError:
        # Somebody has this NIK, or this account a person.
        return _twice(_register, user, nik, kk)


def correct_numbers(person, *, nik, kk):
    """Give ``person`` other numbers, whoever types them; return the person.

    Raise ``DomainError`` as ``register_person`` does.
    """
    return _twice(_correct, person, *_checked(nik, kk))


def replace_checked_numbers(person, *, nik, kk, actor, reason):
    """Write the numbers of the KTP that ``actor`` has before him over those of a checked identity.

    What they were stays in the person's changes, encrypted. Raise ``DomainError`` for the actor's
    own household, ``NikHeldByAnother`` when the NIK stands under somebody else.
    """
    nik, kk = _checked(nik, kk or person.kk)
    return _twice(_replace, person, nik, kk, actor, reason)


def _checked(nik, kk):
    nik, kk = rules.normalise(nik), rules.normalise(kk)
    if error := rules.blocking_error(nik) or rules.kk_blocking_error(kk):
        raise DomainError(error)
    return nik, kk


def _twice(write, *arguments):
    try:
        return write(*arguments)
    except IntegrityError:
        # Another page entered the same NIK or account at this moment; now that row can be seen.
        return write(*arguments)


@transaction.atomic
def _register(user, nik, kk):
    own = {"user": user} if user else {"pk": None}
    found = _lock_holders(nik, **own)
    holder = next((person for person in found if person.nik == nik), None)
    person = holder
    if user is not None:
        person = next((person for person in found if person.user_id == user.pk), None)
    if holder is not None and (holder != person or holder.user_id != (user.pk if user else None)):
        raise _held_by_another()
    return _write(person or Person(user=user, language=_language_of(user)), nik, kk)


@transaction.atomic
def _correct(person, nik, kk):
    found = _lock_holders(nik, pk=person.pk)
    if found != [person]:
        raise _held_by_another()
    return _write(found[0], nik, kk)


def _lock_holders(nik, **own):
    holders = Person.objects.with_nik_or(_digests(nik, "nik"), **own)
    return list(holders.select_for_update(no_key=True))


@transaction.atomic
def _replace(person, nik, kk, actor, reason):
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if persons_near_to(actor).filter(pk=person.pk).exists():
        raise DomainError(_("This is about you or your own Family Card. Ask a colleague."))
    if find_person_by_nik(nik) not in (None, person):
        raise _held_by_another()
    changes = [
        PersonChange(person=person, field=field, old=old, new=new, by=actor, reason=reason)
        for field, old, new in [("nik", person.nik, nik), ("kk", person.kk, kk)]
        if old != new
    ]
    if not changes:
        raise DomainError(_("These are the numbers that stand here already."))
    PersonChange.objects.bulk_create(changes)
    person.identity_verified_at, person.identity_verified_by = timezone.now(), actor
    return _put(person, nik, kk)


def _write(person, nik, kk):
    if person.pk and person.nik != nik and person.identity_verified_at is not None:
        raise DomainError(
            _("Your identity has been checked, so the NIK stays. Ask our staff to correct it.")
        )
    return _put(person, nik, kk)


def _put(person, nik, kk):
    person.nik, person.kk = nik, kk
    person.save()
    _write_indexes(person, nik, kk)
    return person


def _language_of(user):
    """Somebody who registers himself reads the language of the page; others are told in ours."""
    return settings.LANGUAGE_CODE if user is None else get_language()


class NikHeldByAnother(DomainError):
    """The NIK stands under somebody else; its owner may claim it (``identity_claims``)."""


def _held_by_another():
    return NikHeldByAnother(
        _(
            "This NIK is already in use in this portal. Come to BLK with your KTP, "
            "or call us, and we will help you on the same day."
        )
    )


def give_up_nik(person):
    """Take NIK and family card off a person who typed somebody else's; he enters his own."""
    person.nik, person.kk = "", ""
    person.save(update_fields=["nik", "kk", "updated_at"])
    person.nik_indexes.all().delete()
    person.kk_indexes.all().delete()


def _digests(number, kind):
    """Pairs ``(key_version, digest)`` of a number, one for each key in use."""
    return [blind_index(number, kind=kind, key_version=key) for key in settings.BLIND_INDEX_KEYS]


def _write_indexes(person, nik, kk):
    for model, number, kind in [(NikIndex, nik, "nik"), (KkIndex, kk, "kk")]:
        model.objects.bulk_create(
            [
                model(person=person, key_version=version, digest=digest)
                for version, digest in _digests(number, kind)
            ],
            update_conflicts=True,
            unique_fields=["person", "key_version"],
            update_fields=["digest"],
        )
