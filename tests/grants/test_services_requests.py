from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from grants.models import Grant, GrantRequest
from grants.services.decisions import grant_request, refuse_request
from grants.services.repeats import RepeatFound
from grants.services.requests import (
    NewGroup,
    record_field_verification,
    record_request,
    withdraw_request,
)
from tests.atonce import all_at_once
from tests.factories import PersonFactory, UserFactory
from tests.factories.grants import (
    CheckedRequestFactory,
    GrantFactory,
    GrantRequestFactory,
    GrantRoundFactory,
)

pytestmark = pytest.mark.django_db

PAPER = {
    "business_name": "Jajan Pasar Bu Sri",
    "business_kind": "Kue basah",
    "business_place": "Lapak 14",
    "need": "Berjualan di pasar pagi.",
}


def officer():
    return UserFactory(roles=["grants_officer"])


def record(grant_round, person, **fields):
    paper = {"received_on": date.today() - timedelta(days=1), "actor": officer(), **PAPER}
    return record_request(grant_round, person, **{**paper, **fields})


def decide(request, **fields):
    decision = {
        "fund": request.grant_round.fund,
        "transfer_mechanism": "barang_diserahkan",
        "value": 5500000,
        "decided_on": date.today(),
        "actor": officer(),
    }
    return grant_request(request, **{**decision, **fields})


def granted_in(year, person, **round_fields):
    grant_round = GrantRoundFactory(fiscal_year=year, **round_fields)
    return GrantFactory(
        request=CheckedRequestFactory(grant_round=grant_round, person=person, status="granted")
    )


def test_request_is_recorded_with_its_history():
    actor = officer()

    request = record(GrantRoundFactory(), PersonFactory(), actor=actor)

    assert request.status == "submitted"
    assert request.recorded_by == actor
    change = StatusChange.objects.of(request).get()
    assert (change.from_status, change.to_status, change.actor) == ("", "submitted", actor)


@pytest.mark.parametrize("status", ["planned", "closed", "finished"])
def test_round_that_is_not_open_takes_no_request(status):
    with pytest.raises(DomainError, match="takes no requests"):
        record(GrantRoundFactory(status=status), PersonFactory())

    assert GrantRequest.objects.count() == 0


def test_request_received_outside_the_time_of_the_round_is_refused():
    with pytest.raises(DomainError, match="in the time of this round"):
        record(GrantRoundFactory(), PersonFactory(), received_on=date.today() - timedelta(days=40))


def test_second_request_in_the_round_is_refused_even_with_a_reason():
    first = GrantRequestFactory()

    with pytest.raises(DomainError, match="already has a request in this round"):
        record(first.grant_round, first.person, override_reason="Bencana")


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_repeat_of_the_same_nik_near_the_year_is_stopped_and_the_grant_is_named(year):
    person = PersonFactory(full_name="Sri Wahyuni")
    earlier = granted_in(year, person, title="Bantuan mesin jahit", code=f"HG-{year}-01")

    with pytest.raises(RepeatFound) as refusal:
        record(GrantRoundFactory(fiscal_year=2026), person)

    assert refusal.value.earlier == [earlier.request]
    assert "Bantuan mesin jahit" in str(refusal.value)
    assert earlier.request.reference in str(refusal.value)
    assert "Sri Wahyuni" not in str(refusal.value)
    assert GrantRequest.objects.count() == 1


@pytest.mark.parametrize("year", [2024, 2028])
def test_grant_two_years_away_does_not_count(year):
    person = PersonFactory()
    granted_in(year, person)

    assert record(GrantRoundFactory(fiscal_year=2026), person).override_reason == ""


def test_repeat_of_the_same_family_card_is_stopped_across_mechanisms():
    sister = PersonFactory(kk="3375900101209999")
    granted_in(2025, sister, transfer_mechanism="hibah_nphd")

    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(fiscal_year=2026), PersonFactory(kk="3375900101209999"))


def test_live_request_counts_and_a_refused_or_withdrawn_one_does_not():
    for status, reason in [("withdrawn", ""), ("refused", "Usaha belum ada.")]:
        person = PersonFactory()
        GrantRequestFactory(person=person, status=status, reason=reason)
        record(GrantRoundFactory(), person)

        with pytest.raises(RepeatFound):
            record(GrantRoundFactory(), person)


def test_same_business_number_is_stopped():
    GrantRequestFactory(nib="0220009999007")

    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(), PersonFactory(), nib="0220009999007")


def test_member_of_a_group_that_asked_is_stopped_and_so_is_the_group():
    leader, member = PersonFactory.create_batch(2)
    first = record(
        GrantRoundFactory(), leader, new_group=NewGroup("KUB Contoh", "12/2024", (member,))
    )

    first.group.members.remove(leader)
    assert list(first.group.members.all()) == [member]
    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(), member)
    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(), leader)
    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(), PersonFactory(), group=first.group)
    with pytest.raises(RepeatFound):
        record(GrantRoundFactory(), PersonFactory(), new_group=NewGroup("Lain", "", (member,)))


