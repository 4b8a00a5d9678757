"""How often somebody without an account may guess, counted in rows that name nobody."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.crypto import blind_index
from blk_portal.shared.errors import DomainError
from enrollment.models import LookupTry

WINDOW = timedelta(hours=1)


def recent_tries():
    return LookupTry.objects.filter(tried_at__gt=timezone.now() - WINDOW)


def refuse_too_many_tries(address, *, kind, most):
    """Note a try of ``kind`` from ``address`` and return it; its row goes when it was right.

    Raise ``DomainError`` beyond ``most`` in an hour. It is written before it is judged, in a
    transaction of its own, so that many at once do not get more of them.
    """
    attempt = LookupTry.objects.create(
        number_digest=digest_of(kind, "kind"), address_digest=digest_of(address, kind)
    )
    same = recent_tries().filter(address_digest=attempt.address_digest)
    if same.count() > most:
        raise too_many_tries()
    return attempt


def too_many_tries():
    return DomainError(
        _("There were many tries. Wait an hour, sign in to your account, or call us.")
    )


def digest_of(text, kind):
    return blind_index(text, kind=f"lookup-{kind}")[1]
