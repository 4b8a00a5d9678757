"""What follows for applications when their person gets an account, and who is told."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import ClaimState
from accounts.services import activation
from accounts.services.accounts import masked_username
from accounts.services.identity_claims import withdraw_claim
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_datetime
from enrollment.services.joining import bind_drafts, hand_over_applications
from enrollment.services.tries import refuse_too_many_tries
from notices.services.outbox import queue_notice

MOST_PER_ADDRESS = 60


def activate(code, birth_date, *, address, user=None, new_account=None):
    """Give the person of a counter's ``code`` an account with all that was entered; return it.

    Raise ``DomainError`` for a code that does not fit or is no longer good, and after many tries
    from one ``address``.
    """
    attempt = refuse_too_many_tries(address, kind="activation", most=MOST_PER_ADDRESS)
    slip = activation.read_slip(code, birth_date)
    if slip is None:
        raise DomainError(
            _(
                "No code like this with this birth date. Look at both again, or ask at the "
                "counter for a new code."
            )
        )
    account = _join(slip, user=user, new_account=new_account)
    attempt.delete()
    return account


@transaction.atomic
def _join(slip, *, user, new_account):
    account = activation.use_slip(slip, user=user, new_account=new_account)
    person = slip.person
    hand_over_applications(person, account)
    bind_drafts(account, person, actor=account)
    for claim in account.identity_claims.filter(holder=person, status=ClaimState.OPEN):
        withdraw_claim(claim, actor=account)
    with translation.override(person.language):
        context = {
            "number": masked_username(account.username),
            "when": long_datetime(timezone.now()),
        }
    queue_notice(
        person,
        "account_joined",
        context=context,
        link=reverse("accounts:account_history"),
        event_key=f"account_joined:{slip.pk}",
    )
    return account
