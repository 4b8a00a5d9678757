from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blk_portal.shared.errors import DomainError
from grants.choices import RequestStatus, TransferMechanism
from grants.models import Grant, GrantRound
from grants.services.repeats import (
    RepeatFound,
    beneficiaries,
    lock_beneficiaries,
    requests_of_same_people,
)
from grants.services.requests import (
    locked_request,
    move_request,
    refuse_own_household,
    refuse_unless_it_may_become,
)


@transaction.atomic
def grant_request(
    request,
    *,
    fund,
    transfer_mechanism,
    value,
    decided_on,
    actor,
    agreement_number="",
    agreement_on=None,
    reason="",
    override_reason="",
):
    """Grant a visited request.

    Refused when all units of the round are granted, when the mechanism needs an NPHD that is
    not named, when the visit did not recommend it and no ``reason`` says why, and, as
    ``RepeatFound``, when the same people got a grant since the request was let through.
    """
    lock_beneficiaries(
        beneficiaries(request.person, request.group), group=request.group, nib=request.nib
    )
    grant_round = GrantRound.objects.select_for_update().get(pk=request.grant_round_id)
    request = locked_request(request)
    now = timezone.now()
    refuse_unless_it_may_become(request, RequestStatus.GRANTED)
    refuse_own_household(beneficiaries(request.person, request.group), actor)
    if grant_round.requests.granted().count() >= grant_round.units:
        raise DomainError(_("All units of this round are granted."))
    if not request.field_verification.visited_on <= decided_on <= timezone.localdate(now):
        raise DomainError(_("The decision must lie between the field visit and today."))
    if not request.field_verification.is_recommended and not reason:
        raise DomainError(_("The visit did not recommend this request. Write why it is granted."))
    if transfer_mechanism == TransferMechanism.GRANT_AGREEMENT and not (
        agreement_number and agreement_on
    ):
        raise DomainError(_("Enter number and date of the NPHD."))
    earlier = _granted_since_let_through(request)
    if earlier and not override_reason:
        raise RepeatFound(earlier)

    if earlier:
        request.override_reason, request.override_by = override_reason, actor
        request.override_at = now
        request.save(update_fields=["override_reason", "override_by", "override_at"])
    request.reason = reason
    move_request(request, RequestStatus.GRANTED, actor=actor)
    return Grant.objects.create(
        request=request,
        fund=fund,
        transfer_mechanism=transfer_mechanism,
        fiscal_year=grant_round.fiscal_year,
        value=value,
        decided_on=decided_on,
        decided_by=actor,
        agreement_number=agreement_number,
        agreement_on=agreement_on,
    )


@transaction.atomic
def refuse_request(request, *, reason, actor):
    """Refuse a request, with the reason that its sender is told."""
    request = locked_request(request)
    refuse_unless_it_may_become(request, RequestStatus.REFUSED)
    refuse_own_household(beneficiaries(request.person, request.group), actor)
    if not reason:
        raise DomainError(_("Write the reason. The person who asked will be told it."))

    request.reason = reason
    return move_request(request, RequestStatus.REFUSED, actor=actor)


def _granted_since_let_through(request):
    granted = (
        requests_of_same_people(
            beneficiaries(request.person, request.group),
            group=request.group,
            nib=request.nib,
            fiscal_year=request.grant_round.fiscal_year,
        )
        .granted()
        .exclude(pk=request.pk)
    )
    if request.override_at:
        granted = granted.filter(grant__created_at__gt=request.override_at)
    return list(granted)
