"""Anybody who holds a registration number and the birth date may ask how it stands."""

from datetime import timedelta

from django.utils import timezone

from enrollment.models import Application, LookupTry
from enrollment.services.tries import digest_of, recent_tries, too_many_tries

KEPT_FOR = timedelta(days=1)
MOST_PER_NUMBER = 5
# A whole village may share one address.
MOST_PER_ADDRESS = 200


def look_up(number, birth_date, *, address):
    """Return the application with ``number`` whose person was born on ``birth_date``, or ``None``.

    An unknown number and a wrong date are asked and answered alike. Raise ``DomainError`` after
    too many wrong tries for the number or from the address. The try is written before it is
    judged, in a transaction of its own, so that many at once do not get more of them.
    """
    attempt = LookupTry.objects.create(
        number_digest=digest_of(number, "number"), address_digest=digest_of(address, "address")
    )
    recent = recent_tries()
    of_number = recent.filter(number_digest=attempt.number_digest)
    of_address = recent.filter(address_digest=attempt.address_digest)
    if of_number.count() > MOST_PER_NUMBER or of_address.count() > MOST_PER_ADDRESS:
        raise too_many_tries()
    found = (
        Application.objects.filter(registration_number=number, person__birth_date=birth_date)
        .select_related("intake")
        .first()
    )
    if found:
        of_number.delete()
    return found


def forget_old_tries():
    """Remove the tries that no longer count; return how many."""
    return LookupTry.objects.filter(tried_at__lt=timezone.now() - KEPT_FOR).delete()[0]
