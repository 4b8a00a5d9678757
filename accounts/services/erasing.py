"""Persons leave, figures stay: erasing what tells who somebody is, for good."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lockout
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import (
    STAFF_ROLES,
    ClaimState,
    DataRequestStatus,
    DocumentKind,
    DocumentStatus,
    ErasureCause,
)
from accounts.models import Document, Erasure, IdentityClaim, Person, PersonMerge, User
from accounts.services.tombstones import keep_tombstone, read_tombstones
from blk_portal.shared import personal_data
from blk_portal.shared.erasing import call_erasing_function
from blk_portal.shared.errors import DomainError
from blk_portal.shared.files import delete_after_commit

PERSONAL_TEXTS = [
    *("nik", "kk", "full_name", "birth_place", "address", "rt", "rw", "residence"),
    *("marital_status", "identity_card", "phone", "email"),
]


@transaction.atomic
def erase_person(person, *, cause, actor):
    """Leave of ``person`` only what figures count: gender, kelurahan, age at an application.

    A second time changes nothing. Raise ``DomainError`` for members of staff, whose account an
    administrator closes first.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at is not None:
        return person
    if person.user is not None and person.user.is_staff_member:
        raise DomainError(_("This person works here. An administrator takes away the roles first."))
    erasure, _created = Erasure.objects.get_or_create(
        person=person,
        defaults={
            "registered_at": person.created_at,
            "erased_at": timezone.now(),
            "cause": cause,
            "actor": actor,
        },
    )
    personal_data.erase(person)
    for record in person.merged.all():
        erase_person(record, cause=cause, actor=actor)
    transaction.on_commit(lambda: keep_tombstone(erasure))
    person.refresh_from_db()
    return person


def erase_from_register(person):
    """What this app does of ``erase_person``. The birth date is coarsened where ages are counted.

    Writes: history first, while the account is still known; then papers, account and the row.
    """
    call_erasing_function("accounts_erase_history", person.pk)
    call_erasing_function("accounts_erase_closed_accounts", person.pk)
    PersonMerge.objects.of_any(person).exclude(note="").update(note="–")
    forget_documents(person.documents.all())
    now = timezone.now()
    person.consents.live().update(withdrawn_at=now)
    person.data_requests.exclude(text="").update(text="–")
    person.data_requests.exclude(answer="").update(answer="–")
    person.data_requests.open().update(status=DataRequestStatus.CANCELLED)
    _forget_claims(person, now)
    person.nik_indexes.all().delete()
    person.kk_indexes.all().delete()
    user, person.user = person.user, None
    for field in PERSONAL_TEXTS:
        setattr(person, field, "")
    person.identity_verified_by = None
    person.erased_at = now
    person.restricted_at = person.restricted_at or now
    # Not the birth date: another app has just made it coarser.
    person.save(
        update_fields=[
            *("user", *PERSONAL_TEXTS, "identity_verified_by"),
            *("erased_at", "restricted_at", "updated_at"),
        ]
    )
    if user is not None:
        erase_account(user)


def _forget_claims(person, now):
    """Claims about the NIK of ``person``, or by him about another's, no longer say which NIK."""
    concerned = Q(holder=person)
    if person.user_id:
        concerned |= Q(claimant=person.user_id)
    claims = IdentityClaim.objects.filter(concerned)
    claims.filter(status=ClaimState.OPEN).update(status=ClaimState.WITHDRAWN, settled_at=now)
    claims.update(digest="")
    claims.exclude(reason="").update(reason="–")


def erase_account(user):
    """Close an account for good; what it did stays, under a number."""
    reset_lockout(username=user.username)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.username, user.email, user.display_name = f"erased-{user.pk}", "", ""
    user.is_active = False
    user.set_unusable_password()
    user.save()


def forget_documents(documents):
    """Delete the files of ``documents`` and what their rows say about them; return how many."""
    rows = list(documents.exclude(file=""))
    delete_after_commit(name for document in rows for name in document.stored_names)
    return Document.objects.filter(pk__in=[document.pk for document in rows]).update(
        file="",
        original_name="",
        sha256="",
        stored_size=0,
        page_sizes=[],
        thumbnail_size=[],
        status=DocumentStatus.REMOVED,
    )


def papers_nobody_needs(person):
    """Papers of ``person`` that no member of staff checked and that prove nothing."""
    return person.documents.filter(checked_at=None).not_evidence()


def identity_scans(before):
    """Scans of KTP and KK uploaded ``before``, of persons about whom nothing runs."""
    scans = Document.objects.filter(
        kind__in=[DocumentKind.KTP, DocumentKind.KK], created_at__lt=before
    ).exclude(file="")
    return personal_data.not_of_running_persons(scans)


def people_nobody_keeps(before, now):
    """Persons whom no app must keep, registered and last seen ``before``.

    A record that became part of another goes with that one.
    """
    people = Person.objects.filter(erased_at=None, merged_into=None, created_at__lt=before).filter(
        Q(user=None) | Q(user__last_login=None) | Q(user__last_login__lt=before)
    )
    return personal_data.kept_by_none(people, now)


def accounts_without_person(before):
    """Open accounts of residents who never entered a NIK, last seen ``before``."""
    return (
        User.objects.filter(is_active=True, person=None, date_joined__lt=before)
        .filter(Q(last_login=None) | Q(last_login__lt=before))
        .exclude(is_superuser=True)
        .exclude(groups__name__in=STAFF_ROLES)
    )


def erase_again():
    """Erase whoever has a tombstone and was brought back by a backup; return their numbers."""
    again = []
    for number, registered_at in read_tombstones():
        person = Person.objects.filter(pk=number, created_at=registered_at, erased_at=None).first()
        if person is not None:
            erase_person(person, cause=ErasureCause.REQUEST, actor=None)
            again.append(number)
    return again
