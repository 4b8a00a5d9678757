"""Every code of an outcome and every gate has words, for both audiences."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from enrollment import outcome_words
from enrollment.choices import ApplicationStatus
from enrollment.gate_words import old_enough_sentence, reason_sentences
from enrollment.models import Application
from enrollment.selection import words
from enrollment.selection.explaining import translation_into
from enrollment.status_words import heading_of
from programs.models import Batch, Gate
from tests.factories import BatchFactory

CASES = Path(__file__).parent / "selection" / "cases"
REASONS = [
    "withdrawn",
    "superseded",
    "duplicate_choice",
    "over_limit",
    "unknown_batch",
    "holds_seat",
    "trained_recently",
    "gate:usia",
    "missing_score:tulis",
    "score_out_of_range:tulis",
    "below_minimum:tulis",
    "below_minimum_merit",
]
CHOICES = [
    "not_eligible:gate:usia",
    "selected_open",
    "selected_reserve:disabilitas",
    "waitlisted:3",
    "below_cutoff",
    "seated_elsewhere:A-1",
]
APPLICATIONS = ["seated:A-1", "waitlisted", "not_selected", "not_eligible"]
NAMES = {"tulis": "Tes tulis", "usia": "usia", "disabilitas": "disabilitas", "A-1": "Menjahit"}


@pytest.mark.parametrize(
    ("words_of", "codes"),
    [
        (outcome_words.reason_words, REASONS),
        (outcome_words.choice_words, CHOICES),
        (outcome_words.application_words, APPLICATIONS),
    ],
)
def test_every_code_has_words_for_residents_and_staff(words_of, codes):
    with translation.override("id"):
        for code in codes:
            words = words_of(code, names=NAMES)
            for text in [words.resident, words.staff]:
                assert re.search(r"[_{}:]$|_|\{", text) is None, (code, text)


def test_all_codes_of_the_worked_examples_have_words():
    codes = {"applications": set(), "choices": set(), "reasons": set()}
    for case in CASES.glob("*.json"):
        outcome = json.loads(case.read_text())["expected"]
        for application in outcome.get("applications", []):
            codes["applications"].add(application["code"])
            for choice in application["choices"]:
                codes["choices"].add(choice["code"])
                codes["reasons"].update(choice["reasons"])

    for code in codes["applications"]:
        assert outcome_words.application_words(code).resident
    for code in codes["choices"]:
        assert outcome_words.choice_words(code).resident
    for code in codes["reasons"]:
        assert outcome_words.reason_words(code).resident
    assert len(codes["reasons"]) > 10


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_command_line_and_the_pages_say_every_code_alike(language):
    translate = translation_into(language)
    said = [
        *((words.reason_words, outcome_words.reason_words, code) for code in REASONS),
        *((words.choice_words, outcome_words.choice_words, code) for code in CHOICES),
        *(
            (words.application_words, outcome_words.application_words, code)
            for code in APPLICATIONS
        ),
    ]

    with translation.override(language):
        for by_engine, by_portal, code in said:
            assert by_engine(code, translate, NAMES) == by_portal(code, names=NAMES), code


def test_every_code_has_words_of_its_own_in_both_languages():
    assert {code.partition(":")[0] for code in REASONS} == set(words.REASONS)
    assert {code.partition(":")[0] for code in CHOICES} == set(words.CHOICES)
    assert {code.partition(":")[0] for code in APPLICATIONS} == set(words.APPLICATIONS)
    into_indonesian = translation_into("id")
    for table in (words.REASONS, words.CHOICES, words.APPLICATIONS):
        for said in table.values():
            for sentence in (said.resident, said.staff):
                assert into_indonesian(sentence) != sentence


def test_codes_of_applications_lead_to_statuses():
    assert set(outcome_words.APPLICATION_STATUS) == set(words.APPLICATIONS)


@pytest.mark.parametrize("status", ApplicationStatus.values)
def test_every_status_has_a_heading(status):
    heading = heading_of(Application(status=status))

    assert heading.badge and heading.title


@pytest.fixture
def batch(db):
    batch = BatchFactory(reference_date=date(2026, 7, 26))
    Gate.objects.create(batch=batch, code="usia", type="age", minimum_age=18, maximum_age=45)
    for code, facts, type_ in [
        ("warga", ["city_resident"], "has_all"),
        ("sekolah", ["not_in_school"], "has_all"),
        ("lain", ["not_in_training"], "has_all"),
        ("didik", ["education:smp", "education:sma"], "has_any"),
        ("difabel", ["disability", "poor"], "has_any"),
        ("bukan", ["laid_off"], "has_none"),
    ]:
        Gate.objects.create(batch=batch, code=code, type=type_, facts=facts)
    return Batch.objects.prefetch_related("gates").get(pk=batch.pk)


def test_age_is_told_with_its_day_and_its_bound(batch):
    with translation.override("id"):
        young = reason_sentences(["gate:usia"], batch, birth_date=date(2008, 8, 1))
        old = reason_sentences(["gate:usia"], batch, birth_date=date(1980, 7, 26))
        waiting = old_enough_sentence(batch.gates.all(), date(2008, 8, 1))
        leap = old_enough_sentence(batch.gates.all(), date(2008, 2, 29))

    assert young == ["Usia 17 tahun pada 26 Juli 2026. Minimal 18."]
    assert old == ["Usia 46 tahun pada 26 Juli 2026. Maksimal 45."]
    assert waiting == "Anda genap 18 tahun pada 1 Agustus 2026."
    assert leap == "Anda genap 18 tahun pada 1 Maret 2026."


def test_every_gate_is_told_in_words(batch):
    codes = [f"gate:{gate.code}" for gate in batch.gates.all()]

    with translation.override("id"):
        sentences = reason_sentences([*codes, "holds_seat", "trained_recently"], batch)

    assert len(sentences) == len(set(sentences)) == 9
    for sentence in sentences:
        assert "gate:" not in sentence and "_" not in sentence
