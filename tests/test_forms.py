"""A-08 on every field of every form, those of staff too: an error says what to do.

Django's own words about a field are replaced in the portal's catalogue, which goes before its.
"""

import importlib
import pkgutil
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.sentences import APPS

pytestmark = pytest.mark.django_db

TYPED = ["", "¤", "-1", "1,23456", "9" * 20, "x" * 5000]
NOTHING_TO_DO = re.compile(
    r"\b(valid|invalid|sah|ensure)\b|^(Bidang|Pastikan|Masukan|This field)", re.IGNORECASE
)


def test_nothing_but_what_to_do_is_said():
    assert NOTHING_TO_DO.search("Masukkan tanggal yang valid.")
    assert not NOTHING_TO_DO.search("Isi tanggal, bulan, dan tahunnya.")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a08_every_error_of_every_field_says_what_to_do(language):
    with translation.override(language):
        found = {
            f"{form.__name__}.{name}: {error}"
            for form in _forms()
            for name, field in form.base_fields.items()
            for error in _errors_of(field)
        }

    assert len(found) > 500
    assert {line for line in found if NOTHING_TO_DO.search(line.partition(": ")[2])} == set()


def _forms():
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if re.search(r"\b(forms|filters)\b", module.name):
                importlib.import_module(module.name)
    return {form for form in _kinds_of(forms.BaseForm) if form.__module__.split(".")[0] in APPS}


def _kinds_of(owner):
    for kind in owner.__subclasses__():
        yield kind
        yield from _kinds_of(kind)


def _errors_of(field):
    if isinstance(field, forms.ModelChoiceField) and field.queryset is None:
        return  # its form says which rows there are
    if isinstance(field, forms.FileField):
        yield from field.error_messages.values()
        return
    for typed in TYPED:
        several = isinstance(field, forms.MultiValueField)
        try:
            field.clean([typed] * len(field.fields) if several else typed)
        except ValidationError as refusal:
            yield from refusal.messages
