"""What a helper sees while acting for somebody."""

from django.urls import reverse

from accounts.services.activation import issue_slip
from tests.enrollment.residents import open_intake
from tests.factories import PersonFactory
from tests.pages.state import State


def while_helping(url):
    def ask(client, user):
        open_intake()
        begun = {"nik": PersonFactory().nik, "source": "spoken"}
        client.post(reverse("enrollment:assist_begin"), begun)
        return client.get(reverse(url))

    return ask


def slip_issued(client, user):
    person = PersonFactory(user=None)
    return client.post(
        reverse("accounts:counter_person", args=[person.pk]),
        {"identity": ["original", "face", "name"]},
    )


def slips_made_before(user):
    person = PersonFactory(user=None)
    for _n in range(2):
        issue_slip(person, actor=user)
    return {"pk": person.pk}


STATES = [
    State("assisted", "accounts:counter_person", "code made", "helper", ask=slip_issued),
    State("assisted", "accounts:counter_person", "codes before", "helper", make=slips_made_before),
    State(
        "assisted",
        "accounts:counter_person",
        "no name",
        "helper",
        make=lambda user: {"pk": PersonFactory(user=None, full_name="").pk},
    ),
    State("assisted", "enrollment:activate", "signed in", "resident"),
    State(
        "assisted",
        "enrollment:activate",
        "wrong code",
        "",
        data={
            "code": "abcd-efgh",
            "birth_date_0": "1",
            "birth_date_1": "mei",
            "birth_date_2": "1999",
            "username": "0812-0000-0123",
            "password": "hujan di bulan juni",
        },
    ),
    *[
        State("assisted", url, "while helping", "helper", ask=while_helping(url))
        for url in ["enrollment:assist", "enrollment:assist_paper", "enrollment:my_applications"]
    ],
]
