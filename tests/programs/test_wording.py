from datetime import date

import pytest
from django.utils import translation

from programs.choices import GateType
from programs.models import Batch, Gate
from programs.wording import (
    age_range,
    education_short,
    gate_sentence,
    retraining_sentence,
    short_conditions,
)

CLOSING_DAY = date(2026, 7, 26)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("gate", "sentence"),
    [
        (
            Gate(type=GateType.HAS_ALL, facts=["city_resident", "not_in_school"]),
            "Warga Kota Pekalongan; tidak sedang bersekolah atau kuliah reguler",
        ),
        (
            Gate(type=GateType.HAS_ANY, facts=["tobacco_worker", "laid_off"]),
            "Paling sedikit satu dari: Buruh pabrik rokok, Korban PHK",
        ),
        (Gate(type=GateType.HAS_NONE, facts=["woman"]), "Bukan salah satu dari: Perempuan"),
        (
            Gate(type=GateType.HAS_ANY, facts=["education:sma", "education:smp"]),
            "Pendidikan paling rendah SMP, MTs, atau Paket B",
        ),
        (Gate(type=GateType.AGE, minimum_age=18), "Usia 18 tahun ke atas pada 26 Juli 2026"),
        (
            Gate(type=GateType.AGE, minimum_age=18, maximum_age=45),
            "Usia 18–45 tahun pada 26 Juli 2026",
        ),
        (Gate(type=GateType.HAS_ALL, facts=["own_fact"]), "own_fact"),
    ],
)
def test_a_gate_is_said_in_one_sentence(gate, sentence):
    assert gate_sentence(gate, CLOSING_DAY) == sentence


@pytest.mark.parametrize(
    ("years", "scope", "sentence"),
    [
        (None, "any", ""),
        (1, "any", "Tidak ikut pelatihan BLK dalam 1 tahun sebelum 26 Juli 2026"),
        (2, "same_programme", "Belum pernah ikut program ini dalam 2 tahun sebelum 26 Juli 2026"),
    ],
)
def test_earlier_training_is_said_with_its_day(years, scope, sentence):
    batch = Batch(retrain_years=years, retrain_scope=scope, reference_date=CLOSING_DAY)

    assert retraining_sentence(batch) == sentence


def test_a_card_names_residence_and_age():
    assert short_conditions(needs_residence=True, minimum_age=18, maximum_age=None) == (
        "Warga kota, 18 tahun ke atas"
    )
    assert short_conditions(needs_residence=None, minimum_age=None, maximum_age=None) == (
        "Warga luar kota boleh ikut"
    )


def test_age_may_have_one_bound_or_two():
    assert age_range(None, 35) == "paling tinggi 35 tahun"
    assert age_range(18, 35) == "18–35 tahun"


def test_schooling_is_named_in_a_few_letters():
    assert education_short("smp") == "ijazah paling rendah SMP"
    assert education_short("none") == "tanpa syarat ijazah"
