import hashlib

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone, translation

from accounts import consent_wordings
from accounts.choices import ConsentPurpose, ConsentSource
from accounts.consent_wordings import Wording, wording_of
from accounts.models import Consent
from accounts.services.consents import give_consent, has_consent, withdraw_consent
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

PHOTOS = ConsentPurpose.PUBLICITY_PHOTOS


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory())


def give(person, purpose=PHOTOS, source=ConsentSource.SELF):
    return give_consent(person, purpose, actor=person.user, source=source)


def test_a_consent_given_twice_is_one_consent(person):
    first, second = give(person), give(person)

    assert first == second
    assert has_consent(person, PHOTOS)
    assert not has_consent(person, ConsentPurpose.OTHER_PROGRAMMES)


def test_a_withdrawn_consent_stays_on_record_and_a_new_one_may_follow(person):
    first = give(person)

    withdraw_consent(first, actor=person.user)
    withdrawn_at = Consent.objects.get().withdrawn_at
    withdraw_consent(first, actor=person.user)

    assert Consent.objects.get().withdrawn_at == withdrawn_at
    assert not has_consent(person, PHOTOS)
    second = give(person)
    assert list(person.consents.all()) == [second, first]


def test_a_consent_to_older_words_ends_when_newer_ones_are_agreed_to(person, monkeypatch):
    older = give(person)
    newer_words = {**consent_wordings.WORDINGS[PHOTOS], 4: Wording(id="Kata baru", en="New words")}
    monkeypatch.setitem(consent_wordings.WORDINGS, PHOTOS, newer_words)

    newer = give(person)

    older.refresh_from_db()
    assert (older.is_live, newer.is_live, newer.wording_version) == (False, True, 4)
    with translation.override("en"):
        assert str(wording_of(PHOTOS)) == "New words"


def test_the_database_keeps_one_live_consent_for_each_purpose(person):
    consent = give(person)

    consent.pk = None
    with pytest.raises(IntegrityError, match="one_live_consent_per_purpose"):
        consent.save(force_insert=True)


@pytest.mark.parametrize(
    "change", [{"purpose": "other_programmes"}, {"given_at": timezone.now()}, {"source": "spoken"}]
)
def test_nothing_of_a_consent_changes_but_its_end(person, change):
    give(person)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Consent.objects.update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Consent.objects.all().delete()


def test_a_withdrawal_is_never_taken_back(person):
    withdraw_consent(give(person), actor=person.user)

    with pytest.raises(IntegrityError, match="withdrawn once"), transaction.atomic():
        Consent.objects.update(withdrawn_at=None)


def test_words_that_people_agreed_to_do_not_change():
    """A changed text needs a version of its own; only then this table may grow."""
    digests = {
        f"{purpose}:{version}": hashlib.sha256(f"{words.id}\n{words.en}".encode()).hexdigest()[:12]
        for purpose, versions in consent_wordings.WORDINGS.items()
        for version, words in versions.items()
    }

    assert digests == {
        "assisted_entry:1": "4824178148a9",
        "assisted_entry:2": "c7eb44ec12a3",
        "assisted_entry:3": "dea1ae5410a3",
        "other_programmes:1": "5287b975a8e9",
        "other_programmes:2": "3f1a619f91d6",
        "publicity_photos:1": "36c6aa154d92",
        "publicity_photos:2": "ab2b51136472",
        "publicity_photos:3": "9ca79b8ffc07",
    }
