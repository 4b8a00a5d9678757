"""Whoever reads the messages to a person stands in the access log, which that person sees."""

import pytest
from django.urls import reverse

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


def test_what_is_not_found_is_not_noted(client, helper):
    nobody = PersonFactory(user=helper)
    own = queued_notice(nobody, "review_undone", context={}, event_key="own")

    for name, pk in [("person_notices", nobody.pk), ("call", own.pk)]:
        assert client.get(reverse(f"notices:{name}", args=[pk])).status_code == 404
    assert PersonAccess.objects.count() == 0
