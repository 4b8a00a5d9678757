"""What the counter does to an account and tells its owner."""

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Person
from accounts.services.accounts import change_number, masked_username
from blk_portal.shared.formats import long_datetime
from notices.services.outbox import queue_notice


@transaction.atomic
def change_number_and_tell(account, username, *, actor, reason, detail):
    """Change the number for signing in; say so on the new number and on the old one.

    Somebody of whom nothing is registered yet has no messages; he is before the clerk.
    """
    before = account.username
    one_time = change_number(account, username, actor=actor, reason=reason, detail=detail)
    person = Person.objects.filter(user=account).first()
    if person is None:
        return one_time
    now = timezone.now()
    with translation.override(person.language):
        facts = {"number": masked_username(username), "when": long_datetime(now)}
    numbers = {"new": username, "old": before}
    for which, number in numbers.items():
        queue_notice(
            person,
            "sign_in_number_changed",
            context=facts,
            event_key=f"sign_in_number_changed:{account.pk}:{now.timestamp():.6f}:{which}",
            to_phone="" if "@" in number else number,
        )
    return one_time
