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
        GrantRequest.objects.filter(person=person)
        .select_related("grant_round", "group", "grant__handover", "field_verification")
        .prefetch_related("grant__items", "grant__visits")
    )
    return [_request(request) for request in requests]


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
    grant = getattr(request, "grant", None)
    if grant:
        facts.append((_("Value (Rp)"), rupiah(grant.value)))
        facts += [(_("Item"), f"{item.name} ({item.serial})") for item in grant.items.all()]
        if handover := getattr(grant, "handover", None):
            facts.append((_("Handed over"), long_date(handover.handed_over_on)))
        facts += [
            (_("Visit on {date}").format(date=long_date(visit.visited_on)), visit.note or "–")
            for visit in grant.visits.all()
            if visit.visited_on
        ]
    return Record(request.reference, [(label, str(value)) for label, value in facts if value])


def holds(person, now):
    kept = forgetting.kept_persons(now).filter(pk=person.pk)
    if not kept.exists():
        return []
    days = [
        day
        for request in GrantRequest.objects.filter(person=person, forgotten_at=None)
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
            stays=dict.fromkeys(
                ["grants.GrantRequestEvent.person", "grants.BusinessGroupEvent.leader"],
                "History that nobody rewrites.",
            ),
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
