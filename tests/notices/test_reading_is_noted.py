"""Whoever reads the messages to a person stands in the access log, which that person sees."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import PersonAccess
from tests.factories import PersonFactory, UserFactory
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident():
    return UserFactory(roles=["resident"])


@pytest.fixture
def notice(resident):
    person = PersonFactory(user=resident)
    return queued_notice(person, "review_undone", context={}, event_key="k")


@pytest.fixture
def helper(client):
    user = UserFactory(roles=["helper"], display_name="Hadi Contoh")
    client.force_login(user)
    return user


@pytest.mark.parametrize("page", ["person_notices", "call"])
def test_the_resident_sees_who_read_the_messages(client, helper, notice, resident, page):
    pk = notice.person.pk if page == "person_notices" else notice.pk

    assert client.get(reverse(f"notices:{page}", args=[pk])).status_code == 200
    client.head(reverse(f"notices:{page}", args=[pk]))

    assert list(PersonAccess.objects.values_list("person", "user", "what")) == [
        (notice.person.pk, helper.pk, "messages")
    ]
    client.force_login(resident)
    shown = client.get(reverse("accounts:own_openings")).content.decode()
    assert "Pesan untuk Anda</h2>" in shown
    assert "H.C., UPTD BLK" in shown and "Untuk menyampaikan pesan" in shown


def test_the_resident_sees_once_a_day_who_had_name_and_number_on_the_call_list(
    client, helper, resident
):
    person = PersonFactory(user=resident)
    offered(person, "a")
    offered(person, "b")
    own = PersonFactory(user=helper)
    offered(own, "own")
    client.head(reverse("notices:call_list"))
    assert PersonAccess.objects.count() == 0

    for day in range(2):
        with time_machine.travel(timezone.now() + timedelta(days=day)):
            client.force_login(helper)
            client.get(reverse("notices:call_list"))
            client.get(reverse("notices:call_list"))

    noted = PersonAccess.objects.values_list("person", "user", "what", "reason")
    assert list(noted) == [(person.pk, helper.pk, "contact", "Untuk menyampaikan pesan")] * 2
    client.force_login(resident)
    shown = client.get(reverse("accounts:own_openings")).content.decode()
    assert "Nama dan nomor HP Anda</h2>" in shown


def offered(person, key):
    context = {"title": f"Roti {key}", "starts": "3 Agustus", "deadline": "Jumat"}
    return queued_notice(person, "seat_offered", context=context, event_key=key, needs_answer=True)


def test_what_is_not_found_is_not_noted(client, helper):
    nobody = PersonFactory(user=helper)
    own = queued_notice(nobody, "review_undone", context={}, event_key="own")

    for name, pk in [("person_notices", nobody.pk), ("call", own.pk)]:
        assert client.get(reverse(f"notices:{name}", args=[pk])).status_code == 404
    assert PersonAccess.objects.count() == 0
