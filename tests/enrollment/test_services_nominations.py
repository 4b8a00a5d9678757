"""A letter names people for a class: the same gates, the same seats, every refusal said."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from accounts.nik import masked
from blk_portal.shared.errors import DomainError
from enrollment.models import Application, Choice, Nomination, NominationLetter, Seat
from enrollment.services import nominations
from enrollment.services.nominations import name_people, name_person, record_letter
from enrollment.services.submission import submit_application, withdraw_application
from enrollment.services.wishes import add_wish
from notices.models import Notice
from programs.models import Batch, Intake
from tests.atonce import (
    all_at_once,
    one_waits_for_the_other,
    second_acts_before_the_first_ends,
)
from tests.enrollment.residents import open_intake, put_in_wallet
from tests.factories import PersonFactory, UserFactory
from tests.files import photo


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager(db):
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def letter(manager):
    open_intake(titles=["Operator Jahit"], method="nomination", capacity=2)
    return letter_for(Batch.objects.get(), manager)


def letter_for(batch, manager, **changes):
    fields = {
        "kind": "employer",
        "body": "PT Contoh Sejahtera",
        "number": "12/HRD/2026",
        "letter_on": timezone.localdate(),
    }
    return record_letter(batch, actor=manager, **fields | changes)


def resident(**fields):
    return PersonFactory(user=UserFactory(roles=["resident"]), **fields)


def complete(application):
    """Answer what the person is asked, so that only sending is left."""
    now = timezone.now()
    Application.objects.filter(pk=application.pk).update(
        education="sma",
        work_status="employee",
        motivation="Saya ingin naik tingkat.",
        conditions_answered_at=now,
        priorities_answered_at=now,
        accommodation_answered_at=now,
    )
    for code in ["not_in_school", "not_in_training"]:
        application.fact_claims.create(fact_type_id=code)
    put_in_wallet(application.person, "KTP")
    return Application.objects.get(pk=application.pk)


def test_a_person_is_named_told_and_takes_a_seat_on_sending(letter, manager):
    person = resident()

    application = name_person(letter, person.nik, actor=manager)

    assert (application.status, application.entered_by) == ("draft", manager)
    assert list(Choice.objects.values_list("application", "batch", "rank")) == [
        (application.pk, letter.batch_id, 1)
    ]
    assert Notice.objects.get().text.startswith("PT Contoh Sejahtera mengusulkan Anda")
    assert Seat.objects.count() == 0
    submit_application(complete(application), actor=person.user)
    assert Seat.objects.values_list("batch", "person").get() == (letter.batch_id, person.pk)


def test_each_row_of_a_list_is_answered_on_its_own(letter, manager):
    fine, young = resident(), resident(birth_date=timezone.localdate() - timedelta(days=6000))
    unknown = "3375900501859912"

    entries = name_people(letter, [fine.nik, "123", unknown, fine.nik, young.nik], actor=manager)

    assert [entry.masked_nik for entry in entries][0] == masked(fine.nik)
    refusals = [entry.refusal for entry in entries]
    assert refusals[0] == ""
    assert refusals[1] == "NIK harus 16 angka. Anda baru mengisi 3 angka."
    assert refusals[2].startswith("Belum ada di daftar orang.")
    assert refusals[3] == "Orang ini sudah diusulkan atau sudah mendaftar."
    assert "Minimal 18" in refusals[4]
    assert Nomination.objects.count() == Application.objects.count() == 1


def test_no_more_people_are_named_than_there_are_seats(letter, manager):
    people = [resident() for _person in range(3)]
    first = name_person(letter, people[0].nik, actor=manager)
    name_person(letter, people[1].nik, actor=manager)

    with pytest.raises(DomainError, match="sudah sebanyak kursi: 2"):
        name_person(letter, people[2].nik, actor=manager)
    withdraw_application(first, actor=people[0].user)
    name_person(letter, people[2].nik, actor=manager)

    assert Nomination.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_people_named_at_once_are_no_more_than_the_seats():
    manager = UserFactory(roles=["training_manager"])
    open_intake(titles=["Operator Jahit"], method="nomination", capacity=2)
    letter = letter_for(Batch.objects.get(), manager)
    people = [resident() for _person in range(6)]

    told = all_at_once(
        [lambda nik=person.nik: name_person(letter, nik, actor=manager) for person in people]
    )

    assert told.count("done") == Nomination.objects.count() == 2


@pytest.fixture
def two_for_one_seat(transactional_db):
    """Two ways to name somebody for the one seat of a class."""
    manager = UserFactory(roles=["training_manager"])
    open_intake(titles=["Operator Jahit"], method="nomination", capacity=1)
    letter = letter_for(Batch.objects.get(), manager)
    people = [resident() for _person in range(2)]
    return [lambda nik=person.nik: name_person(letter, nik, actor=manager) for person in people]


def test_the_second_who_is_named_waits_and_finds_the_seat_spoken_for(two_for_one_seat):
    told = one_waits_for_the_other(*two_for_one_seat)

    assert told == ["done", "Yang diusulkan sudah sebanyak kursi: 1."]
    assert Nomination.objects.count() == 1


def test_without_the_lock_of_the_class_both_are_named_for_one_seat(two_for_one_seat, monkeypatch):
    monkeypatch.setattr(nominations, "lock_batch", lambda batch: Batch.objects.get(pk=batch.pk))

    told = second_acts_before_the_first_ends(*two_for_one_seat)

    assert told == ["done", "done"]
    assert Nomination.objects.count() == 2


def test_nobody_is_named_outside_registration(letter, manager):
    Intake.objects.update(status="closed")

    with pytest.raises(DomainError, match="Pendaftaran sudah ditutup."):
        name_person(letter, resident().nik, actor=manager)

    assert Application.objects.count() == 0


def test_a_nominated_class_is_no_wish_of_ones_own(manager):
    intake = open_intake(titles=["Jahit", "Bordir"], method="nomination")
    first, second = intake.batches.order_by("code")
    person = resident()
    application = name_person(letter_for(first, manager), person.nik, actor=manager)

    with pytest.raises(DomainError, match="Kelas ini sedang tidak menerima lamaran."):
        add_wish(application, second, actor=person.user)

    assert list(application.choices.values_list("batch", flat=True)) == [first.pk]


def test_a_letter_is_entered_once_and_for_a_nominated_class(letter, manager):
    with pytest.raises(DomainError, match="Surat ini sudah dimasukkan."):
        letter_for(letter.batch, manager)
    with pytest.raises(DomainError, match="hari ini atau sebelumnya"):
        letter_for(
            letter.batch, manager, number="13", letter_on=timezone.localdate() + timedelta(days=1)
        )
    other = open_intake(titles=["Las"]).batches.get()
    with pytest.raises(DomainError, match="tidak diisi dengan surat usulan"):
        letter_for(other, manager)

    assert NominationLetter.objects.get() == letter


def test_the_database_refuses_a_letter_of_another_intake_and_losing_one(letter, manager):
    other = open_intake(titles=["Las"])
    person = resident()
    application = Application.objects.create(intake=other, person=person, user=person.user)

    with pytest.raises(DatabaseError, match="another intake"), transaction.atomic():
        Nomination.objects.create(
            application=application,
            letter=letter,
            body=letter.body,
            letter_number=letter.number,
            letter_on=letter.letter_on,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.delete()


def test_a_manager_enters_a_letter_with_its_scan_and_names_people(client, letter, manager):
    client.force_login(manager)
    person = resident(full_name="Siti Contoh")
    answers = {
        "kind": "kelurahan",
        "body": "Kelurahan Contoh",
        "number": "470/9",
        "letter_on": timezone.localdate().isoformat(),
        "scan": photo(),
    }

    page = client.post(f"/petugas/peserta/{letter.batch.code}/usulan/", answers)
    entered = NominationLetter.objects.get(number="470/9")
    assert page.url == f"/petugas/usulan/{entered.pk}/"
    assert client.get(f"/petugas/usulan/{entered.pk}/surat/").status_code == 200

    named = client.post(page.url, {"niks": f"{person.nik}\n123"})
    assert named.status_code == 422
    assert person.nik not in named.text
    assert masked(person.nik) in named.text
    assert "Siti Contoh" in named.text