def test_override_is_kept_with_name_and_time_only_where_there_is_a_repeat():
    person, actor = PersonFactory(), officer()
    granted_in(2025, person)

    repeated = record(
        GrantRoundFactory(), person, actor=actor, override_reason="Gerobak lama terbakar."
    )
    first = record(GrantRoundFactory(), PersonFactory(), override_reason="Tidak perlu")

    assert repeated.override_reason == "Gerobak lama terbakar."
    assert repeated.override_by == actor
    assert timezone.now() - repeated.override_at < timedelta(minutes=1)
    assert (first.override_reason, first.override_by, first.override_at) == ("", None, None)


def test_repeat_that_came_up_meanwhile_is_stopped_when_it_is_granted():
    request = CheckedRequestFactory()
    granted_in(2026, request.person)

    with pytest.raises(RepeatFound):
        decide(request)
    decide(request, override_reason="Dua usaha berbeda.")

    request.refresh_from_db()
    assert (request.status, request.override_reason) == ("granted", "Dua usaha berbeda.")


def test_override_given_before_a_newer_grant_does_not_cover_it():
    person = PersonFactory()
    request = CheckedRequestFactory(
        person=person,
        override_reason="Lama",
        override_by=officer(),
        override_at=timezone.now(),
    )
    granted_in(2026, person)

    with pytest.raises(RepeatFound):
        decide(request)


def test_override_given_after_the_earlier_grant_covers_it():
    person = PersonFactory()
    granted_in(2026, person)
    request = CheckedRequestFactory(
        person=person,
        override_reason="Terbakar",
        override_by=officer(),
        override_at=timezone.now(),
    )

    decide(request)

    request.refresh_from_db()
    assert request.status == "granted"


def test_nobody_handles_requests_of_their_own_family():
    person = PersonFactory(kk="3375900101208888", user=officer())
    sister = PersonFactory(kk="3375900101208888")

    with pytest.raises(DomainError, match="A colleague"):
        record(GrantRoundFactory(), sister, actor=person.user)
    with pytest.raises(DomainError, match="A colleague"):
        decide(CheckedRequestFactory(person=sister), actor=person.user)


def test_request_goes_from_visit_to_grant():
    request, actor = GrantRequestFactory(), officer()

    record_field_verification(
        request,
        visited_on=date.today(),
        team="Dewi",
        findings="Baik.",
        score=84,
        is_recommended=True,
        actor=actor,
    )
    grant = decide(request, actor=actor)

    assert grant.decided_by == actor
    assert grant.fiscal_year == request.grant_round.fiscal_year
    assert list(StatusChange.objects.of(request).values_list("to_status", flat=True)) == [
        "submitted",
        "checked",
        "granted",
    ]


def test_request_is_not_granted_before_the_visit_nor_twice():
    with pytest.raises(DomainError, match="cannot become"):
        decide(GrantRequestFactory())

    request = CheckedRequestFactory()
    decide(request)
    with pytest.raises(DomainError, match="cannot become"):
        decide(request)


def test_grant_by_agreement_needs_its_number_and_date():
    request = CheckedRequestFactory()

    with pytest.raises(DomainError, match="NPHD"):
        decide(request, transfer_mechanism="hibah_nphd", agreement_number="900/1")

    grant = decide(
        request,
        transfer_mechanism="hibah_nphd",
        agreement_number="900/1",
        agreement_on=date.today(),
    )
    assert grant.agreement_number == "900/1"


def test_grant_against_the_advice_of_the_visit_needs_a_reason():
    request = CheckedRequestFactory(verification__is_recommended=False)

    with pytest.raises(DomainError, match="did not recommend"):
        decide(request)

    decide(request, reason="Tempat sudah dipindah.")


def test_no_more_is_granted_than_the_round_has():
    grant_round = GrantRoundFactory(units=1)
    first, second = CheckedRequestFactory.create_batch(2, grant_round=grant_round)
    decide(first)

    with pytest.raises(DomainError, match="All units"):
        decide(second)


def test_refusal_needs_a_reason_and_ends_the_request():
    request = CheckedRequestFactory()

    with pytest.raises(DomainError, match="Write the reason"):
        refuse_request(request, reason="", actor=officer())
    refuse_request(request, reason="Bukan warga kota.", actor=officer())

    request.refresh_from_db()
    assert (request.status, request.reason) == ("refused", "Bukan warga kota.")
    with pytest.raises(DomainError, match="cannot become"):
        withdraw_request(request, actor=officer())


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_record_the_same_family_at_the_same_moment():
    sisters = [PersonFactory(kk="3375900101207777") for _person in range(2)]
    rounds = [GrantRoundFactory(), GrantRoundFactory()]
    actors = [officer(), officer()]

    told = all_at_once(
        [
            partial(record, grant_round, sister, actor=actor)
            for grant_round, sister, actor in zip(rounds, sisters, actors, strict=True)
        ]
    )

    refusal, done = sorted(told)
    assert done == "done"
    assert GrantRequest.objects.get().reference in refusal


@pytest.mark.django_db(transaction=True)
def test_two_officers_cannot_grant_two_requests_of_one_family_at_the_same_moment():
    sisters = [PersonFactory(kk="3375900101206666") for _person in range(2)]
    requests = [CheckedRequestFactory(person=sister) for sister in sisters]
    actors = [officer(), officer()]

    told = all_at_once(
        [
            partial(decide, request, actor=actor)
            for request, actor in zip(requests, actors, strict=True)
        ]
    )

    refusal, done = sorted(told)
    assert done == "done"
    assert Grant.objects.get().request.reference in refusal
