from datetime import date

import pytest

from accounts import nik

WOMAN = "3375016504990001"


@pytest.mark.parametrize(
    "written",
    ["3375016504990001", "3375 0165 0499 0001", "33.75.01.650499.0001", "３３７５016504990001"],
)
def test_spaces_dots_and_dashes_are_taken_out(written):
    assert nik.normalise(written) == WOMAN


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Isi NIK: 16 angka."),
        ("337501650499001", "NIK harus 16 angka. Anda baru mengisi 15 angka."),
        ("33750165049900011", "NIK harus 16 angka. Anda mengisi 17 angka."),
        ("337501650499000A", "NIK hanya berisi angka, tanpa huruf."),
        ("1111111111111111", "Ini bukan NIK. Salin 16 angka dari KTP atau Kartu Keluarga Anda."),
        ("1234567890123456", "Ini bukan NIK. Salin 16 angka dari KTP atau Kartu Keluarga Anda."),
        ("0375016504990001", "Ini bukan NIK. Salin 16 angka dari KTP atau Kartu Keluarga Anda."),
        ("3375016504990000", "Ini bukan NIK. Salin 16 angka dari KTP atau Kartu Keluarga Anda."),
    ],
)
def test_what_cannot_be_a_nik_is_refused_with_the_way_out(number, sentence):
    assert nik.blocking_error(number) == sentence


@pytest.mark.parametrize(
    "number",
    [WOMAN, "3171011204990001", "9999011204990001", "3375019904990001", "3375011213990001"],
    ids=["city", "jakarta", "unknown region", "day 99", "month 13"],
)
def test_region_and_odd_dates_do_not_block(number):
    assert nik.blocking_error(number) is None


def test_a_nik_that_agrees_with_the_card_warns_of_nothing():
    assert nik.warnings(WOMAN, date(1999, 4, 25), "P") == []
    assert nik.warnings(WOMAN) == []


def test_differences_warn():
    assert nik.warnings(WOMAN, date(1999, 4, 26), "P") == [
        "Tanggal lahir berbeda dengan yang ada di dalam NIK. Periksa lagi."
    ]
    assert nik.warnings(WOMAN, date(1999, 4, 25), "L") == [
        "Jenis kelamin berbeda dengan yang ada di dalam NIK. Periksa lagi."
    ]


@pytest.mark.parametrize("number", ["3375013204990001", "3375017204990001", "3375010013990001"])
def test_a_date_that_does_not_exist_warns_once(number):
    assert nik.warnings(number, date(1999, 4, 12), "P") == [
        "Tanggal lahir di dalam NIK ini tidak ada. Cocokkan dengan KTP."
    ]


def test_a_family_card_number_has_no_date_rules():
    assert nik.kk_blocking_error("3375019999990000") is None
    assert nik.kk_blocking_error("337501") == (
        "Nomor Kartu Keluarga harus 16 angka. Anda baru mengisi 6 angka."
    )
    assert nik.kk_blocking_error("0375019999990001").startswith("Ini bukan nomor Kartu Keluarga.")
