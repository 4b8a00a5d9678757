"""Nobody gets a second grant in two fiscal years without a reason that stays on record."""

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import KkIndex, NikIndex, Person
from blk_portal.shared.errors import DomainError
from blk_portal.shared.formats import long_date
from grants.models import GrantRequest


class RepeatFound(DomainError):
    """The same NIK, family card, business or group has a grant or a live request already."""

    def __init__(self, earlier):
        self.earlier = earlier
        super().__init__(
            _(
                "The same NIK, family card, NIB or group already has: {requests}. "
                "A repeat in the same or the next fiscal year needs a reason."
            ).format(requests="; ".join(_named(request) for request in earlier))
        )


def lock_beneficiaries(persons, *, group=None, nib=""):
    """Let no other transaction decide about the same people, group or business until this ends.

    Takes advisory locks on the blind indexes of everybody concerned, in one order for all.
    """
    keys = {
        *NikIndex.objects.filter(person__in=persons).values_list("digest", flat=True),
        *KkIndex.objects.filter(person__in=persons).values_list("digest", flat=True),
        *([f"nib:{nib}"] if nib else []),
        *([f"group:{group.pk}"] if group else []),
    }
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def requests_of_same_people(persons, *, group=None, nib="", fiscal_year):
    """Granted and live requests of the same NIK, family card, business or group, near the year."""
    cards = KkIndex.objects.filter(person__in=persons).values("digest")
    household = Person.objects.filter(kk_indexes__digest__in=cards).values("pk")
    return (
        GrantRequest.objects.counting_as_repeat()
        .around_year(fiscal_year)
        .concerning([person.pk for person in persons], household, group=group, nib=nib)
        .select_related("grant_round", "grant")
    )


def beneficiaries(person, group):
    """The requester, and leader and members of the group for whom the request is made."""
    return [person, *([group.leader, *group.members.all()] if group else [])]


def _named(request):
    return _("{title} ({reference}), received on {date}, {status}").format(
        title=request.grant_round.title,
        reference=request.reference,
        date=long_date(request.received_on),
        status=request.get_status_display().lower(),
    )
