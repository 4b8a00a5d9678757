"""What a helper sees while acting for somebody."""

from django.urls import reverse

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


STATES = [
    State("assisted", url, "while helping", "helper", ask=while_helping(url))
    for url in ["enrollment:assist", "enrollment:assist_paper", "enrollment:my_applications"]
]
