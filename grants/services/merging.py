"""What becomes of grant requests and groups when two records of one person become one."""

from django.utils.translation import gettext as _

from grants.choices import RequestStatus
from grants.models import GrantRequest


def lock(persons):
    list(GrantRequest.objects.filter(person__in=persons).select_for_update().order_by("pk"))


def obstacles(kept, gone):
    """A round of grants knows one request of a person."""
    live = GrantRequest.objects.exclude(status=RequestStatus.WITHDRAWN)
    return [
        _("Both have a request in {round}. One of them has to be withdrawn.").format(
            round=request.grant_round.title
        )
        for request in live.filter(
            person=gone, grant_round__in=live.filter(person=kept).values("grant_round")
        ).select_related("grant_round")
    ]


def prepare(kept, gone, actor):
    """Who is twice in a group is in it once."""
    for group in gone.business_groups.filter(members=kept):
        group.members.remove(gone)
