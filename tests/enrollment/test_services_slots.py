"""Rooms and times of a test: spread evenly, never fuller than the room, moved with one message."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Sitting, TestMove
from enrollment.services.assessments import invite_to_assessment
from enrollment.services.attendance import record_attendance
from enrollment.services.slots import add_room, move_assessment, move_sitting, remove_room
from notices.models import Notice
from tests.atonce import all_at_once
from tests.enrollment.test_nearness import TOO_NEAR
from tests.factories import UserFactory
from tests.factories.desk import (
    assessment_of,
    room_for,
    scored_batch,
    sitting_at,
    verified_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def coming_test():
    test = assessment_of(scored_batch())
    test.starts_at = timezone.now() + timedelta(days=5)
    test.save()
    return test


def places(test):
    return list(
        test.sittings.order_by("application__registration_number").values_list(
            "slot__room", "slot__starts_at"
        )
    )


def test_people_are_spread_over_the_rooms_in_the_order_of_their_numbers(coming_test, manager):
    begins = coming_test.starts_at
    room_for(coming_test, room="B", capacity=2, groups=2)
    room_for(coming_test, room="A", capacity=1, groups=2)
    for _one in range(5):
        verified_case(coming_test.batches.get())

    invite_to_assessment(coming_test, actor=manager)

    later = begins + timedelta(hours=1)
    assert places(coming_test) == [
        ("A", begins),
        ("B", begins),
        ("B", begins),
        ("A", later),
        ("B", later),
    ]


def test_nobody_is_invited_if_the_rooms_do_not_hold_all(coming_test, manager):
    room_for(coming_test, capacity=1)
    for _one in range(3):
        verified_case(coming_test.batches.get())

    with pytest.raises(DomainError) as refusal:
        invite_to_assessment(coming_test, actor=manager)

    assert str(refusal.value) == "2 orang tidak kebagian tempat. Tambah ruang atau waktu."
    assert (Sitting.objects.count(), Notice.objects.count()) == (0, 0)


def test_nobody_is_expected_at_two_tests_at_once(coming_test, manager):
    room_for(coming_test, groups=2)
    case = verified_case(coming_test.batches.get())
    invite_to_assessment(coming_test, actor=manager)
    other = assessment_of(*coming_test.batches.all())
    other.starts_at = coming_test.starts_at
    other.save()
    room_for(other, groups=2)

    invite_to_assessment(other, actor=manager)

    assert sorted(sitting.moment for sitting in case.sittings.all()) == [
        other.starts_at,
        other.starts_at + timedelta(hours=1),
    ]


def test_the_database_refuses_one_person_more_and_another_test_s_room(coming_test):
    (slot,) = room_for(coming_test, capacity=1)
    first, second = [sitting_at(coming_test, attendance="invited") for _ in range(2)]
    Sitting.objects.filter(pk=first.pk).update(slot=slot)
    stranger = sitting_at(assessment_of(scored_batch()))

    for sitting in [second, stranger]:
        with pytest.raises(IntegrityError, match="has no place"), transaction.atomic():
            Sitting.objects.filter(pk=sitting.pk).update(slot=slot)

    assert list(slot.sittings.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_of_four_managers_one_gives_the_last_place(coming_test, manager):
    (slot,) = room_for(coming_test, capacity=1)
    sittings = [sitting_at(coming_test, attendance="invited") for _ in range(4)]

    told = all_at_once(
        [lambda one=one: move_sitting(one, slot, reason="Dekat", actor=manager) for one in sittings]
    )

    assert sorted(told) == ["Ruang ini penuh pada waktu itu."] * 3 + ["done"]
    assert (slot.sittings.count(), TestMove.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_service_the_trigger_alone_keeps_the_last_place_for_one(coming_test):
    (slot,) = room_for(coming_test, capacity=1)
    sittings = [sitting_at(coming_test, attendance="invited") for _ in range(4)]

    told = all_at_once(
        [lambda one=one: Sitting.objects.filter(pk=one.pk).update(slot=slot) for one in sittings]
    )

    assert sorted(answer[:14] for answer in told) == ["IntegrityError"] * 3 + ["done"]
    assert slot.sittings.count() == 1


def test_rooms_that_cannot_be_are_refused(coming_test, manager):
    room_for(coming_test, room="A", groups=2)
    settings = {"capacity": 5, "minutes": 30, "groups": 1, "actor": manager}

    for room, first_at, message in [
        ("a", coming_test.starts_at, "Ruang ini sudah dipakai kelompok lain pada waktu itu."),
        (
            "B",
            coming_test.starts_at - timedelta(hours=1),
            "Kelompok pertama datang saat tes dimulai atau sesudahnya.",
        ),
    ]:
        with pytest.raises(DomainError) as refusal:
            add_room(coming_test, room=room, first_at=first_at, **settings)
        assert str(refusal.value) == message
    remove_room(coming_test, "A", actor=manager)
    assert coming_test.slots.count() == 0


def test_one_person_is_moved_with_a_reason_and_told(coming_test, manager):
    first, second = room_for(coming_test, groups=2)
    case = verified_case(coming_test.batches.get())
    invite_to_assessment(coming_test, actor=manager)
    sitting = case.sittings.get()
    Notice.objects.update(status="delivered")

    move_sitting(sitting, second, reason="Bekerja pagi", actor=manager)

    sitting.refresh_from_db()
    assert (sitting.slot, sitting.times_moved) == (second, 1)
    moved = Notice.objects.get(kind="test_moved")
    assert "Alasan: Bekerja pagi" in moved.text and "Ruang 1" in moved.text
    assert moved.answer_by == second.starts_at
    move = TestMove.objects.get()
    assert (move.was_at, move.now_at, move.moved_by) == (first.starts_at, second.starts_at, manager)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (
            lambda sitting, user: declare_relation(
                sitting.application.person, user=user, kind="work"
            ),
            TOO_NEAR,
        ),
        (
            lambda sitting, user: Sitting.objects.update(attendance="attended"),
            "Hanya yang belum mengikuti tes yang bisa dipindah.",
        ),
        (
            lambda sitting, user: setattr(sitting, "wanted", sitting.slot),
            "Orang ini memang sudah dijadwalkan di sana.",
        ),
    ],
)
def test_a_move_that_may_not_be_is_refused(coming_test, manager, prepare, message):
    first, second = room_for(coming_test, groups=2)
    verified_case(coming_test.batches.get())
    invite_to_assessment(coming_test, actor=manager)
    sitting = Sitting.objects.get()
    prepare(sitting, manager)

    with pytest.raises(DomainError) as refusal:
        move_sitting(
            sitting, getattr(sitting, "wanted", second), reason="Sakit gigi", actor=manager
        )

    assert str(refusal.value) == message
    assert (Sitting.objects.get().slot, TestMove.objects.count()) == (first, 0)


def test_a_moved_test_takes_its_groups_along_and_everybody_gets_one_message(coming_test, manager):
    first, second = room_for(coming_test, capacity=1, groups=2)
    told, untold = [verified_case(coming_test.batches.get()) for _ in range(2)]
    invite_to_assessment(coming_test, actor=manager)
    Notice.objects.filter(person=told.person).update(status="delivered")
    begins = coming_test.starts_at + timedelta(days=2)

    move_assessment(
        coming_test, starts_at=begins, place="Gedung B", reason="Rob di aula", actor=manager
    )

    assert [moment for _room, moment in places(coming_test)] == [
        begins,
        begins + timedelta(hours=1),
    ]
    kinds = {
        case: list(
            Notice.objects.filter(person=case.person, is_quiet=False)
            .order_by("pk")
            .values_list("kind", "answer_by")
        )
        for case in [told, untold]
    }
    assert kinds[told][-1] == ("test_moved", begins)
    assert kinds[untold] == [("test_invitations", begins + timedelta(hours=1))]
    news = Notice.objects.get(kind="test_moved").text
    assert "Rob di aula" in news and "Gedung B, Ruang 1" in news
    again = Notice.objects.get(person=untold.person)
    assert "Gedung B" in again.text and "Rob" not in again.text


def test_a_test_that_has_begun_is_not_moved(coming_test, manager):
    room_for(coming_test)
    verified_case(coming_test.batches.get())
    invite_to_assessment(coming_test, actor=manager)
    with time_machine.travel(coming_test.starts_at + timedelta(minutes=1)):
        record_attendance(coming_test, {Sitting.objects.get().pk: "attended"}, actor=manager)
        with pytest.raises(DomainError) as refusal:
            move_assessment(
                coming_test,
                starts_at=coming_test.starts_at + timedelta(days=1),
                place="Gedung B",
                reason="Rob",
                actor=manager,
            )

    assert str(refusal.value) == "Tes sudah berjalan. Pindahkan orang satu per satu."
    coming_test.refresh_from_db()
    assert coming_test.place == "Aula BLK"
