"""Data that its owner had put away lies in store: auditors open it, and nobody else uses it."""

from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import PersonAccess
from blk_portal.shared.errors import DomainError


def refuse_what_is_kept_still(person, user):
    """Raise ``DomainError`` if ``person`` had the data put away and ``user`` is no auditor."""
    if person.restricted_at and not user.has_role(Role.AUDITOR):
        raise DomainError(
            _(
                "The owner of this data asked that it is not used. Only auditors open it. "
                "The person can end this under My data."
            )
        )


def open_numbers(person, *, user, reason):
    """Write down that ``user`` reads the whole NIK and family card number, unless kept still."""
    refuse_what_is_kept_still(person, user)
    PersonAccess.objects.create(person=person, user=user, reason=reason)


def refuse_own_while_kept_still(person):
    """Raise ``DomainError`` if ``person``, who wants to begin something, had the data put away."""
    if person is not None and person.restricted_at:
        raise DomainError(
            _(
                "Your data is not used at the moment, because you asked for it. Open My data and "
                "press “Use my data again” first."
            )
        )
