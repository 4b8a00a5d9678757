"""A grant to a group is told to each of its members, not to its leader alone."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from blk_portal.shared.errors import DomainError
from dashboards.trail.sources import Subject, trail
from dashboards.trail.words import lines_in_words
from grants.models import BusinessGroup, GroupMember
from grants.personal_data import holds
from grants.services.decisions import refuse_request
from tests.factories import PersonFactory, UserFactory
from tests.factories.grants import (
    FieldVerificationFactory,
    GrantFactory,
    GrantItemFactory,
    GrantRequestFactory,
    HandoverFactory,
    MonitoringVisitFactory,
)

pytestmark = pytest.mark.django_db


def group_of(leader, *members):
    group = BusinessGroup.objects.create(name="KUB Contoh", leader=leader)
    group.members.set([leader, *members])
    return group


@pytest.fixture
def member():
    return PersonFactory(user=UserFactory(roles=["resident"]), full_name="Umi Anggota")


@pytest.fixture
def handover(member):
    """What a group got, through its leader: granted, handed over, visited."""
    leader = PersonFactory(full_name="Siti Ketua")
    request = GrantRequestFactory(
        person=leader,
        group=group_of(leader, member),
        status="checked",
        need="Ketua butuh uang",
        business_name="Dapur KUB",
    )
    FieldVerificationFactory(request=request, findings="Ketua sering sakit")
    request.status = "granted"
    request.save()
    grant = GrantFactory(request=request)
    GrantItemFactory(grant=grant, name="Oven", serial="OVN-1")
    handover = HandoverFactory(grant=grant)
    visit = MonitoringVisitFactory(grant=grant, note="Ketua pindah")
    visit.visited_on, visit.visited_by = visit.due_on, UserFactory()
    visit.is_used_as_intended, visit.condition = True, "good"
    visit.save()
    return handover


def told(person):
    return [line.what for line in lines_in_words(trail(Subject.of_person(person)))]


def own_page(person):
    client = Client()
    client.force_login(person.user)
    return client.get(reverse("accounts:own_section", kwargs={"key": "grants"})).text


def test_a_member_reads_what_the_group_got_and_nothing_about_the_leader(handover, member):
    page = own_page(member)

    for words in ["KUB Contoh", "Dapur KUB", "Oven (OVN-1)", "Rp5.500.000"]:
        assert words in page, words
    for words in ["Siti Ketua", "Ketua butuh uang", "Ketua sering sakit", "Ketua pindah"]:
        assert words not in page, words


def test_a_stranger_reads_nothing_of_it(handover):
    stranger = PersonFactory(user=UserFactory(roles=["resident"]))

    assert "KUB Contoh" not in own_page(stranger)
    assert told(stranger) == []


def test_the_history_of_a_member_tells_the_way_of_the_grant(handover, member):
    leader = handover.grant.request.person

    assert "Grant request: Granted" in told(member)
    for what in ["Grant awarded written", "Thing granted written", "Handover (BAST) written"]:
        assert what in told(member), what
    assert sorted(told(member)) == sorted(told(leader))


def test_who_joins_and_leaves_a_group_stands_in_the_history_by_whatever_way(member):
    group = group_of(PersonFactory())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO grants_businessgroup_members (businessgroup_id, person_id) "
            "VALUES (%s, %s)",
            [group.pk, member.pk],
        )
    group.members.remove(member)

    assert told(member) == [
        "Membership of a business group deleted",
        "Membership of a business group written",
    ]
    events = GroupMember.pgh_event_model.objects.filter(person=member).order_by("pk")
    assert list(events.values_list("businessgroup", "pgh_label")) == [
        (group.pk, "insert"),
        (group.pk, "delete"),
    ]


def test_an_officer_sees_who_belongs_to_the_group(handover, client):
    client.force_login(UserFactory(roles=["grants_officer"]))

    page = client.get(handover.grant.request.get_absolute_url()).text

    assert "Siti Ketua, Umi Anggota" in page


def test_the_file_of_a_member_is_kept_as_long_as_that_of_the_leader(handover, member):
    leader = handover.grant.request.person

    (hold,), (of_leader,) = (holds(who, handover.created_at) for who in (member, leader))

    assert hold.until is not None
    assert hold == of_leader


def test_a_member_does_not_decide_about_the_group(member):
    officer = UserFactory(roles=["grants_officer"])
    person = PersonFactory(user=officer)
    leader = PersonFactory()
    request = GrantRequestFactory(person=leader, group=group_of(leader, member, person))

    with pytest.raises(DomainError, match="A colleague must handle"):
        refuse_request(request, reason="Lengkap", actor=officer)

    request.refresh_from_db()
    assert request.status == "submitted"
