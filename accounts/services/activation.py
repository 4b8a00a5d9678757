"""Somebody whom others entered gets an account of his own, by a slip from the counter."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import AccountAct
from accounts.models import AccountEvent, ActivationSlip, Person
from accounts.services.accounts import LETTERS
from accounts.services.sign_up import open_account
from accounts.services.standstill import refuse_what_is_kept_still
from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError

WRONG_TRIES = 5


@dataclass(frozen=True)
class IssuedSlip:
    """A slip with its code, which is shown once."""

    slip: ActivationSlip
    code: str


@dataclass(frozen=True)
class NewAccount:
    """With what somebody wants to sign in from now on; ``username`` is canonical."""

    username: str
    password: str


@transaction.atomic
def issue_slip(person, *, actor):
    """Make a code for ``person``, whose KTP lies on the table; an earlier one is void.

    Raise ``DomainError`` for somebody who has an account, for the clerk's own household, and
    while name and birth date, which were compared, are not entered.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not Person.objects.without_account_for(actor).filter(pk=person.pk).exists():
        raise DomainError(_("This person has an account already, or is of your own Family Card."))
    refuse_what_is_kept_still(person, actor)
    if not person.full_name or not person.birth_date:
        raise DomainError(
            _("Name and birth date are not entered yet. Help the person to enter them first.")
        )
    now = timezone.now()
    ActivationSlip.objects.of(person).unused().update(replaced_at=now)
    code = _invent_code()
    version, digest = blind_index(code, kind="activation")
    slip = ActivationSlip.objects.create(
        person=person,
        key_version=version,
        digest=digest,
        issued_by=actor,
        issued_at=now,
        until=now + timedelta(hours=settings.ACTIVATION_SLIP_HOURS),
    )
    return IssuedSlip(slip, f"{code[:4]}-{code[4:]}")


def read_slip(code, birth_date):
    """Return the slip with ``code`` if its person was born on ``birth_date``, or ``None``.

    A wrong birth date counts against the slip in a transaction of its own, and the fifth makes
    it void: whoever finds a slip cannot try out dates.
    """
    code = "".join(letter for letter in code.lower() if letter in LETTERS)
    digests = [
        blind_index(code, kind="activation", key_version=key) for key in settings.BLIND_INDEX_KEYS
    ]
    slip = ActivationSlip.objects.with_digests(digests).select_related("person").first()
    if slip is None:
        return None
    same = ActivationSlip.objects.filter(pk=slip.pk)
    # Counted before it is judged, so that many at once do not get more tries.
    may_try = same.filter(wrong_tries__lt=WRONG_TRIES).update(wrong_tries=F("wrong_tries") + 1)
    if not may_try or slip.person.birth_date != birth_date:
        return None
    same.update(wrong_tries=F("wrong_tries") - 1)
    return slip


@transaction.atomic
def use_slip(slip, *, user=None, new_account=None):
    """Give the person of ``slip`` to ``user``, or to an account that is opened here; return it.

    Raise ``DomainError`` when the code is used, over or replaced, when the person or the account
    has somebody already, and for accounts of staff. A person that has an account keeps it.
    """
    person = Person.objects.select_for_update().get(pk=slip.person_id)
    slip = ActivationSlip.objects.select_for_update().get(pk=slip.pk)
    if slip.used_at or person.user_id:
        raise DomainError(_("This code was used already. Sign in to your account."))
    if slip.replaced_at or slip.is_over or person.erased_at:
        raise DomainError(_("This code is over. Ask for a new one at the counter."))
    if user is None:
        user = _open(new_account)
    elif user.is_staff_member:
        raise DomainError(_("Accounts of staff are not for applying. Sign out first."))
    elif Person.objects.filter(user=user).exists():
        raise DomainError(
            _("This account belongs to another NIK already. Sign out and open a new account.")
        )
    now = timezone.now()
    person.user = user
    if new_account is not None and not person.phone and "@" not in new_account.username:
        person.phone = new_account.username
    person.save(update_fields=["user", "phone", "updated_at"])
    slip.used_by, slip.used_at = user, now
    slip.save(update_fields=["used_by", "used_at"])
    with translation.override("id"):
        reason = _("Came to the counter; the KTP was compared.")
    AccountEvent.objects.create(
        account=user, act=AccountAct.JOINED, actor=slip.issued_by, reason=reason
    )
    return user


def _open(new_account):
    try:
        with transaction.atomic():
            return open_account(new_account.username, new_account.password)
    except IntegrityError as error:
        raise DomainError(
            _(
                "There is an account with this number or e-mail already. Sign in to it, then "
                "enter the code there."
            )
        ) from error


def _invent_code():
    return "".join(secrets.choice(LETTERS) for _ in range(8))
