"""What staff do to accounts. Each act has a reason and leaves a row that nobody can change."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as reset_lockout
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import STAFF_ROLES, AccountAct, Role
from accounts.models import AccountEvent, Person, User
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import phone
from blk_portal.shared.late_saves import mark_of, refuse_late_save

# Without what is mistaken for something else when it is read out at a counter.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class OneTimePassword:
    """A password made by the portal, shown once, to be changed at the next sign-in."""

    user: User
    password: str


@transaction.atomic
def open_staff_account(username, display_name, roles, *, kelurahan=None, actor, reason):
    """Create an account for a member of staff; ``username`` is canonical.

    ``kelurahan`` is where somebody works who does not work at BLK.
    """
    password = _invent_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                password,
                email=username if "@" in username else "",
                display_name=display_name,
                kelurahan=kelurahan,
                must_change_password=True,
                password_until=_end_of_one_time_password(),
            )
    except IntegrityError as error:
        raise DomainError(_("There is an account with this number or e-mail already.")) from error
    user.groups.set(Group.objects.filter(name__in=roles))
    _record(user, AccountAct.CREATED, actor, reason, detail=_joined(roles, kelurahan))
    return OneTimePassword(user, password)


@transaction.atomic
def set_roles(user, roles, *, kelurahan=None, actor, reason, seen=None):
    """Give ``user`` exactly these roles of staff and this place of work.

    Being a resident is left as it is; without a ``kelurahan`` the place is BLK. Raise
    ``SavedMeanwhile`` if ``seen``, which the page showed, is not the version of now.
    """
    user = _lock_for(actor, user)
    refuse_late_save(seen, version_of_roles(user))
    staff_groups = Group.objects.filter(name__in=STAFF_ROLES)
    user.groups.remove(*staff_groups)
    user.groups.add(*staff_groups.filter(name__in=roles))
    user.kelurahan = kelurahan
    user.save(update_fields=["kelurahan"])
    _record(user, AccountAct.ROLES_SET, actor, reason, detail=_joined(roles, kelurahan))


def version_of_roles(user):
    """Return the mark of what somebody may do here, and where."""
    groups = user.groups.filter(name__in=STAFF_ROLES).order_by("name")
    return mark_of(*groups.values_list("name", flat=True), user.kelurahan_id)


@transaction.atomic
def close_account(user, *, actor, reason):
    """Close an account; whoever is signed in with it is out at the next request."""
    user = _lock_for(actor, user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _record(user, AccountAct.DEACTIVATED, actor, reason)


@transaction.atomic
def reopen_account(user, *, actor, reason):
    user = _lock_for(actor, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record(user, AccountAct.REACTIVATED, actor, reason)


@transaction.atomic
def renew_password(user, *, actor, reason, detail=""):
    """Replace a forgotten password by one for one use; every session of the account ends."""
    user = _lock_for(actor, user)
    one_time = _give_one_time_password(user)
    _record(user, AccountAct.PASSWORD_RESET, actor, reason, detail)
    return one_time


@transaction.atomic
def change_number(user, username, *, actor, reason, detail=""):
    """Let somebody who lost the phone sign in with another number or e-mail, canonical here.

    The lost phone knew the password and may be signed in, so there is a new one and every
    session ends. Raise ``DomainError`` when the number has an account already.
    """
    user = _lock_for(actor, user)
    before = user.username
    if username == before:
        raise DomainError(_("This is the number with which the account signs in already."))
    user.username = username
    if "@" in username:
        user.email = username
    try:
        with transaction.atomic():
            user.save(update_fields=["username", "email"])
    except IntegrityError as error:
        raise DomainError(_("There is an account with this number or e-mail already.")) from error
    if "@" not in username:
        Person.objects.filter(user=user, phone__in=["", before]).update(phone=username)
    one_time = _give_one_time_password(user)
    change = f"{masked_username(before)} → {masked_username(username)}"
    _record(
        user, AccountAct.NUMBER_CHANGED, actor, reason, "; ".join(filter(None, [change, detail]))
    )
    return one_time


def masked_username(username):
    """Write "0812-****-0111" or "w***@example.com": enough for its owner to know it."""
    if "@" in username:
        name, _at, domain = username.partition("@")
        return f"{name[:1]}***@{domain}"
    number = phone(username)
    return f"{number[:4]}-****-{number[-4:]}"


@transaction.atomic
def lift_lockout(user, *, actor, reason):
    """Let somebody try again who typed a wrong password ten times."""
    user = _lock_for(actor, user)
    reset_lockout(username=user.username)
    _record(user, AccountAct.LOCKOUT_CLEARED, actor, reason)


@transaction.atomic
def remove_second_factor(user, *, actor, reason):
    """Take away codes whose phone is lost, and the password with them: the phone knew both."""
    user = _lock_for(actor, user)
    Authenticator.objects.filter(user=user).delete()
    one_time = _give_one_time_password(user)
    _record(user, AccountAct.SECOND_FACTOR_RESET, actor, reason)
    return one_time


def _lock_for(actor, user):
    if actor == user:
        raise DomainError(_("Nobody does this to his own account. Ask a colleague."))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.is_staff_member and not actor.has_role(Role.ADMIN):
        raise DomainError(_("Only an administrator changes accounts of staff."))
    return user


def _give_one_time_password(user):
    password = _invent_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_until = _end_of_one_time_password()
    user.save(update_fields=["password", "must_change_password", "password_until"])
    reset_lockout(username=user.username)
    return OneTimePassword(user, password)


def _end_of_one_time_password():
    return timezone.now() + timedelta(hours=settings.ONE_TIME_PASSWORD_HOURS)


def _invent_password():
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def _record(user, act, actor, reason, detail=""):
    AccountEvent.objects.create(
        account=user, act=act, actor=actor, reason=reason, detail=detail[:200]
    )


def _joined(roles, kelurahan):
    place = [f"Kelurahan {kelurahan}"] if kelurahan else []
    return ", ".join([*sorted(roles), *place])
