from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from blk_portal.shared import formats


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


def test_dates_are_written_out():
    assert formats.long_date(date(2026, 8, 17)) == "17 Agustus 2026"
    assert formats.weekday_date(date(2026, 7, 15)) == "Rabu, 15 Juli 2026"
    assert formats.day_month(date(2026, 7, 26)) == "26 Juli"


def test_a_moment_is_written_in_local_time():
    moment = datetime(2026, 7, 15, 13, 24, tzinfo=UTC)

    assert formats.long_datetime(moment) == "Rabu, 15 Juli 2026 pukul 20.24 WIB"
    assert formats.clock(moment) == "20.24 WIB"
    assert formats.to_the_second(moment) == "Rabu, 15 Juli 2026 pukul 20.24.00 WIB"


def test_the_local_day_of_a_late_moment_is_the_next_one():
    assert formats.long_date(datetime(2026, 7, 15, 18, 0, tzinfo=UTC)) == "16 Juli 2026"


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 8, 7), date(2026, 8, 11), "7–11 Agustus 2026"),
        (date(2026, 8, 18), date(2026, 9, 22), "18 Agustus–22 September 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Desember 2026–2 Januari 2027"),
        (date(2026, 8, 7), date(2026, 8, 7), "7 Agustus 2026"),
    ],
)
def test_a_range_names_month_and_year_once(first, last, written):
    assert formats.date_range(first, last) == written


@pytest.mark.parametrize(
    ("day", "written"),
    [(26, "11 hari lagi"), (16, "besok"), (15, "hari ini"), (14, "")],
)
def test_the_distance_of_a_day_is_written_in_words(day, written):
    assert formats.days_until(date(2026, 7, day), today=date(2026, 7, 15)) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (1_500_000, "Rp1.500.000"),
        (Decimal("5499999.50"), "Rp5.500.000"),
        (0, "Rp0"),
        (-250_000, "-Rp250.000"),
    ],
)
def test_money_is_written_without_a_space(amount, written):
    assert formats.rupiah(amount) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (552_300_000, "Rp552,3 juta"),
        (1_184_000_000, "Rp1,2 miliar"),
        (288_000_000, "Rp288 juta"),
        (950_000, "Rp950.000"),
    ],
)
def test_large_money_is_written_short(amount, written):
    assert formats.rupiah_short(amount) == written


def test_demand_is_written_per_seat():
    assert formats.per_seat(64, 16) == "4 pendaftar untuk 1 kursi"
    assert formats.per_seat(38, 16) == "2,4 pendaftar untuk 1 kursi"
    assert formats.per_seat(38, 0) == ""
    assert formats.loud_per_seat(64, 16) == "<b>4 pendaftar</b> untuk 1 kursi"


def test_english_counts_its_applicants():
    with translation.override("en"):
        assert formats.per_seat(16, 16) == "1 applicant for 1 seat"
        assert formats.per_seat(38, 16) == "2.4 applicants for 1 seat"


def test_a_share_of_nothing_is_a_dash():
    assert formats.percent_of(163, 177) == "92%"
    assert formats.percent_of(0, 0) == "–"


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("+62812000000", "0812-0000-00"),
        ("081200000001", "0812-0000-0001"),
        ("", ""),
    ],
)
def test_a_telephone_number_is_grouped(stored, written):
    assert formats.phone(stored) == written


def test_a_telephone_number_can_be_dialled():
    assert formats.dialled("(0285) 000-000") == "+62285000000"
    assert formats.dialled("+6281200000001") == "+6281200000001"


def test_a_digest_is_written_in_groups_of_eight():
    assert formats.in_eights("7dbb71205b89f4d58e6e4aef") == "7dbb7120 5b89f4d5 8e6e4aef"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Siti Nur Aini", "Siti N*** A***"),
        ("Sri Wahyuni", "Sri W***"),
        ("Suparno", "Su***"),
        ("", "***"),
    ],
)
def test_masked_name_leaves_the_first_name_and_initials(name, masked):
    assert formats.masked_name(name) == masked
