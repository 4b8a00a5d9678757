"""A NIK that somebody else typed first: its owner claims it, the counter settles it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import nik as rules
from accounts.choices import ClaimState
from accounts.models import IdentityClaim, Person
from accounts.services.register import (
    find_person_by_nik,
    give_up_nik,
    persons_near_to,
    register_person,
    replace_checked_numbers,
)
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read


@dataclass(frozen=True)
class Handover:
    """``person`` has the NIK now; ``loser``, if any, typed it into his account before."""

    claim: IdentityClaim
    person: Person
    loser: Person | None


def file_claim(claimant, nik):
    """Claim ``nik``, which somebody else holds; a second time gives the first claim again."""
    nik = rules.normalise(nik)
    if error := rules.blocking_error(nik):
        raise DomainError(error)
    holder = find_person_by_nik(nik)
    if holder is None or holder.user_id == claimant.pk:
        raise DomainError(_("This NIK is free now. Save it again; no claim is needed."))
    version, digest = blind_index(nik, kind="nik")
    claims = IdentityClaim.objects.filter(claimant=claimant, digest=digest, status=ClaimState.OPEN)
    try:
        with transaction.atomic():
            return claims.first() or IdentityClaim.objects.create(
                claimant=claimant, holder=holder, key_version=version, digest=digest
            )
    except IntegrityError:
        return claims.get()


@transaction.atomic
def withdraw_claim(claim, *, actor):
    """Take one's own claim back while nobody has settled it."""
    claim = _lock_open(claim)
    _settle(claim, ClaimState.WITHDRAWN, actor=actor)
    return claim


@transaction.atomic
def refuse_claim(claim, *, actor, reason):
    """Leave the NIK where it is: the card that was shown does not carry it."""
    claim = _lock_open(claim)
    _refuse_own(claim, actor)
    _settle(claim, ClaimState.FOR_HOLDER, actor=actor, reason=reason)
    return claim


@transaction.atomic
def uphold_claim(claim, *, nik, kk, actor, reason):
    """Give the NIK, copied by the clerk from the KTP on the table, to the claimant.

    Somebody who was entered at the counter before and has no account gets his whole file. An
    account that typed a NIK not its own loses the number and nothing else; so does somebody
    without an account if the claimant's own identity was checked before. Raise ``DomainError``
    when the card carries another NIK, or when the identity of the other account was checked.
    """
    claim = _lock_open(claim)
    _refuse_own(claim, actor)
    nik = rules.normalise(nik)
    if blind_index(nik, kind="nik", key_version=claim.key_version)[1] != claim.digest:
        raise DomainError(_("The NIK on this KTP is another one than the one that was claimed."))
    holder = Person.objects.select_for_update().get(pk=claim.holder_id)
    if find_person_by_nik(nik) not in (None, holder):
        raise DomainError(_("Another person has this NIK by now. Let the claim be made again."))
    loser = None
    own = Person.objects.filter(user=claim.claimant).exclude(identity_verified_at=None).first()
    if find_person_by_nik(nik) is None:
        person = _give(claim.claimant, own, nik, kk, actor, reason)
    elif holder.user_id is None and own is None:
        person = _join(claim.claimant, holder)
    elif holder.identity_verified_at is not None:
        raise DomainError(
            _("Our staff have checked the identity of the other account, so it keeps the NIK.")
        )
    else:
        give_up_nik(holder)
        person, loser = _give(claim.claimant, own, nik, kk, actor, reason), holder
    _settle(claim, ClaimState.FOR_CLAIMANT, actor=actor, reason=reason)
    return Handover(claim, person, loser)


def _give(claimant, own, nik, kk, actor, reason):
    """Write the numbers for the claimant; over those that were checked with their history."""
    if own is not None:
        return replace_checked_numbers(own, nik=nik, kk=kk, actor=actor, reason=reason)
    return register_person(claimant, nik=nik, kk=kk)


def _join(claimant, person):
    if Person.objects.filter(user=claimant).exists():
        raise DomainError(
            _("This account has another NIK already. Open a new account for the person first.")
        )
    person.user = claimant
    person.save(update_fields=["user", "updated_at"])
    return person


def _lock_open(claim):
    claim = lock_and_read(IdentityClaim.objects.select_related("claimant"), claim.pk)
    if not claim.is_open:
        raise DomainError(
            _("This claim was settled before: {state}.").format(state=claim.get_status_display())
        )
    return claim


def _refuse_own(claim, actor):
    near = persons_near_to(actor)
    is_own = claim.claimant_id == actor.pk or near.filter(user=claim.claimant_id).exists()
    if is_own or near.filter(pk=claim.holder_id).exists():
        raise DomainError(_("This is about you or your own Family Card. Ask a colleague."))


def _settle(claim, state, *, actor, reason=""):
    record_for_this_transaction(actor=actor)
    claim.status, claim.reason = state, reason
    claim.settled_at, claim.settled_by = timezone.now(), actor
    claim.save(update_fields=["status", "reason", "settled_at", "settled_by", "updated_at"])
