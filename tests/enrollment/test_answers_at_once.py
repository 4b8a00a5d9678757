"""Pages of residents are sent at the same moment: nothing is lost and nobody gets an error."""

from functools import partial

import pytest
from django.conf import settings

from accounts.models import NikIndex, Person
from accounts.services.register import find_person_by_nik
from enrollment.models import Application
from enrollment.services.applications import (
    record_identity,
    record_person_answers,
    start_application,
)
from tests.atonce import all_at_once, one_waits_for_the_other
from tests.enrollment.residents import open_intake
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NIK, OTHER_NIK, KK = "3375010101900001", "3375010101900002", "3375010101900009"
HELD = (
    "NIK ini sudah dipakai di portal ini. Datang ke BLK dengan KTP Anda, "
    "atau hubungi kami, dan kami bantu hari itu juga."
)


def draft(intake):
    user = UserFactory(roles=["resident"])
    return start_application(intake, user=user)


def identity(application, nik):
    return partial(record_identity, application, nik=nik, kk=KK, actor=application.user)


def test_of_ten_accounts_that_type_one_nik_one_gets_it():
    intake = open_intake()
    told = all_at_once([identity(draft(intake), NIK) for _one in range(10)])

    assert sorted(told) == sorted(["done"] + [HELD] * 9)
    (person,) = Person.objects.all()
    assert person.nik == NIK
    assert Application.objects.filter(person=person, user=person.user).count() == 1
    assert Application.objects.filter(person=None).count() == 9


@pytest.mark.parametrize("other", [NIK, OTHER_NIK])
def test_two_tabs_with_the_nik_of_one_account_both_pass(other):
    application = draft(open_intake())

    told = all_at_once([identity(application, NIK), identity(application, other)])

    assert told == ["done", "done"]
    person = Person.objects.get(user=application.user)
    application.refresh_from_db()
    assert application.person == person
    assert person.nik in (NIK, other)
    assert find_person_by_nik(person.nik) == person
    assert NikIndex.objects.count() == len(settings.BLIND_INDEX_KEYS)


def test_a_tab_that_waited_sees_the_person_whom_the_other_entered():
    application = draft(open_intake())

    told = one_waits_for_the_other(identity(application, NIK), identity(application, OTHER_NIK))

    assert told == ["done", "done"]
    assert Person.objects.get(user=application.user).nik == OTHER_NIK


def test_two_tabs_with_different_parts_of_the_person_lose_nothing():
    application = draft(open_intake())
    identity(application, NIK)()
    parts = {
        "nama": {"full_name": "Contoh Warga", "identity_card": "ktp_el"},
        "diri": {"gender": "P", "marital_status": "single"},
        "kontak": {"phone": "+6281200001111", "email": ""},
    }
    acts = [
        partial(record_person_answers, application, part, answers, actor=application.user)
        for part, answers in parts.items()
    ]

    assert all_at_once([*acts, identity(application, OTHER_NIK)]) == ["done"] * 4

    person = Person.objects.get(user=application.user)
    assert (person.nik, person.full_name, person.gender, person.phone) == (
        OTHER_NIK,
        "Contoh Warga",
        "P",
        "+6281200001111",
    )
