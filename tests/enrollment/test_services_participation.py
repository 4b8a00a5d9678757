import pytest

from accounts.models import Person
from blk_portal.shared.errors import DomainError
from enrollment.models import Participation
from enrollment.roster_list import participants
from enrollment.services.participation import (
    finish_class,
    leave_class,
    record_participation,
    start_class,
)
from enrollment.services.seats import take_seat
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.desk import case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


def published_batch(**fields):
    return BatchFactory(intake=IntakeFactory(status="published"), status="published", **fields)


def seated_in(batch, status="confirmed"):
    application = case_factory(batch=batch, status=status, papers=(), claims=())
    take_seat(batch, application)
    return application


def running(manager, people=1):
    batch = published_batch()
    for _ in range(people):
        seated_in(batch)
    return batch, start_class(batch, actor=manager)


def test_a_class_begins_with_everybody_who_confirmed_a_seat(manager):
    batch = published_batch()
    application = seated_in(batch)

    start_class(batch, actor=manager)

    batch.refresh_from_db()
    assert batch.status == "running"
    assert batch.intake.status == "running"
    assert list(Participation.objects.values_list("application", "batch", "has_finished")) == [
        (application.pk, batch.pk, None)
    ]


def test_a55_names_in_small_letters_stand_among_the_others(manager):
    batch = published_batch()
    for name in ["Zaenab", "ahmad", "Dwi Lestari"]:
        Person.objects.filter(pk=seated_in(batch).person_id).update(full_name=name)
    start_class(batch, actor=manager)

    names = [row.application.person.full_name for row in participants(batch, manager)]

    assert names == ["ahmad", "Dwi Lestari", "Zaenab"]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        ("seated", "Masih ada 1 kursi yang belum dikonfirmasi."),
        (None, "Belum ada yang mengonfirmasi kursi di kelas ini."),
    ],
)
def test_a_class_does_not_begin_without_confirmed_people(manager, status, message):
    batch = published_batch()
    if status:
        seated_in(batch, status)

    with pytest.raises(DomainError) as refusal:
        start_class(batch, actor=manager)

    assert str(refusal.value) == message
    batch.refresh_from_db()
    assert batch.status == "published"
    assert Participation.objects.count() == 0


def test_a_first_come_seat_is_confirmed_when_the_class_begins(manager):
    batch = published_batch(selection_method="first_come")
    application = seated_in(batch, "seated")

    start_class(batch, actor=manager)

    application.refresh_from_db()
    assert application.status == "confirmed"


def test_three_facts_are_kept_apart(manager):
    batch, (participation,) = running(manager)

    record_participation(
        batch,
        {
            participation.pk: {
                "days_attended": 17,
                "has_finished": True,
                "is_competent": False,
                "certificate_number": "BLK/2026/17",
            }
        },
        actor=manager,
    )

    participation.refresh_from_db()
    assert (participation.has_finished, participation.is_competent) == (True, False)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"has_finished": None, "is_competent": True},
            "Kompetensi dan sertifikat diisi sesudah selesai.",
        ),
        ({"days_attended": 99}, "Kelas ini paling lama 26 hari."),
    ],
)
def test_impossible_facts_are_refused(manager, facts, message):
    batch, (participation,) = running(manager)

    with pytest.raises(DomainError) as refusal:
        record_participation(batch, {participation.pk: facts}, actor=manager)

    assert str(refusal.value) == message
    participation.refresh_from_db()
    assert (participation.days_attended, participation.is_competent) == (None, None)


def test_a_class_ends_once_all_is_known_and_frees_its_seats(manager):
    batch, (first, second) = running(manager, people=2)
    record_participation(batch, {first.pk: {"has_finished": True}}, actor=manager)

    with pytest.raises(DomainError) as refusal:
        finish_class(batch, actor=manager)
    assert str(refusal.value) == "Isi dahulu apakah 1 orang lagi selesai."

    record_participation(batch, {second.pk: {"has_finished": False}}, actor=manager)
    finish_class(batch, actor=manager)

    batch.refresh_from_db()
    assert batch.status == "finished"
    assert batch.intake.status == "finished"
    assert set(batch.seats.values_list("release", flat=True)) == {"finished"}


def test_who_leaves_frees_the_seat_and_stays_on_the_roster(manager):
    batch, (participation, _other) = running(manager, people=2)

    leave_class(participation, actor=manager)

    participation.refresh_from_db()
    assert participation.application.status == "left"
    assert participation.has_finished is False
    assert batch.seats.get(application=participation.application).release == "left"
    with pytest.raises(DomainError) as refusal:
        leave_class(participation, actor=manager)
    assert str(refusal.value) == "Orang ini sudah keluar sebelumnya."


def test_who_was_promoted_after_the_beginning_joins_the_roster(manager):
    batch, (participation,) = running(manager)
    promoted = seated_in(batch)

    record_participation(batch, {participation.pk: {"days_attended": 1}}, actor=manager)

    assert promoted.participation.batch == batch
