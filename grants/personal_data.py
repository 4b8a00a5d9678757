"""What grants hold about a person: own requests and what was handed over."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blk_portal.shared import retention
from blk_portal.shared.erasing import LetGo
from blk_portal.shared.formats import long_date, rupiah
from blk_portal.shared.personal_data import (
    Follows,
    Hold,
    Merging,
    Provider,
    Record,
    Section,
    Sweep,
    register,
)
from grants.models import GrantRequest
from grants.services import forgetting, merging

WORDS_OF_A_REQUEST = (
    *("business_name", "business_kind", "business_place", "nib", "need"),
    *("reason", "override_reason"),
)


def _grants_of(person):
    requests = (
        GrantRequest.objects.reaching([person])
        .select_related("grant_round", "group", "grant__handover", "field_verification")
        .prefetch_related("grant__items", "grant__visits")
    )
    return [
        _request(request) if request.person_id == person.pk else _request_of_a_group(request)
        for request in requests
    ]


def _request(request):
    facts = [
        (_("Received"), long_date(request.received_on)),
        (_("Status"), request.get_status_display()),
        (_("Name of the business"), request.business_name),
        (_("Kind of business"), request.business_kind),
        (_("Place of the business"), request.business_place),
        (_("Business number (NIB)"), request.nib),
        (_("What it is needed for"), request.need),
        (_("Reason of the decision"), request.reason),
    ]
    if request.group:
        facts.append((_("Business group"), request.group.name))
    visit = getattr(request, "field_verification", None)
    if visit:
        facts.append((_("Visited on"), long_date(visit.visited_on)))
        facts.append((_("Findings"), visit.findings))
    facts += _given(request)
    facts += [
        (_("Visit on {date}").format(date=long_date(visit.visited_on)), visit.note or "–")
        for visit in _visits(request)
    ]
    return _record(request, facts)


def _request_of_a_group(request):
    """What a member reads: what the group asked for and got, not what was written about others."""
    facts = [
        (_("Business group"), request.group.name),
        (_("Received"), long_date(request.received_on)),
        (_("Status"), request.get_status_display()),
        (_("Name of the business"), request.business_name),
        *_given(request),
        *[
            (
                _("Visit on {date}").format(date=long_date(visit.visited_on)),
                visit.get_condition_display(),
            )
            for visit in _visits(request)
        ],
    ]
    return _record(request, facts)


def _given(request):
    grant = getattr(request, "grant", None)
    if grant is None:
        return []
    facts = [
        (_("Decided on"), long_date(grant.decided_on)),
        (_("Value (Rp)"), rupiah(grant.value)),
        *[(_("Item"), f"{item.name} ({item.serial})") for item in grant.items.all()],
    ]
    if handover := getattr(grant, "handover", None):
        facts.append((_("Handed over"), long_date(handover.handed_over_on)))
    return facts


def _visits(request):
    grant = getattr(request, "grant", None)
    return [visit for visit in grant.visits.all() if visit.visited_on] if grant else []


def _record(request, facts):
    return Record(request.reference, [(label, str(value)) for label, value in facts if value])


def holds(person, now):
    kept = forgetting.kept_persons(now).filter(pk=person.pk)
    if not kept.exists():
        return []
    days = [
        day
        for request in GrantRequest.objects.reaching([person]).filter(forgotten_at=None)
        for day in (
            request.received_on,
            getattr(getattr(request, "grant", None), "decided_on", None),
        )
        if day
    ]
    last = max(days, default=None)
    until = last and timezone.make_aware(timezone.datetime(last.year, last.month, last.day))
    return [
        Hold(
            _("Your grant file is kept for audit."),
            until and until + retention.GRANTS.period,
        )
    ]


register(
    Provider(
        app="grants",
        sections=[Section("grants", gettext_lazy("Your grants"), _grants_of)],
        erase=forgetting.erase_grants,
        kept=forgetting.kept_persons,
        running=forgetting.running_persons,
        holds=holds,
        lets_go=[LetGo("grants_grantrequestevent", columns=WORDS_OF_A_REQUEST)],
        merging=Merging(
            follows=[
                Follows("grants.GrantRequest.person", gettext_lazy("Grant requests")),
                Follows("grants.BusinessGroup.leader", gettext_lazy("Business groups led")),
                Follows("grants.BusinessGroup_members.person", gettext_lazy("Business groups")),
            ],
            stays={
                **dict.fromkeys(
                    [
                        "grants.GrantRequestEvent.person",
                        *("grants.BusinessGroupEvent.leader", "grants.GroupMemberEvent.person"),
                    ],
                    "History that nobody rewrites.",
                ),
                "grants.GroupMember.person": "The rows of BusinessGroup_members, which follow.",
            },
            lock=merging.lock,
            obstacles=merging.obstacles,
            prepare=merging.prepare,
        ),
        sweeps=[
            Sweep(
                retention.GRANTS,
                forgetting.requests_done,
                lambda requests, before: forgetting.forget_requests(requests),
            ),
        ],
    )
)
