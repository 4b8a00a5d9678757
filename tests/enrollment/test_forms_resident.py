"""What a person may type: names as they are, dates in words, kelurahan by any name."""

import pytest
from django.utils import translation

from enrollment.forms.kelurahan import find_kelurahan
from enrollment.forms.resident import AddressForm, BirthForm, ContactForm, NameForm, NikForm
from enrollment.models import Application
from tests.factories import PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def application(db):
    person = PersonFactory(
        user=UserFactory(), nik="3375904506029901", kk="3375900101209001", gender="P"
    )
    return Application(user=person.user, person=person)


def name_form(application, name):
    return NameForm({"full_name": name, "identity_card": "ktp_el"}, application=application)


@pytest.mark.parametrize(
    "name",
    ["Suparno", "Nur'aini", "Nur’aini", "Moh. Abd. Rahman, S.Pd.", "R. A. Kartini", "Élan-Sari"],
)
def test_names_stay_as_people_are_called(application, name):
    form = name_form(application, f"  {name} ")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["full_name"] == name


@pytest.mark.parametrize("name", ["", "A", "Siti 2", "@siti", "x" * 151])
def test_what_is_no_name_is_refused_with_what_to_do(application, name):
    form = name_form(application, name)

    assert not form.is_valid()
    (message,) = form.errors["full_name"]
    assert message.startswith("Tulis nama")


def test_nik_errors_count_the_digits(application):
    form = NikForm({"nik": "3375 9045 0602 990", "kk": "3375900101209001"}, application=application)

    assert form.errors == {"nik": ["NIK harus 16 angka. Anda baru mengisi 15 angka."]}


def birth_form(application, day, month, year):
    return BirthForm(
        {
            "birth_place": "Batang",
            "birth_date_0": day,
            "birth_date_1": month,
            "birth_date_2": year,
        },
        application=application,
    )


@pytest.mark.parametrize("month", ["6", "06", "Juni", "juni", "Jun", "June"])
def test_month_is_a_number_or_a_name(application, month):
    form = birth_form(application, "5", month, "2002")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"].isoformat() == "2002-06-05"
    assert form.warnings() == []


@pytest.mark.parametrize(
    ("day", "month", "year"), [("31", "2", "2002"), ("5", "Juno", "2002"), ("5", "6", "02")]
)
def test_impossible_dates_are_refused(application, day, month, year):
    assert set(birth_form(application, day, month, year).errors) == {"birth_date"}


@pytest.mark.parametrize("year", ["1900", "2025"])
def test_year_of_birth_has_to_be_plausible(application, year):
    form = birth_form(application, "5", "6", year)

    assert form.errors == {"birth_date": ["Periksa lagi tahun lahir Anda."]}


def test_date_unlike_that_in_the_nik_warns_and_does_not_block(application):
    form = birth_form(application, "6", "6", "2002")

    assert form.is_valid()
    assert len(form.warnings()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "codes", "is_sure"),
    [
        ("Medono", ["33.75.01.1002"], True),
        ("  kel. medono ", ["33.75.01.1002"], True),
        ("Kraton Lor", ["33.75.03.1006"], True),
        ("Kratonlor", ["33.75.03.1006"], True),
        ("Kraton", ["33.75.01.1008", "33.75.03.1006"], False),
        ("Banyurip Agung", ["33.75.04.1002"], False),
        ("Medno", ["33.75.01.1002"], False),
        ("Batavia", [], False),
        ("", [], False),
    ],
)
def test_kelurahan_is_found_by_every_name_and_never_guessed(name, codes, is_sure):
    matches, sure = find_kelurahan(name)

    assert sorted(matches) == codes
    assert sure is is_sure


def address_form(application, **answers):
    home = {"address": "Jalan Contoh 3", "rt": "3", "rw": "12"}
    return AddressForm({**home, **answers}, application=application)


def test_ambiguous_kelurahan_is_chosen_from_its_meanings(application):
    asked = address_form(application, kelurahan_name="Panjang")
    assert asked.errors == {"kelurahan": ["Pilih kelurahan yang Anda maksud."]}
    assert len(asked.fields["kelurahan"].choices) == 3

    chosen = address_form(application, kelurahan_name="Panjang", kelurahan="33.75.03.1010")

    assert chosen.is_valid(), chosen.errors
    assert chosen.cleaned_data["kelurahan_id"] == "33.75.03.1010"
    assert (chosen.cleaned_data["rt"], chosen.cleaned_data["rw"]) == ("003", "012")


def test_address_is_in_the_city_or_outside_not_both_and_not_nowhere(application):
    outside = address_form(application, outside_regency="Kabupaten Batang")
    assert outside.is_valid()
    assert outside.cleaned_data["kelurahan_id"] is None

    both = address_form(application, outside_regency="Kabupaten Batang", kelurahan_name="Medono")
    nowhere = address_form(application)

    assert set(both.errors) == set(nowhere.errors) == {"kelurahan_name"}


@pytest.mark.parametrize("number", ["0812-0000-0111", "62812 0000 0111", "+62 81200000111"])
def test_phone_is_stored_in_one_spelling(application, number):
    form = ContactForm({"phone": number, "email": ""}, application=application)

    assert form.is_valid()
    assert form.cleaned_data["phone"] == "+6281200000111"
