import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import KkIndex, NikIndex, Person
from accounts.services.register import find_person_by_nik, persons_near_to, register_person
from blk_portal.shared.errors import DomainError
from tests.factories import PersonFactory, UserFactory

NIK, OTHER_NIK = "3375906504990001", "3375906504990002"
KK, OTHER_KK = "3375901201209001", "3375901201209002"
HELD = (
    "NIK ini sudah dipakai di portal ini. Datang ke BLK dengan KTP Anda, atau hubungi kami, "
    "dan kami bantu hari itu juga."
)

pytestmark = pytest.mark.django_db


def test_a_user_enters_the_register_once_with_any_spelling():
    user = UserFactory()

    person = register_person(user, nik="3375 9065 0499 0001", kk=KK)

    assert (person.user, person.nik, person.kk) == (user, NIK, KK)
    assert register_person(user, nik=NIK, kk=OTHER_KK) == person
    assert Person.objects.get().kk == OTHER_KK
    assert find_person_by_nik("33.75.90.650499.0001") == person
    assert NikIndex.objects.count() == KkIndex.objects.count() == 1


def test_a_mistyped_nik_can_be_corrected_until_identity_is_checked():
    user = UserFactory()
    person = register_person(user, nik=NIK, kk=KK)

    register_person(user, nik=OTHER_NIK, kk=KK)

    assert find_person_by_nik(NIK) is None
    assert find_person_by_nik(OTHER_NIK) == person

    Person.objects.update(identity_verified_at=timezone.now(), identity_verified_by=UserFactory())
    with pytest.raises(DomainError, match="Identitas Anda sudah diperiksa"):
        register_person(user, nik=NIK, kk=KK)
    assert Person.objects.get().nik == OTHER_NIK


@pytest.mark.parametrize("has_account", [True, False])
def test_a_nik_of_somebody_else_is_refused_without_saying_whose(has_account):
    holder = PersonFactory(nik=NIK, user=UserFactory() if has_account else None)
    user = UserFactory()

    with pytest.raises(DomainError) as refusal:
        register_person(user, nik=NIK, kk=KK)

    assert str(refusal.value) == HELD
    assert list(Person.objects.all()) == [holder]


def test_correcting_to_the_nik_of_somebody_else_changes_nothing():
    PersonFactory(nik=OTHER_NIK)
    user = UserFactory()
    register_person(user, nik=NIK, kk=KK)

    with pytest.raises(DomainError):
        register_person(user, nik=OTHER_NIK, kk=KK)

    assert user.person.nik == NIK


def test_numbers_that_cannot_be_are_refused():
    for nik, kk in [("1" * 16, KK), (NIK, "123")]:
        with pytest.raises(DomainError):
            register_person(UserFactory(), nik=nik, kk=kk)
    assert not Person.objects.exists()


def test_somebody_entered_at_the_counter_is_found_again():
    person = register_person(None, nik=NIK, kk=KK)

    assert register_person(None, nik=NIK, kk=KK) == person
    assert person.user is None


def test_the_number_itself_is_nowhere_in_the_table():
    register_person(UserFactory(), nik=NIK, kk=KK)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM accounts_person p")
        (row,) = cursor.fetchone()

    assert NIK not in row
    assert KK not in row


def test_a_person_is_found_while_keys_rotate(settings):
    person = register_person(UserFactory(), nik=NIK, kk=KK)

    settings.BLIND_INDEX_KEYS = {**settings.BLIND_INDEX_KEYS, 2: "a new key"}
    assert find_person_by_nik(NIK) == person

    register_person(person.user, nik=NIK, kk=KK)
    del settings.BLIND_INDEX_KEYS[1]
    assert find_person_by_nik(NIK) == person


def test_a_household_is_everybody_on_the_family_card():
    user = UserFactory()
    own = PersonFactory(user=user, kk=KK)
    sister = PersonFactory(kk=KK)
    PersonFactory(kk=OTHER_KK)

    assert set(persons_near_to(user)) == {own, sister}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["one account", "ten accounts", "counter"])
def test_ten_parallel_registrations_of_one_nik_give_one_person(kind):
    users = {
        "one account": lambda: [UserFactory()] * 10,
        "ten accounts": lambda: UserFactory.create_batch(10),
        "counter": lambda: [None] * 10,
    }[kind]()
    start, answers = threading.Barrier(10), []

    def register(user):
        start.wait()
        try:
            answers.append(register_person(user, nik=NIK, kk=KK).pk)
        except DomainError as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=register, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    person = Person.objects.get()
    refusals = 9 if kind == "ten accounts" else 0
    assert sorted(answers, key=str) == sorted(
        [person.pk] * (10 - refusals) + [HELD] * refusals, key=str
    )
    assert NikIndex.objects.count() == KkIndex.objects.count() == 1
