"""Somebody who was registered twice becomes one record, once two officers say so.

What the apps hold moves by what each registered (``blk_portal.shared.merging``); the record that
goes stays as a tombstone, under which the history is found that nobody may rewrite.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import AccountAct, ClaimState, MergeStatus
from accounts.models import (
    AccountEvent,
    ActivationSlip,
    DataRequest,
    HelpSession,
    IdentityClaim,
    Person,
    PersonChange,
    PersonMerge,
)
from accounts.services.erasing import PERSONAL_TEXTS, erase_account
from accounts.services.profile import change_person
from accounts.services.relations import refuse_if_near
from blk_portal.shared import merging
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read

TAKEN_OVER = ["phone", "email"]


@transaction.atomic
def propose_merge(kept, gone, *, actor, reason, note=""):
    """Say that ``gone`` is the person of ``kept``; return the merge, which waits for a second word.

    Raise ``DomainError`` if one of them takes part in another, and for who is too near to them.
    What only keeps them apart for now may be settled until the second officer looks.
    """
    refuse_if_near(kept.pk, gone.pk, actor=actor)
    persons = _lock(kept, gone)
    if blocks := for_good(*persons):
        raise DomainError(blocks[0])
    record_for_this_transaction(actor=actor, reason=reason)
    try:
        with transaction.atomic():
            return PersonMerge.objects.create(
                kept=kept, gone=gone, reason=reason, note=note.strip(), proposed_by=actor
            )
    except IntegrityError as error:
        raise DomainError(
            _("One of the two is to be made one with another record already.")
        ) from error


@transaction.atomic
def drop_merge(merge, *, actor):
    """Leave both records as they are, whichever officer says so; return the merge."""
    merge = _lock_proposed(merge, actor)
    return _settle(merge, MergeStatus.DROPPED, actor=actor)


@transaction.atomic
def merge_persons(merge, *, actor):
    """Make one record of two, for good; return the merge with what moved.

    Rows are locked in the order of everybody who acts on them, the persons last, and then once
    more: what was begun before is found, what is begun later is refused by the database. Raise
    ``DomainError`` for who proposed it or is too near, and while something keeps the two apart.
    """
    merge = _lock_proposed(merge, actor)
    if actor == merge.proposed_by:
        raise DomainError(_("You proposed this yourself. A second officer has to agree."))
    merging.lock_what_follows([merge.kept, merge.gone])
    kept, gone = _lock(merge.kept, merge.gone)
    merging.lock_what_follows([kept, gone])
    if blocks := [*for_good(kept, gone), *merging.obstacles(kept, gone)]:
        raise DomainError(blocks[0])

    merging.prepare(kept, gone, actor)
    closing = gone.user if kept.user else None
    of_person = merging.what_follows(kept, gone)
    of_account = merging.what_follows_the_account(kept.user, closing) if closing else {}
    merge.closed_account, merge.moved = closing, of_person | of_account
    merge = _settle(merge, MergeStatus.DONE, actor=actor)
    _make_one(merge, kept, gone, actor)
    merging.move(of_person, kept)
    merging.move(of_account, kept.user)
    merging.settle(kept)
    return merge


def for_good(kept, gone):
    """Why these two records can never be made one in this way, in words; most often nothing."""
    found = []
    if kept.pk == gone.pk:
        found.append(_("These are not two records."))
    if kept.merged_into_id or gone.merged_into_id:
        found.append(_("One of the two became part of another record before."))
    if gone.merged.exists():
        found.append(_("The record that would go took in another one before, so it stays."))
    if kept.erased_at or gone.erased_at:
        found.append(_("One of the two was erased."))
    if gone.user and gone.user.is_staff_member:
        found.append(_("The account of the record that would go is one of staff."))
    if gone.identity_verified_at and not kept.identity_verified_at:
        found.append(_("The NIK of the other record was compared with the KTP: that one stays."))
    return found


def obstacles(kept, gone):
    """What of the register and the accounts has to be settled first, in words."""
    persons, found = [kept, gone], []
    if kept.restricted_at or gone.restricted_at:
        found.append(_("The data of one of the two is kept still, as its owner asked."))
    if DataRequest.objects.not_done().filter(person__in=persons).exists():
        found.append(_("A request about own data is not finished. Answer it first."))
    accounts = [person.user_id for person in persons if person.user_id]
    claims = IdentityClaim.objects.filter(status=ClaimState.OPEN)
    if claims.filter(Q(holder__in=persons) | Q(claimant__in=accounts)).exists():
        found.append(_("A claim of a NIK waits. Settle it at the counter first."))
    if HelpSession.objects.open().filter(client__in=persons).exists():
        found.append(_("Somebody is filling in an application for one of the two just now."))
    return found


def prepare(kept, gone, actor):
    """End what cannot stand twice: a consent to the same, codes for an account, numbers."""
    now = timezone.now()
    live = kept.consents.live().values("purpose")
    gone.consents.live().filter(purpose__in=live).update(withdrawn_at=now, withdrawn_by=actor)
    slips = (
        ActivationSlip.objects.filter(person__in=[kept, gone])
        if gone.user
        else (ActivationSlip.objects.of(gone))
    )
    slips.unused().update(replaced_at=now)
    gone.nik_indexes.all().delete()
    gone.kk_indexes.all().delete()


def _lock(*persons):
    """Lock the persons, so that nothing new is begun for them, and read them again."""
    numbers = [person.pk for person in persons]
    list(Person.objects.select_for_update().filter(pk__in=numbers).order_by("pk").only("pk"))
    read = Person.objects.select_related("user").in_bulk(numbers)
    return [read[number] for number in numbers]


def _lock_proposed(merge, actor):
    merges = PersonMerge.objects.select_related("kept", "gone", "proposed_by", "decided_by")
    merge = lock_and_read(merges, merge.pk)
    refuse_if_near(merge.kept_id, merge.gone_id, actor=actor)
    if not merge.is_proposed:
        raise DomainError(
            _("{name} decided about this before: {state}.").format(
                name=merge.decided_by, state=merge.get_status_display()
            )
        )
    return merge


def _settle(merge, status, *, actor):
    record_for_this_transaction(actor=actor, reason=merge.reason)
    merge.status, merge.decided_by, merge.decided_at = status, actor, timezone.now()
    merge.save()
    return merge


def _make_one(merge, kept, gone, actor):
    """Leave of ``gone`` a tombstone, and write down what it said that ``kept`` says otherwise."""
    account, reason = gone.user, _words_of(merge)
    _keep_what_it_said(kept, gone, actor, reason)
    _take_over_contact(kept, gone, actor, reason)
    for field in PERSONAL_TEXTS:
        setattr(gone, field, "")
    gone.gender, gone.birth_date, gone.kelurahan, gone.outside_regency = "", None, None, ""
    gone.identity_verified_at = gone.identity_verified_by = gone.user = None
    gone.merged_into = kept
    gone.save()
    if merge.closed_account:
        _record(account, actor, reason)
        erase_account(account)
    elif account:
        kept.user = account
        kept.save(update_fields=["user", "updated_at"])
    if kept.user:
        _record(kept.user, actor, reason)


def _keep_what_it_said(kept, gone, actor, reason):
    """Values that differ stay in the changes of the tombstone, encrypted, until it is erased."""
    PersonChange.objects.bulk_create(
        PersonChange(person=gone, field=field, old=was, by=actor, reason=reason)
        for field in [*PERSONAL_TEXTS, "birth_date"]
        if (was := str(getattr(gone, field) or "")) and was != str(getattr(kept, field) or "")
    )


def _take_over_contact(kept, gone, actor, reason):
    """A number or mailbox that the record which stands does not have goes along."""
    missing = {
        field: getattr(gone, field)
        for field in TAKEN_OVER
        if getattr(gone, field) and not getattr(kept, field)
    }
    if missing:
        change_person(kept, missing, actor=actor, reason=reason)
        kept.refresh_from_db(fields=[*missing, "updated_at"])


def _words_of(merge):
    """The coded reason in the language of the residents, who read it."""
    with translation.override("id"):
        return str(merge.get_reason_display())


def _record(account, actor, reason):
    AccountEvent.objects.create(account=account, act=AccountAct.MERGED, actor=actor, reason=reason)
