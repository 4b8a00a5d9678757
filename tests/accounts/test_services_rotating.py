"""New keys while the portal runs: everybody is found, nobody twice, nothing is lost."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from accounts.models import DocumentAccess, NikIndex, Person, PersonAccess, PersonChange
from accounts.services import register, rotating
from accounts.services.profile import change_person
from accounts.services.register import find_person_by_nik, persons_near_to, register_person
from blk_portal.shared.crypto import encrypt
from blk_portal.shared.errors import DomainError
from tests.atonce import one_waits_for_the_other
from tests.factories import PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory

NEW_KEY = Fernet.generate_key().decode()


def nik(number):
    return f"33759001129598{number:02d}"


KK = "3375900101209811"


def with_new_keys(settings):
    settings.FIELD_KEYS = [NEW_KEY, *settings.FIELD_KEYS]
    settings.BLIND_INDEX_KEYS = {**settings.BLIND_INDEX_KEYS, 2: "another-blind-index-key"}


@pytest.fixture
def as_owner(transactional_db):
    """The command runs as the owner of the database."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_after_a_rotation_the_old_keys_can_go(as_owner, settings):
    people = [register_person(UserFactory(), nik=nik(n), kk=KK) for n in range(7)]
    change_person(people[0], {"full_name": "Nama Baru"}, actor=None)
    factor = Authenticator.objects.create(
        user=people[0].user, type="totp", data={"secret": encrypt("rahasia")}
    )
    old_keys = settings.FIELD_KEYS
    with_new_keys(settings)

    assert rotating.index_persons(batch=3) == 14
    assert rotating.reencrypt_columns(batch=3) == 7 + 7 + 1 + 1
    assert (rotating.index_persons(), rotating.reencrypt_columns()) == (0, 0)

    settings.FIELD_KEYS = [NEW_KEY]
    settings.BLIND_INDEX_KEYS = {2: settings.BLIND_INDEX_KEYS[2]}
    assert rotating.retire_old_indexes() == 14
    assert {find_person_by_nik(nik(n)) for n in range(7)} == set(people)
    assert persons_near_to(people[0].user).count() == 7
    assert [person.nik for person in Person.objects.order_by("pk")] == [nik(n) for n in range(7)]
    assert PersonChange.objects.get().new == "Nama Baru"
    factor.refresh_from_db()
    settings.FIELD_KEYS = old_keys
    with pytest.raises(InvalidToken):
        Person.objects.first()


def test_nothing_is_retired_while_somebody_would_be_lost(as_owner, settings):
    register_person(UserFactory(), nik=nik(1), kk=KK)
    settings.BLIND_INDEX_KEYS = {2: "another-blind-index-key"}

    with pytest.raises(DomainError):
        rotating.retire_old_indexes()

    assert NikIndex.objects.count() == 1


def test_a_stopped_rotation_goes_on_where_it_was(as_owner, settings):
    for number in range(5):
        register_person(UserFactory(), nik=nik(number), kk=KK)
    with_new_keys(settings)
    rotating._index_batch(NikIndex, "nik", 2, 2)

    call_command("rotate_keys")

    assert NikIndex.objects.filter(key_version=2).count() == 5
    assert find_person_by_nik(nik(4)) is not None


def test_a_number_changed_meanwhile_is_not_written_over(as_owner, settings, monkeypatch):
    person = register_person(UserFactory(), nik=nik(1), kk=KK)
    with_new_keys(settings)
    original = rotating.encrypt

    def slow(text):
        Person.objects.filter(pk=person.pk).update(nik=nik(2), kk=KK)
        return original(text)

    monkeypatch.setattr(rotating, "encrypt", slow)
    rotating._reencrypt_column("accounts_person", "nik", 10)

    person.refresh_from_db()
    assert person.nik == nik(2)


def _at_once(*works):
    barrier, outcomes = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait()
            outcomes.append(work())
        except DomainError as refusal:
            outcomes.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_sign_ups_during_a_rotation_never_hold_one_nik_twice(settings):
    """Ten people of before, ten new ones, and ten who try the NIK of somebody else."""
    for number in range(10):
        register_person(UserFactory(), nik=nik(number), kk=KK)
    with_new_keys(settings)
    newcomers = [UserFactory() for _number in range(10)]
    thieves = [UserFactory() for _number in range(10)]
    twins = [UserFactory() for _number in range(10)]

    def enter(user, number):
        return lambda: register_person(user, nik=nik(number), kk=KK)

    works = [lambda: rotating.index_persons(batch=2)]
    works += [enter(user, 10 + number) for number, user in enumerate(newcomers)]
    works += [enter(user, 10 + number) for number, user in enumerate(twins)]
    works += [enter(user, number) for number, user in enumerate(thieves)]
    outcomes = _at_once(*works)

    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    assert len(outcomes) == 31
    assert len(refused) == 20
    assert Person.objects.count() == 20
    assert sorted(person.nik for person in Person.objects.all()) == [nik(n) for n in range(20)]
    for version in (1, 2):
        assert NikIndex.objects.filter(key_version=version).count() == 20
    assert all(find_person_by_nik(nik(number)) for number in range(20))


@pytest.mark.django_db
def test_whoever_looks_by_the_newest_index_alone_lets_one_nik_in_twice(settings, monkeypatch):
    register_person(UserFactory(), nik=nik(1), kk=KK)
    with_new_keys(settings)
    with pytest.raises(DomainError):
        register_person(UserFactory(), nik=nik(1), kk=KK)

    by_every_key = register._digests
    monkeypatch.setattr(register, "_digests", lambda *args: by_every_key(*args)[-1:])
    register_person(UserFactory(), nik=nik(1), kk=KK)

    assert [person.nik for person in Person.objects.all()] == [nik(1)] * 2


@pytest.mark.django_db(transaction=True)
def test_a_number_corrected_during_a_rotation_is_found_by_it_and_the_old_one_is_not(settings):
    """A process that does not know the new key yet corrects a number while it is indexed."""
    person = register_person(UserFactory(), nik=nik(1), kk=KK)
    old_keys = settings.BLIND_INDEX_KEYS
    with_new_keys(settings)
    both_keys = settings.BLIND_INDEX_KEYS

    def correct():
        settings.BLIND_INDEX_KEYS = old_keys
        register.correct_numbers(person, nik=nik(2), kk=KK)
        settings.BLIND_INDEX_KEYS = both_keys

    assert one_waits_for_the_other(correct, rotating.index_persons) == ["done", "done"]

    assert find_person_by_nik(nik(2)) == person
    assert find_person_by_nik(nik(1)) is None


@pytest.mark.django_db
def test_the_drill_lists_whom_an_account_looked_at(capsys):
    staff = UserFactory(roles=["verifier"], username="rina@blk.example.com")
    seen = [PersonFactory() for _number in range(3)]
    PersonAccess.objects.create(person=seen[0], user=staff, reason="Telepon")
    DocumentAccess.objects.create(document=DocumentFactory(person=seen[1]), user=staff)
    DocumentAccess.objects.create(document=DocumentFactory(person=seen[2]), user=UserFactory())
    yesterday = (timezone.localtime() - timedelta(days=1)).date().isoformat()

    call_command("affected_persons", "rina@blk.example.com", "--since", yesterday)

    assert capsys.readouterr().out.split() == [str(seen[0].pk), str(seen[1].pk)]
