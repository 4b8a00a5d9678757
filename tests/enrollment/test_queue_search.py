"""Verifiers find a file by a name that stands in no address."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from enrollment.held_searches import HELD, MOST_HELD
from enrollment.models import Application
from tests.factories import UserFactory
from tests.factories.desk import case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(roles=["verifier"]))
    return client


@pytest.fixture
def siti():
    return case_factory(person__full_name="Siti Rahmawati")


def searched(client, text, **others):
    return client.post(reverse("enrollment:queue_search"), {"q": text} | others)["Location"]


def found(client, address):
    return [row.application for row in client.get(address).context["rows"]]


@pytest.mark.parametrize("text", ["siti rah", "Siti Rahmawati", "3375014101990001", "7KM4"])
def test_what_is_typed_stands_in_no_address_and_in_no_session(desk, siti, text):
    address = searched(desk, text, status="submitted")

    key = desk.session[HELD].popitem()[0]
    assert address == f"{reverse('enrollment:queue')}?status=submitted&search={key}"
    assert text not in Session.objects.get().get_decoded()[HELD][key]
    assert desk.get(address).context["filter_form"]["q"].value() == text


def test_a_name_finds_the_file_and_leads_on_by_the_same_key(desk, siti):
    case_factory(person__full_name="Budi Santoso")
    address = searched(desk, "siti rah")

    page = desk.get(address)
    key = address.split("search=")[1]

    assert [row.application for row in page.context["rows"]] == [siti]
    assert f"?search={key}" in page.content.decode()
    assert "siti rah" in page.content.decode()
    assert "/petugas/unduhan/" not in page.content.decode()  # a worker knows no session
    taken = desk.post(f"{reverse('enrollment:take_next')}?search={key}")
    assert taken["Location"] == f"{reverse('enrollment:case', args=[siti.pk])}?search={key}"


def test_a_number_makes_an_address_that_a_colleague_can_open(desk, siti):
    number = siti.registration_number
    typed = number.lower().replace("-", " ")
    colleague = Client()
    colleague.force_login(UserFactory(roles=["verifier"]))

    address = searched(desk, typed, intake=siti.intake.code)

    assert address == f"{reverse('enrollment:queue')}?intake={siti.intake.code}&number={number}"
    assert found(colleague, address) == [siti]


def test_a_name_searched_by_a_colleague_finds_nothing_and_says_so(desk, siti):
    address = searched(desk, "siti")
    colleague = Client()
    colleague.force_login(UserFactory(roles=["verifier"]))

    page = colleague.get(address)
    taken = colleague.post(f"{reverse('enrollment:take_next')}?{address.split('?')[1]}")

    assert page.context["rows"] == []
    assert "Pencarian ini sudah berakhir." in page.content.decode()
    assert "Tidak ada berkas yang menunggu." not in page.content.decode()
    assert taken["Location"] == reverse("enrollment:queue")
    assert Application.objects.get().claimed_by is None


def test_a_name_put_into_the_address_is_not_read(desk, siti):
    other = case_factory(person__full_name="Budi Santoso")

    assert found(desk, reverse("enrollment:queue", query={"q": "siti"})) == [siti, other]
    assert found(desk, reverse("enrollment:queue", query={"number": "siti"})) == [siti, other]


def test_a_session_holds_the_latest_searches_alone(desk, siti):
    first = searched(desk, "siti")
    for count in range(MOST_HELD):
        searched(desk, f"nama {count}")

    assert len(desk.session[HELD]) == MOST_HELD
    assert found(desk, first) == []
