import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Person
from accounts.services.register import register_person
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def language_of(user):
    return Person.objects.get(user=user).language


def test_the_switch_is_remembered_for_messages_of_whoever_is_signed_in(client):
    own, other = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    client.force_login(own.user)

    response = client.post(reverse("set_language"), {"language": "en", "next": "/akun/"})

    assert (response.status_code, response.url) == (302, "/akun/")
    assert (language_of(own.user), language_of(other.user)) == ("en", "id")


@pytest.mark.parametrize("language", ["", "fr", "id-ID"])
def test_an_unknown_language_changes_nothing(client, language):
    own = PersonFactory(user=UserFactory(), language="en")
    client.force_login(own.user)

    client.post(reverse("set_language"), {"language": language})

    assert language_of(own.user) == "en"


def test_looking_at_the_address_changes_nothing(client):
    own = PersonFactory(user=UserFactory())
    client.force_login(own.user)

    client.get(reverse("set_language") + "?language=en")

    assert language_of(own.user) == "id"


def test_a_new_person_is_told_in_the_language_of_his_page_and_others_in_indonesian():
    user = UserFactory()
    with translation.override("en"):
        register_person(user, nik="3375906504990001", kk="3375900101209001")
        at_the_counter = register_person(None, nik="3375906504990002", kk="3375900101209001")

    assert (language_of(user), at_the_counter.language) == ("en", "id")
