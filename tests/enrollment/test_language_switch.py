"""A-54: the switch of the language stays on the page and loses nothing that is typed there."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.kept_answers import KEPT
from enrollment.models import Objection
from tests.enrollment.residents import complete_draft, open_intake
from tests.factories import PersonFactory, TrainingProgramFactory, UserFactory
from tests.pages.states_resident import with_result

pytestmark = pytest.mark.django_db

SWITCH = re.compile(r'<button class="btn btn-link" form="answers" formaction="([^"]+)"')


@pytest.fixture
def draft(client):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)
    return draft


def question(draft, part):
    return reverse("enrollment:question", args=[draft.pk, part])


def switch(client, page, typed):
    """Press the button of the other language as a browser does: it sends the form along."""
    [address] = SWITCH.findall(client.get(page).text)
    return client.post(
        address.replace("&amp;", "&"),
        "&".join(f"{name}={value}" for name, value in {**typed, "language": "en"}.items()),
        content_type="application/x-www-form-urlencoded",
        follow=True,
    )


@pytest.mark.parametrize(
    ("part", "typed", "field"),
    [
        ("nama", {"full_name": "Nur Ajeng", "identity_card": "ktp_el"}, "full_name"),
        ("lahir", {"birth_place": "Batang", "birth_date_1": "Juni"}, "birth_place"),
        ("alasan", {"motivation": "Saya suka roti."}, "motivation"),
    ],
)
def test_a54_what_is_typed_and_not_saved_is_there_in_the_other_language(
    client, draft, part, typed, field
):
    page = question(draft, part) + "?dari=periksa"

    answer = switch(client, page, typed)

    assert answer.redirect_chain == [(page, 302)]
    assert answer.context["form"][field].value() == typed[field]
    assert "not saved yet" in answer.text
    assert "There is something to mend" not in answer.text
    assert getattr(draft, field, "") != typed[field]
    assert KEPT not in client.session


def test_a54_an_objection_is_kept_as_well(client):
    user = PersonFactory(user=UserFactory(roles=["resident"])).user
    page = reverse("enrollment:objection", kwargs=with_result(2)(user))
    client.force_login(user)

    answer = switch(client, page, {"text": "Saya hadir."})

    assert answer.context["form"]["text"].value() == "Saya hadir."
    assert Objection.objects.count() == 0


def a_class():
    return reverse("enrollment:quick_check", args=[open_intake().batches.first().code])


def a_closed_program():
    return reverse("programs:opening_alert", args=[TrainingProgramFactory().slug])


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        (a_class, {"city_resident": "yes", "birth_date_1": "Juni"}),
        (lambda: reverse("enrollment:lookup"), {"number": "7KM4", "birth_date_0": "5"}),
        (a_closed_program, {"phone": "0812 0000"}),
    ],
)
def test_a54_a_stranger_finds_what_was_typed_once_and_in_this_browser_alone(client, page, typed):
    page = page()

    answer = switch(client, page, typed)

    assert answer.redirect_chain == [(page, 302)]
    assert shown(answer) >= set(typed.values())
    assert answer.context["form"].errors == {}
    assert shown(client.get(page)) & set(typed.values()) == set()
    assert shown(Client().get(page)) & set(typed.values()) == set()


@pytest.mark.parametrize(
    ("name", "kwargs", "typed"),
    [
        ("own_contact", {}, {"phone": "0812 0000", "residence": "Jalan Contoh"}),
        ("own_identity", {}, {"full_name": "Nur Ajeng", "birth_date_0": "5", "gender": "P"}),
        ("own_request_new", {"kind": "correct"}, {"text": "Nama saya keliru."}),
    ],
)
def test_a54_corrections_of_ones_own_data_are_kept_as_well(client, name, kwargs, typed):
    person = PersonFactory(user=UserFactory(roles=["resident"]), gender="L")
    client.force_login(person.user)

    answer = switch(client, reverse(f"accounts:{name}", kwargs=kwargs), typed)

    assert shown(answer) >= set(typed.values())
    assert answer.context["form"].errors == {}
    stored = {field: getattr(person, field, "") for field in typed}
    person.refresh_from_db()
    assert {field: getattr(person, field, "") for field in typed} == stored


def shown(page):
    """What the controls of the form hold, as the page shows it."""
    form = page.context["form"]
    values = [form[name].value() for name in form.fields]
    return {part for value in values for part in (value if isinstance(value, list) else [value])}


def test_a54_the_key_enter_saves_and_does_not_switch(client, draft):
    words = client.get(question(draft, "nama")).text
    buttons = re.findall(r"<(?:button|form)[^>]*>", words)

    first = next(one for one in buttons if 'form="answers"' in one or 'id="answers"' in one)

    assert "formaction" not in first
    assert "visually-hidden" in first
