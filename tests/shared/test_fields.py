from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from blk_portal.shared.fields import DatePartsField, LinesField, RupiahField


class BirthForm(forms.Form):
    born_on = DatePartsField(label="Kapan Anda lahir?", is_birth_date=True)


def posted(day, month, year):
    return BirthForm({"born_on_0": day, "born_on_1": month, "born_on_2": year})


@pytest.mark.parametrize("month", ["6", "06", "Juni", "june", "jun"])
def test_the_month_may_be_a_number_or_a_name(month):
    form = posted("5", month, "2002")

    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(2002, 6, 5)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Isi tanggal, bulan, dan tahun."),
        (("5", "", "2002"), "Isi tanggal, bulan, dan tahun."),
        (("31", "2", "2002"), "Tanggal ini tidak ada. Periksa lagi tanggal dan bulannya."),
        (("5", "13", "2002"), "Tulis bulan dengan angka atau nama, misalnya 8 atau Agustus."),
        (("5", "6", "02"), "Tulis tahun dengan 4 angka, misalnya 2002."),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_do(parts, message):
    with translation.override("id"):
        assert posted(*parts).errors == {"born_on": [message]}


def test_a_date_is_shown_again_in_its_three_boxes():
    with translation.override("id"):
        rendered = BirthForm(initial={"born_on": date(2002, 6, 5)})["born_on"].as_widget()

    assert 'name="born_on_0" value="5"' in rendered
    assert 'name="born_on_1" value="Juni"' in rendered
    assert 'autocomplete="bday-year"' in rendered
    assert '<label class="small" for="id_born_on_2">Tahun</label>' in rendered


def test_lines_become_a_list_without_blanks():
    assert LinesField().clean(" KTP \n\nKK\r\n") == ["KTP", "KK"]


def test_an_empty_list_is_refused_where_one_is_needed():
    with pytest.raises(forms.ValidationError):
        LinesField().clean("\n \n")


def test_a_line_that_is_too_long_is_named():
    with (
        translation.override("id"),
        pytest.raises(forms.ValidationError, match="Satu baris terlalu panjang: “aaaaa…”."),
    ):
        LinesField(entry_length=4).clean("aaaaa")


@pytest.mark.parametrize("typed", ["Rp94.400.000", "94400000", "94.400.000", " Rp 94.400.000 "])
def test_rupiah_are_read_with_or_without_dots(typed):
    assert RupiahField().clean(typed) == Decimal("94400000")


def test_rupiah_are_shown_with_dots():
    assert RupiahField().prepare_value(Decimal("94400000.00")) == "94.400.000"


@pytest.mark.parametrize("typed", ["-1", "banyak", "1,5"])
def test_an_amount_that_is_none_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        RupiahField().clean(typed)
