"""Before registration opens its pages name the second, and say what being first is worth."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from programs.choices import BatchStatus, IntakeStatus
from tests.factories import BatchFactory

pytestmark = pytest.mark.django_db
OPENS = datetime(2031, 12, 1, 1, 0, tzinfo=UTC)
CLOSES = datetime(2031, 12, 14, 16, 0, tzinfo=UTC)
OPENING = "Pendaftaran dibuka Senin, 1 Desember 2031 pukul 08.00.00 WIB menurut jam portal."
ALIKE = (
    "Memuat ulang halaman lebih awal atau menjadi yang pertama tidak memberi keuntungan: semua "
    "yang mendaftar sampai Minggu, 14 Desember 2031 pukul 23.00 WIB diperlakukan sama."
)
IN_ORDER = (
    "Sebelum detik itu belum ada yang bisa mengirim, jadi memuat ulang halaman lebih awal tidak "
    "membantu. Setelah itu urutan menentukan di kelas ini: yang lebih dulu mengirim lamaran "
    "lengkap mendapat kursi."
)


def coming(method):
    """A class whose rules are published and whose registration opens on 1 December 2031."""
    return BatchFactory(
        selection_method=method,
        status=BatchStatus.OPEN,
        intake__status=IntakeStatus.OPEN,
        intake__opens_at=OPENS,
        intake__closes_at=CLOSES,
    )


def pages(batch):
    return [batch.get_absolute_url(), batch.intake.get_absolute_url()]


def said(address, moment):
    with time_machine.travel(moment, tick=False):
        page = Client().get(address).text
    return [sentence for sentence in (OPENING, ALIKE, IN_ORDER) if sentence in page]


@pytest.mark.parametrize(
    ("method", "sentences"),
    [
        ("merit", [OPENING, ALIKE]),
        ("lottery", [OPENING, ALIKE]),
        ("first_come", [OPENING, IN_ORDER]),
        ("nomination", []),
    ],
)
def test_until_the_last_second_both_pages_say_when_and_whether_being_first_counts(
    method, sentences
):
    for address in pages(coming(method)):
        assert said(address, OPENS - timedelta(seconds=1)) == sentences


def test_from_the_second_of_opening_the_same_pages_say_it_no_more_though_they_are_kept():
    for address in pages(coming("lottery")):
        before = [said(address, OPENS - timedelta(seconds=1)) for _visit in range(3)]

        assert before == [[OPENING, ALIKE]] * 3
        assert said(address, OPENS) == []
