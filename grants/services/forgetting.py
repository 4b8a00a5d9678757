"""Files of grants go ten years after the last thing that happened; value and fund stay."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from blk_portal.shared import retention
from blk_portal.shared.erasing import call_erasing_function
from blk_portal.shared.files import delete_after_commit
from grants.models import (
    BusinessGroup,
    FieldVerification,
    GrantRequest,
    Handover,
    HandoverPhoto,
    MonitoringVisit,
    VisitPhoto,
)
from grants.querysets import PENDING


def forget_requests(requests):
    """Empty what ``requests`` and all that followed from them tell in words; return how many."""
    numbers = list(requests.values_list("pk", flat=True))
    files = GrantRequest.objects.filter(pk__in=numbers)
    files.update(
        business_name="",
        business_kind="",
        business_place="",
        nib="",
        need="",
        forgotten_at=timezone.now(),
    )
    files.exclude(reason="").update(reason="–")
    files.exclude(override_reason="").update(override_reason="–")
    FieldVerification.objects.filter(request__in=numbers).update(findings="")
    Handover.objects.filter(grant__request__in=numbers).update(receivers=[], witnesses=[], place="")
    MonitoringVisit.objects.filter(grant__request__in=numbers).update(place="", note="")
    for photos in (
        HandoverPhoto.objects.filter(handover__grant__request__in=numbers),
        VisitPhoto.objects.filter(visit__grant__request__in=numbers),
    ):
        for photo in photos:
            delete_after_commit([photo.image.name, photo.thumbnail.name])
        photos.delete()
    for number in numbers:
        call_erasing_function("grants_erase_history", number)
    return len(numbers)


def erase_grants(person):
    """Forget the files of a person and leave the groups; a group without a leader loses its name.

    Files of a group in which the person is only a member belong to its leader.
    """
    forget_requests(GrantRequest.objects.filter(person=person, forgotten_at=None))
    for group in BusinessGroup.objects.filter(members=person):
        group.members.remove(person)
    BusinessGroup.objects.filter(leader=person).update(name="–", deed_number="")


def requests_done(before):
    """Requests of whose whole file the last line is from ``before``."""
    day = before.date()
    return (
        GrantRequest.objects.filter(forgotten_at=None, received_on__lt=day)
        .exclude(status__in=PENDING)
        .exclude(grant__decided_on__gte=day)
        .exclude(pk__in=MonitoringVisit.objects.filter(due_on__gte=day).values("grant__request"))
    )


def kept_persons(now):
    return _persons_of(
        GrantRequest.objects.filter(forgotten_at=None).exclude(
            pk__in=requests_done(now - retention.GRANTS.period).values("pk")
        )
    )


def running_persons():
    return _persons_of(GrantRequest.objects.filter(status__in=PENDING))


def _persons_of(requests):
    groups = BusinessGroup.objects.filter(requests__in=requests)
    return Person.objects.filter(
        Q(pk__in=requests.order_by().values("person"))
        | Q(pk__in=groups.order_by().values("leader"))
        | Q(pk__in=groups.order_by().values("members"))
    ).values("pk")
