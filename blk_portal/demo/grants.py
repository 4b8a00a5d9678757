"""Grant rounds of the demo world: carts handed over in 2025, sewing machines asked for in 2026."""

from datetime import timedelta

from django.utils import timezone

from blk_portal.demo.catalogue import day
from blk_portal.demo.clock import at, moment
from enrollment.models import Participation
from grants.choices import GrantRoundStatus, RequestStatus
from grants.models import (
    BusinessGroup,
    FieldVerification,
    Grant,
    GrantItem,
    GrantRequest,
    GrantRound,
    Handover,
    MonitoringVisit,
)

MECHANISMS = {
    "BARANG_DISERAHKAN": "barang_diserahkan",
    "HIBAH_NPHD": "hibah_nphd",
    "PINJAM_PAKAI": "pinjam_pakai",
}
TRADES = {"HG-2025-01": "Tata Boga", "HG-2025-02": "Tata Boga", "HG-2026-01": "Menjahit"}
KINDS = {
    "Tata Boga": ["Jajanan pasar", "Es kopi dan roti bakar", "Nasi megono", "Kue basah", "Soto"],
    "Menjahit": ["Permak pakaian", "Jahit seragam", "Daster batik", "Mukena dan sarung bantal"],
}


def tell(source, shift, chance, officer):
    """Tell the grant rounds in order; requests come from graduates who have none yet."""
    served = set()
    for entry in source["grant_rounds"]:
        _round(entry, shift, chance, officer, served)


def _round(entry, shift, chance, officer, served):
    handed_over_on = day(entry["handover_date"], shift)
    closes_on = (handed_over_on or day("2026-08-31", shift)) - timedelta(days=25)
    opens_on = closes_on - timedelta(days=15)
    subtrade = TRADES[entry["code"]]
    with at(moment(opens_on, 9)):
        grant_round = GrantRound.objects.create(
            code=entry["code"],
            title=entry["title"],
            fiscal_year=entry["year"],
            fund_id=entry["funding_source"],
            agency="Dinas Perdagangan, Koperasi, dan UKM",
            transfer_mechanism=MECHANISMS[entry["transfer_mechanism"]],
            legal_basis="Contoh: peraturan wali kota tentang hibah dan bantuan sosial",
            item=entry["item"],
            units=entry["units"],
            unit_value=entry["unit_value"],
            priority=entry["priority"],
            opens_on=opens_on,
            closes_on=closes_on,
            status=GrantRoundStatus.PLANNED,
        )
        GrantRound.objects.filter(pk=grant_round.pk).update(status=GrantRoundStatus.OPEN)
    graduates = [
        participation
        for participation in Participation.objects.filter(
            has_finished=True, batch__program__subtrade=subtrade, batch__ends_on__lt=opens_on
        )
        .select_related("application__person__kelurahan")
        .order_by("pk")
        if participation.application.person_id not in served
    ]
    wanted = min(len(graduates), entry["units"] + 4)
    requests = []
    for number, participation in enumerate(chance.sample(graduates, wanted)):
        served.add(participation.application.person_id)
        received_on = opens_on + timedelta(days=number % 14)
        with at(moment(received_on, 10)):
            requests.append(_request(grant_round, participation, received_on, chance, officer))
    if handed_over_on is None:
        return
    GrantRound.objects.filter(pk=grant_round.pk).update(status=GrantRoundStatus.CLOSED)
    for number, request in enumerate(requests):
        _settle(grant_round, request, number, handed_over_on, chance, officer, entry, shift)


def _request(grant_round, participation, received_on, chance, officer):
    person = participation.application.person
    kind = chance.choice(KINDS[TRADES[grant_round.code]])
    group = None
    if grant_round.transfer_mechanism == "hibah_nphd":
        group = BusinessGroup.objects.create(
            name=f"KUB {kind} {person.kelurahan.name if person.kelurahan else 'Bersama'}",
            deed_number=f"DEMO/{person.pk}/KUB",
            founded_on=received_on - timedelta(days=400),
            leader=person,
        )
    return GrantRequest.objects.create(
        grant_round=grant_round,
        person=person,
        group=group,
        participation=participation,
        received_on=received_on,
        business_name=f"{kind} {person.full_name.split()[0]}",
        business_kind=kind,
        business_place=person.address,
        need="Selama ini berjualan dari rumah. Perlu alat sendiri supaya pembeli bertambah.",
        recorded_by=officer,
    )


def _settle(grant_round, request, number, handed_over_on, chance, officer, entry, shift):
    visited_on = handed_over_on - timedelta(days=18)
    is_granted = number < grant_round.units
    with at(moment(visited_on, 11)):
        FieldVerification.objects.create(
            request=request,
            visited_on=visited_on,
            team="Tim Dindagkop-UKM",
            findings="Usaha berjalan, tempat aman, dan alat akan dipakai setiap hari."
            if is_granted
            else "Usaha belum berjalan pada saat kunjungan.",
            score=chance.randrange(72, 96) if is_granted else chance.randrange(40, 60),
            is_recommended=is_granted,
            recorded_by=officer,
        )
        _move(request, RequestStatus.CHECKED)
    with at(moment(visited_on + timedelta(days=7), 11)):
        if not is_granted:
            GrantRequest.objects.filter(pk=request.pk).update(
                status=RequestStatus.REFUSED, reason="Usaha belum berjalan."
            )
            return
        _move(request, RequestStatus.GRANTED)
        by_agreement = grant_round.transfer_mechanism == "hibah_nphd"
        decided_on = visited_on + timedelta(days=7)
        grant = Grant.objects.create(
            request=request,
            fund=grant_round.fund,
            transfer_mechanism=grant_round.transfer_mechanism,
            fiscal_year=grant_round.fiscal_year,
            value=grant_round.unit_value,
            decided_on=decided_on,
            decided_by=officer,
            agreement_number=f"DEMO/NPHD/{number + 1:03d}" if by_agreement else "",
            agreement_on=decided_on if by_agreement else None,
        )
        GrantItem.objects.create(
            grant=grant,
            name=grant_round.item,
            serial=f"{grant_round.code}-{number + 1:03d}",
            plate_code="".join(chance.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(8)),
            value=grant_round.unit_value,
        )
    with at(moment(handed_over_on, 10)):
        Handover.objects.create(
            grant=grant,
            number=f"DEMO/BAST/{grant_round.code}/{number + 1:03d}",
            handed_over_on=handed_over_on,
            place="Halaman kantor Dindagkop-UKM",
            giver="Kepala Dindagkop-UKM",
            receivers=[request.person.full_name],
            witnesses=["Lurah setempat"],
            recorded_by=officer,
        )
    for due in entry["monitoring_due"]:
        _visit(grant, day(due, shift), chance, officer)


def _visit(grant, due_on, chance, officer):
    visit = MonitoringVisit(grant=grant, due_on=due_on)
    # A visit that was due two weeks ago was made in four cases of five; the others are overdue.
    if moment(due_on) + timedelta(days=14) < timezone.now() and chance.random() < 0.8:
        visit.visited_on = due_on + timedelta(days=chance.randrange(0, 10))
        visit.is_used_as_intended = chance.random() < 0.93
        visit.condition = chance.choice(["good", "good", "good", "worn"])
        visit.turnover = chance.choice(["under_1m", "under_3m", "under_3m", "under_10m"])
        visit.workers = chance.choice([1, 1, 2, 3])
        visit.place = grant.request.business_place
        visit.visited_by = officer
    visit.save()


def _move(request, status):
    GrantRequest.objects.filter(pk=request.pk).update(status=status)
