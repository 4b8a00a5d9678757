from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.errors import DomainError
from blk_portal.shared.locking import lock_and_read
from grants.choices import REQUEST_MOVES, GrantRoundStatus, RequestStatus
from grants.models import BusinessGroup, FieldVerification, GrantRequest, GrantRound
from grants.services.repeats import (
    RepeatFound,
    beneficiaries,
    lock_beneficiaries,
    requests_of_same_people,
)


@dataclass(frozen=True)
class NewGroup:
    """A business group (KUB) that comes with its first request."""

    name: str
    deed_number: str = ""
    members: tuple = ()


@transaction.atomic
def record_request(
    grant_round,
    person,
    *,
    received_on,
    actor,
    group=None,
    new_group=None,
    nib="",
    participation=None,
    override_reason="",
    **business,
):
    """Enter a request on paper into the round, with its group if it is a new one.

    Refused when the round takes no requests, when the officer, or somebody on the officer's
    family card, asks or belongs to the group, and, as ``RepeatFound``, when the same NIK,
    family card, group or business has a grant or a live request in the same or a neighbouring
    fiscal year and there is no ``override_reason``.
    """
    persons = beneficiaries(person, group) + list(new_group.members if new_group else [])
    lock_beneficiaries(persons, group=group, nib=nib)
    grant_round = GrantRound.objects.select_for_update().get(pk=grant_round.pk)
    now = timezone.now()
    if grant_round.status != GrantRoundStatus.OPEN:
        raise DomainError(_("This round takes no requests now."))
    if not grant_round.opens_on <= received_on <= grant_round.closes_on:
        raise DomainError(_("The request was not received in the time of this round."))
    if received_on > timezone.localdate(now):
        raise DomainError(_("The day of receipt lies in the future."))
    refuse_own_household(persons, actor)
    if participation and participation.application.person_id != person.pk:
        raise DomainError(_("This training belongs to another person."))
    if grant_round.requests.exclude(status=RequestStatus.WITHDRAWN).filter(person=person).exists():
        raise DomainError(_("This person already has a request in this round."))
    earlier = list(
        requests_of_same_people(persons, group=group, nib=nib, fiscal_year=grant_round.fiscal_year)
    )
    if earlier and not override_reason:
        raise RepeatFound(earlier)

    record_for_this_transaction(actor=actor)
    override = {"override_reason": override_reason, "override_by": actor, "override_at": now}
    return GrantRequest.objects.create(
        grant_round=grant_round,
        person=person,
        group=_record_group(new_group, leader=person) if new_group else group,
        participation=participation,
        received_on=received_on,
        nib=nib,
        recorded_by=actor,
        **business,
        **(override if earlier else {}),
    )


@transaction.atomic
def record_field_verification(request, *, visited_on, team, findings, score, is_recommended, actor):
    """Enter what the team saw at the place of business; the request can be decided then."""
    request = locked_request(request)
    refuse_unless_it_may_become(request, RequestStatus.CHECKED)
    refuse_own_household(beneficiaries(request.person, request.group), actor)
    if not request.received_on <= visited_on <= timezone.localdate():
        raise DomainError(_("The visit must lie between the receipt of the request and today."))

    verification = FieldVerification.objects.create(
        request=request,
        visited_on=visited_on,
        team=team,
        findings=findings,
        score=score,
        is_recommended=is_recommended,
        recorded_by=actor,
    )
    move_request(request, RequestStatus.CHECKED, actor=actor)
    return verification


@transaction.atomic
def withdraw_request(request, *, actor):
    """Take back a request because its sender wishes so."""
    request = locked_request(request)
    refuse_unless_it_may_become(request, RequestStatus.WITHDRAWN)
    return move_request(request, RequestStatus.WITHDRAWN, actor=actor)


def locked_request(request):
    requests = GrantRequest.objects.select_related("grant_round", "person")
    return lock_and_read(requests, request.pk)


def refuse_unless_it_may_become(request, status):
    if status not in REQUEST_MOVES[RequestStatus(request.status)]:
        raise DomainError(
            _("A request that is “{old}” cannot become “{new}”.").format(
                old=request.get_status_display(), new=status.label
            )
        )


def refuse_own_household(persons, actor):
    near = Person.objects.near_to(actor)
    if near.filter(pk__in=[person.pk for person in persons]).exists():
        raise DomainError(_("A colleague must handle requests of you and your family."))


def move_request(request, status, *, actor):
    record_for_this_transaction(actor=actor, reason=status)
    request.status = status
    request.save(update_fields=["status", "reason", "updated_at"])
    return request


def _record_group(new_group, *, leader):
    group = BusinessGroup.objects.create(
        name=new_group.name, deed_number=new_group.deed_number, leader=leader
    )
    group.members.set({leader, *new_group.members})
    return group
