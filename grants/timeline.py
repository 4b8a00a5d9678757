"""One grant told from request to monitoring: what its page says, ready to be shown."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from blk_portal.shared.formats import long_date, rupiah, weekday_date
from grants.choices import RequestStatus
from grants.services.visits import MONTHS_AFTER_HANDOVER, months_later

CART = "tata-boga-kuliner"
NEAR_DAYS = 7


@dataclass(frozen=True)
class Step:
    state: str
    title: str
    day: date | None = None
    hint: str = ""

    @property
    def when(self):
        return weekday_date(self.day) if self.day else ""

    @property
    def datetime(self):
        return self.day.isoformat() if self.day else ""


@dataclass(frozen=True)
class Figure:
    label: str
    text: str


@dataclass(frozen=True)
class Photo:
    href: str
    thumbnail: str
    caption: str


@dataclass(frozen=True)
class Act:
    href: str
    label: str
    kind: str


@dataclass(frozen=True)
class Summary:
    title: str
    drawing: str
    badge: str
    badge_label: str
    figures: list[Figure]


def summary_of(request):
    """Return what the head of the page says."""
    grant = getattr(request, "grant", None)
    handover = getattr(grant, "handover", None)
    items = list(grant.items.all()) if grant else []
    visits = list(grant.visits.all()) if grant else []
    upcoming = next((visit for visit in visits if not visit.visited_on), None)
    badge, badge_label = _badge(request, handover, visits)
    fund = grant.fund if grant else request.grant_round.fund
    return Summary(
        title=" ".join([items[0].name, items[0].serial])
        if len(items) == 1
        else _("Request {reference}").format(reference=request.reference),
        drawing=request.participation.batch.program.drawing if request.participation else CART,
        badge=badge,
        badge_label=badge_label,
        figures=[
            Figure(
                _("Value granted") if grant else _("Value of one unit"),
                rupiah(grant.value if grant else request.grant_round.unit_value),
            ),
            Figure(_("Fund"), f"{fund.name}, {request.grant_round.fiscal_year}"),
            Figure(
                _("Transfer mechanism"),
                (grant or request.grant_round).get_transfer_mechanism_display(),
            ),
            Figure(
                _("Handed over"),
                weekday_date(handover.handed_over_on) if handover else _("Not yet"),
            ),
            Figure(
                _("Next visit"),
                weekday_date(upcoming.due_on)
                if upcoming
                else (_("All visits made") if visits else _("Not yet")),
            ),
        ],
    )


def timeline_of(request):
    """Return the steps of a request in the order of time; the first open one is "now"."""
    steps = [_received(request)]
    verification = getattr(request, "field_verification", None)
    if verification:
        steps.append(
            Step(
                "done",
                _("Field visit, score {score}").format(score=verification.score),
                verification.visited_on,
                format_html(
                    _("Team: {team}. {findings}"),
                    team=verification.team.rstrip("."),
                    findings=format_html('<span lang="id">{}</span>', verification.findings),
                ),
            )
        )
    if request.status in (RequestStatus.REFUSED, RequestStatus.WITHDRAWN):
        return [*steps, Step("done", request.get_status_display(), hint=request.reason)]
    if not verification:
        steps.append(Step("now", _("Field visit")))
    grant = getattr(request, "grant", None)
    steps.append(_decided(request, grant) if grant else _open(verification, _("Decision")))
    handover = getattr(grant, "handover", None)
    steps.append(_handed_over(handover) if handover else _open(grant, _("Handover")))
    return steps + (_visits(grant, handover) if handover else _visits_to_come())


def visits_made(request):
    grant = getattr(request, "grant", None)
    return [visit for visit in grant.visits.all() if visit.visited_on] if grant else []


def photos_of(request):
    """Return the photos of the handover and the visits, each with its caption."""
    grant = getattr(request, "grant", None)
    handover = getattr(grant, "handover", None)
    if not handover:
        return []
    found = [
        _photo(photo, "serah-terima", _("Handover"), handover.handed_over_on)
        for photo in handover.photos.all()
    ]
    for visit in visits_made(request):
        found += [
            _photo(photo, "kunjungan", visit_title(visit, handover), visit.visited_on)
            for photo in visit.photos.all()
        ]
    return found


def next_acts(request):
    """Return what an officer may do next, the expected act first."""
    grant = getattr(request, "grant", None)
    if request.status == RequestStatus.SUBMITTED:
        return [
            _act("grants:verify", request.pk, _("Record the field visit")),
            _act("grants:refuse", request.pk, _("Refuse"), kind="outline-secondary"),
        ]
    if request.status == RequestStatus.CHECKED:
        return [
            _act("grants:grant", request.pk, _("Grant")),
            _act("grants:refuse", request.pk, _("Refuse"), kind="outline-secondary"),
        ]
    if not grant:
        return []
    if hasattr(grant, "handover"):
        upcoming = next((visit for visit in grant.visits.all() if not visit.visited_on), None)
        if not upcoming:
            return []
        return [_act("grants:visit_record", upcoming.pk, _("Record the visit"))]
    if grant.items.all():
        return [
            _act("grants:handover_create", request.pk, _("Record the handover")),
            _act("grants:item_create", request.pk, _("Add an item"), kind="outline-secondary"),
        ]
    return [_act("grants:item_create", request.pk, _("Add an item"))]


def visit_title(visit, handover):
    """Name a visit by its distance from the handover: "Visit after 3 months"."""
    for months in MONTHS_AFTER_HANDOVER:
        planned = months_later(handover.handed_over_on, months)
        if abs((visit.due_on - planned).days) <= NEAR_DAYS:
            return _("Visit after {months} months").format(months=months)
    return _("Visit of {date}").format(date=long_date(visit.due_on))


def _photo(photo, kind, what, day):
    def address(size):
        return reverse("grants:photo", kwargs={"kind": kind, "uuid": photo.uuid, "size": size})

    return Photo(address("besar"), address("kecil"), f"{what}, {long_date(day)}")


def _act(view_name, pk, label, *, kind="primary"):
    return Act(reverse(view_name, kwargs={"pk": pk}), label, kind)


def _received(request):
    checked = (
        _("Repeat allowed: {reason}").format(reason=request.override_reason)
        if request.override_reason
        else _("No other grant for this NIK, family card, NIB or group when it was recorded.")
    )
    return Step(
        "done",
        _("Request {reference}").format(reference=request.reference),
        request.received_on,
        _("Proposed by: {proposer}. {checked}").format(
            proposer=request.get_proposer_display(), checked=checked
        ),
    )


def _decided(request, grant):
    decree = request.grant_round.decree_number
    title = _("Granted, decree {number}").format(number=decree) if decree else _("Granted")
    agreement = (
        _("NPHD {number}, {date}.").format(
            number=grant.agreement_number, date=long_date(grant.agreement_on)
        )
        if grant.agreement_number
        else ""
    )
    return Step("done", title, grant.decided_on, " ".join([agreement, request.reason]).strip())


def _handed_over(handover):
    hint = _("Received by {receivers}.").format(receivers=", ".join(handover.receivers))
    if handover.witnesses:
        hint += " " + _("Witnesses: {witnesses}.").format(witnesses=", ".join(handover.witnesses))
    return Step(
        "done",
        _("Handover, BAST {number}").format(number=handover.number),
        handover.handed_over_on,
        hint,
    )


def _visits(grant, handover):
    today = timezone.localdate()
    return [
        Step("done", visit_title(visit, handover), visit.visited_on, _seen(visit))
        if visit.visited_on
        else Step(
            "now" if visit.due_on <= today else "later",
            visit_title(visit, handover),
            visit.due_on,
            _("Due since this day.") if visit.due_on < today else "",
        )
        for visit in grant.visits.all()
    ]


def _visits_to_come():
    return [
        Step("later", _("Visit after {months} months").format(months=months))
        for months in MONTHS_AFTER_HANDOVER
    ]


def _seen(visit):
    used = _("Used as intended.") if visit.is_used_as_intended else _("Not used as intended.")
    condition = _("Condition: {condition}.").format(condition=visit.get_condition_display().lower())
    return f"{used} {condition} {visit.note}".strip()


def _open(step_before, title):
    return Step("now" if step_before else "later", title)


def _badge(request, handover, visits):
    if made := [visit for visit in visits if visit.visited_on]:
        if made[-1].is_used_as_intended:
            return "confirmed", _("Used as intended")
        return "problem", _("Not used as intended")
    if handover:
        return "seated", _("Handed over")
    return request.badge, request.get_status_display()
