"""A NIK that was checked and is wrong by one digit all the same is corrected from the KTP."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import IdentityClaim, NikIndex, Person, PersonChange
from accounts.own_data_file import as_json
from accounts.services import data_requests
from accounts.services.register import find_person_by_nik, replace_checked_numbers
from blk_portal.shared.errors import DomainError
from enrollment.services.identity_claims import uphold_claim
from tests.atonce import one_waits_for_the_other
from tests.factories import PersonFactory, UserFactory

WRONG, RIGHT = "3375906504999901", "3375906504999902"
KK = "3375900101209901"
HELD = (
    "NIK ini sudah dipakai di portal ini. Datang ke BLK dengan KTP Anda, atau hubungi kami, "
    "dan kami bantu hari itu juga."
)
COMPARED = ["original", "face", "name"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return UserFactory(roles=["training_manager"], display_name="Rina Contoh")


@pytest.fixture
def person():
    return checked(WRONG)


def checked(nik, **fields):
    user = UserFactory(roles=["resident"])
    return PersonFactory(nik=nik, user=user, identity_verified_at=timezone.now(), **fields)


def asked(person):
    return data_requests.ask(person, "correct", actor=person.user, text="Satu angka NIK salah")


def correct(client, request, **typed):
    answers = {"nik": "3375 9065 0499 9902", "identity": COMPARED, "reason": "KTP dicocokkan"}
    return client.post(
        reverse("accounts:data_request_nik", args=[request.pk]), answers | typed, follow=True
    )


def test_a_digit_is_corrected_with_history_encryption_and_index(client, keeper, person):
    request = asked(person)
    client.force_login(keeper)

    page = correct(client, request)

    assert "NIK sudah dibetulkan" in page.content.decode()
    assert (find_person_by_nik(RIGHT), find_person_by_nik(WRONG)) == (person, None)
    assert NikIndex.objects.count() == 1
    person.refresh_from_db()
    assert (person.nik, person.identity_verified_by) == (RIGHT, keeper)
    change = PersonChange.objects.get()
    assert (change.field, change.old, change.new) == ("nik", WRONG, RIGHT)
    assert (change.by, change.reason) == (keeper, "KTP dicocokkan")
    column = Person.objects.extra(select={"token": "nik"}).values("token").get()
    assert RIGHT not in column["token"]
    client.force_login(person.user)
    section = client.get(reverse("accounts:own_section", args=["changes"])).content.decode()
    assert "3375**********02" in section
    assert RIGHT not in section
    assert WRONG not in as_json(person).decode()


def test_nothing_is_corrected_unless_all_is_compared(client, keeper, person):
    request = asked(person)
    client.force_login(keeper)

    page = correct(client, request, identity=["original"])

    assert page.status_code == 422
    assert find_person_by_nik(WRONG) == person
    assert not PersonChange.objects.exists()


def test_the_nik_of_somebody_else_becomes_a_claim_that_the_counter_settles(client, keeper, person):
    holder = PersonFactory(nik=RIGHT, user=UserFactory(roles=["resident"]))
    request = asked(person)
    client.force_login(keeper)

    page = correct(client, request)

    assert "Klaim NIK" in page.content.decode()
    claim = IdentityClaim.objects.get()
    assert (claim.claimant, claim.holder, claim.status) == (person.user, holder, "open")
    assert (find_person_by_nik(RIGHT), find_person_by_nik(WRONG)) == (holder, person)

    clerk = UserFactory(roles=["helper"])
    uphold_claim(claim, nik=RIGHT, kk=KK, actor=clerk, reason="KTP dicocokkan")

    holder.refresh_from_db()
    assert (find_person_by_nik(RIGHT), holder.nik) == (person, "")
    assert set(PersonChange.objects.values_list("person", "field", "by")) == {
        (person.pk, "nik", clerk.pk),
        (person.pk, "kk", clerk.pk),
    }


def test_somebody_without_an_account_gives_the_nik_up_as_well(keeper, person):
    holder = PersonFactory(nik=RIGHT, user=None)
    claim = data_requests.correct_nik(
        asked(person), nik=RIGHT, kk="", actor=keeper, reason="KTP dicocokkan"
    )

    uphold_claim(claim, nik=RIGHT, kk=KK, actor=UserFactory(roles=["helper"]), reason="KTP")

    holder.refresh_from_db()
    assert (find_person_by_nik(RIGHT), holder.nik) == (person, "")


def test_a_checked_identity_is_not_taken_from_another(keeper, person):
    holder = checked(RIGHT)
    claim = data_requests.correct_nik(
        asked(person), nik=RIGHT, kk="", actor=keeper, reason="KTP dicocokkan"
    )

    with pytest.raises(DomainError, match="sudah memeriksa identitas"):
        uphold_claim(claim, nik=RIGHT, kk=KK, actor=UserFactory(roles=["helper"]), reason="KTP")

    assert (find_person_by_nik(RIGHT), find_person_by_nik(WRONG)) == (holder, person)


def test_nobody_corrects_his_own_household_or_without_a_request(keeper, person):
    PersonFactory(user=keeper, kk=person.kk)
    with pytest.raises(DomainError, match="Kartu Keluarga"):
        replace_checked_numbers(person, nik=RIGHT, kk="", actor=keeper, reason="KTP")

    request = asked(person)
    data_requests.take_back(request, actor=person.user)
    with pytest.raises(DomainError):
        data_requests.correct_nik(
            request, nik=RIGHT, kk="", actor=UserFactory(roles=["admin"]), reason="KTP"
        )
    assert find_person_by_nik(WRONG) == person


@pytest.mark.django_db(transaction=True)
def test_two_who_get_one_nik_at_once_do_not_both_get_it(keeper, person):
    other = checked("3375906504999903")

    told = one_waits_for_the_other(
        *[
            lambda one=one: replace_checked_numbers(
                one, nik=RIGHT, kk="", actor=keeper, reason="KTP"
            )
            for one in (person, other)
        ]
    )

    assert told == ["done", HELD]
    assert (find_person_by_nik(RIGHT), NikIndex.objects.count()) == (person, 2)
