"""A-08 and A-09 on every form that residents and strangers fill in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django import forms
from django.core import validators
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import PersonFactory, TrainingProgramFactory, UserFactory
from tests.pages.states_resident import QUESTIONS, checked_class, whole_draft, with_result

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Form:
    url: str
    make: object = None
    who: str = "resident"
    kwargs: dict = field(default_factory=dict)

    def __str__(self):
        return "-".join([self.url.split(":")[-1], *self.kwargs.values()])


def closed_program(user):
    return {"slug": TrainingProgramFactory().slug}


FORMS = [
    *(Form("enrollment:question", whole_draft, kwargs={"part": part}) for part in QUESTIONS),
    Form("enrollment:objection", with_result(2)),
    Form("enrollment:quick_check", checked_class, who=""),
    Form("enrollment:lookup", who=""),
    Form("enrollment:activate", who=""),
    Form("programs:opening_alert", closed_program, who=""),
    Form("account_login", who=""),
    Form("account_signup", who=""),
    Form("account_change_password"),
    Form("accounts:own_contact"),
    Form("accounts:own_identity"),
    Form("accounts:own_download"),
    Form("accounts:own_request_new", kwargs={"kind": "correct"}),
]
ON_THE_NUMBER_PAD = {"nik", "kk", "rt", "rw", "phone", "birth_date_0", "birth_date_2"}
AUTOCOMPLETE = {
    **dict.fromkeys(["nik", "kk", "number", "code"], "off"),
    **{"full_name": "name", "email": "email", "phone": "tel", "address": "street-address"},
    **{"birth_date_0": "bday-day", "birth_date_1": "bday-month", "birth_date_2": "bday-year"},
    **dict.fromkeys(["login", "username"], "username"),
    **dict.fromkeys(["password1", "new_password"], "new-password"),
    "oldpassword": "current-password",
}
# "Not valid" in either language, and how Django begins about what is too short or too long.
NOTHING_TO_DO = re.compile(
    r"tidak (valid|sah|benar)\b|\b(not valid|invalid)\b|^(Pastikan nilai|Ensure this)",
    re.IGNORECASE,
)


@pytest.fixture(params=FORMS, ids=str)
def filled_in(request):
    """A function that sends the form with ``answer`` in every text field, and its address."""
    form = request.param
    client = Client()
    user = PersonFactory(user=UserFactory(roles=[form.who])).user if form.who else None
    made = form.make(user) if form.make else {}
    if user:
        client.force_login(user)
    address = reverse(form.url, kwargs={**form.kwargs, **made})

    def fill_in(answer):
        client.cookies["language"] = translation.get_language()
        shown = client.get(address).context["form"]
        names = [name for name, one in shown.fields.items() if _is_typed(one)]
        typed = {f"{name}{part}": answer for name in names for part in ("", "_0", "_1", "_2")}
        return client.post(address, typed)

    fill_in.page = lambda: client.get(address).content.decode()
    return fill_in


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("answer", ["", "¤"])
def test_a08_no_error_says_no_more_than_that_it_is_not_valid(filled_in, answer, language, settings):
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        page = filled_in(answer)
        found = page.context["form"].errors if page.context else {}
        said = [str(error) for errors in found.values() for error in errors]
        own_words_of_django = re.compile("|".join(_words_of_django()))

    if answer == "":
        assert said or page.status_code == 302
    assert [words for words in said if NOTHING_TO_DO.search(words)] == []
    assert [words for words in said if own_words_of_django.fullmatch(words)] == []


def test_a09_numbers_bring_up_the_number_pad_and_browsers_know_what_they_may_fill_in(filled_in):
    inputs = _Inputs()
    inputs.feed(filled_in.page())

    assert [one["name"] for one in inputs.found if one["type"] == "number"] == []
    for one in inputs.found:
        name = one["name"]
        if name in ON_THE_NUMBER_PAD:
            assert one.get("inputmode") in ("numeric", "tel"), name
        if name in AUTOCOMPLETE:
            assert one.get("autocomplete") == AUTOCOMPLETE[name], name


class _Inputs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        one = {"type": "text", "name": "", **dict(attributes)}
        if tag == "input" and one["type"] not in ("hidden", "radio", "checkbox", "file"):
            self.found.append(one)


def _is_typed(field):
    is_chosen = isinstance(field, forms.ChoiceField | forms.BooleanField)
    return not is_chosen and not isinstance(field, forms.ModelChoiceField)


def _words_of_django():
    """The messages of its fields and validators in the language of now, as patterns."""
    checks = [validators.validate_email, validators.URLValidator, validators.RegexValidator]
    found = {str(check.message) for check in checks}
    for kind in _kinds_of(forms.Field):
        if kind.__module__.startswith("django."):
            messages = getattr(kind, "default_error_messages", {})
            found |= {str(words) for words in messages.values()}
    return [re.sub(r"%\\\([^)]*\\\)[sd]", ".*", re.escape(words)) for words in found]


def _kinds_of(owner):
    yield owner
    for kind in owner.__subclasses__():
        yield from _kinds_of(kind)
