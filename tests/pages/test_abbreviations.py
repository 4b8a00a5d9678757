"""A-15: what is abbreviated on pages of residents is written out, on the help page at least."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.states import STATES
from tests.pages.visits import pages_of_states

pytestmark = pytest.mark.django_db

# Said as words of their own, such as the names of schools; numerals, codes, and shouted words.
WORDS = {
    *("HP", "KTP", "PDF", "JSON", "QR", "MB", "KB", "SHA"),
    *("SD", "MI", "SMP", "SMA", "MA", "SMK", "MAK", "III", "RTK", "PERLU"),
}
# Where something with this name is asked for, and what it means there.
ASKED_FOR = {
    "nik": ["Nomor Induk Kependudukan (NIK)", "Kartu Keluarga (KK)"],
    "prioritas": ["Data Tunggal Sosial dan Ekonomi Nasional", "pemutusan hubungan kerja (PHK)"],
}
UNSEEN = re.compile(r"<(script|style|svg|template|head)\b.*?</\1>", re.DOTALL)
GLOSSARY = re.compile(r"<dt>([A-Z][\w, -]*)</dt><dd><span lang=\"id\">")
ABBREVIATION = re.compile(r"(?<![\w-])[A-Z]{2,6}(?![\w-])|KTP-el")


@pytest.fixture
def written_out():
    page = Client().get(reverse("programs:help")).content.decode()
    return {short for found in GLOSSARY.findall(page) for short in found.split(", ")}


def test_a15_every_abbreviation_that_residents_meet_is_written_out(written_out):
    states = [state for state in STATES if state.part in ("resident", "programs", "notices")]
    found = {}

    for page in pages_of_states([s for s in states if s.who in ("", "resident")], "id"):
        said = re.sub(r"<[^>]+>|[2-9A-Z]{4}-[2-9A-Z]{4}", " ", UNSEEN.sub(" ", page.html))
        for short in ABBREVIATION.findall(said):
            found.setdefault(short, page.name)

    known = written_out | WORDS | {"DTKS"}  # which stands beside DTSEN as its former name
    assert {short: page for short, page in found.items() if short not in known} == {}
    assert {"BLK", "UPTD", "NIK", "KK", "KTP-el", "DTSEN", "PHK"} <= written_out & set(found)


@pytest.mark.parametrize("part", ASKED_FOR)
def test_a15_where_it_is_asked_for_it_is_written_out_beside_the_question(part):
    name = f"{part}, empty"
    [page] = pages_of_states([s for s in STATES if s.name == name], "id")

    assert [words for words in ASKED_FOR[part] if words not in page.html] == []
