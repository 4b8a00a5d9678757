import pytest
from django.urls import reverse

from notices.choices import NoticeStatus
from notices.models import Notice, NoticeCall
from tests.factories import PersonFactory, UserFactory
from tests.factories.exports import rows_in, written_export
from tests.notices.outbox import queued_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def helper(client):
    user = UserFactory(roles=["helper"], display_name="Hadi Pendamping")
    client.force_login(user)
    return user


def queued(person, key, *, needs_answer=True):
    return queued_notice(
        person,
        "seat_offered",
        context={"title": f"Roti {key}", "starts": "3 Agustus", "deadline": "Jumat"},
        event_key=key,
        needs_answer=needs_answer,
    )


def listed(client, query=""):
    return [
        notice.pk for notice in client.get(reverse("notices:call_list") + query).context["page"]
    ]


def test_the_list_has_those_who_must_answer_and_are_not_told_longest_waiting_first(client, helper):
    first, second = queued(PersonFactory(), "a"), queued(PersonFactory(), "b")
    queued(PersonFactory(), "c", needs_answer=False)
    told = queued(PersonFactory(), "d")
    Notice.objects.filter(pk=told.pk).update(status=NoticeStatus.SEEN)

    assert listed(client) == [first.pk, second.pk]


def test_nobody_calls_himself_or_his_family(client, helper):
    own = PersonFactory(user=helper, kk="3375901201209001")
    queued(own, "own")
    sister = queued(PersonFactory(kk=own.kk), "sister")

    assert listed(client) == []
    assert client.get(reverse("notices:call", args=[sister.pk])).status_code == 404


def test_a_recorded_call_takes_the_person_off_the_list(client, helper):
    notice = queued(PersonFactory(), "a")
    url = reverse("notices:call", args=[notice.pk])

    assert client.post(url, {"outcome": "no_answer", "note": "coba sore"}).status_code == 302
    assert listed(client) == [notice.pk]
    assert (listed(client, "?show=new"), listed(client, "?show=again")) == ([], [notice.pk])
    assert "coba sore" in client.get(url).content.decode()

    client.post(url, {"outcome": "reached"})
    assert listed(client) == []
    assert list(NoticeCall.objects.values_list("by", "outcome")) == [
        (helper.pk, "reached"),
        (helper.pk, "no_answer"),
    ]


def test_an_unknown_outcome_is_asked_again(client, helper):
    notice = queued(PersonFactory(), "a")

    response = client.post(reverse("notices:call", args=[notice.pk]), {"outcome": "paid"})

    assert response.status_code == 422
    assert not NoticeCall.objects.exists()


def test_the_list_asks_as_much_of_the_database_for_three_as_for_one(
    client, helper, django_assert_num_queries
):
    queued(PersonFactory(), "a")
    client.get(reverse("notices:call_list"))
    with django_assert_num_queries(5):
        client.get(reverse("notices:call_list"))

    for key in "bcd":
        queued(PersonFactory(), key)
    client.get(reverse("notices:call_list"))
    with django_assert_num_queries(5):
        client.get(reverse("notices:call_list"))


def test_the_list_is_taken_away_as_the_filter_leaves_it_and_without_relatives(client, helper):
    queued(PersonFactory(user=helper), "own")
    called, fresh = queued(PersonFactory(), "a"), queued(PersonFactory(), "b")
    client.post(reverse("notices:call", args=[called.pk]), {"outcome": "no_answer"})
    asked = {"key": "panggilan", "columns": ["name", "message"], "reason": "Panggilan sore"}

    every, left = written_export(helper, **asked), written_export(helper, query="show=new", **asked)

    names = [notice.person.full_name for notice in [called, fresh]]
    assert sorted(row[1] for row in rows_in(every)) == sorted(names)
    assert [row[1] for row in rows_in(left)] == [fresh.person.full_name]
    page = client.get(reverse("notices:call_list") + "?show=new&page=1")
    assert "/petugas/unduhan/baru/panggilan/?show=new" in page.text
