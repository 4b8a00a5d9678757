from datetime import date

import pytest

from programs.choices import GateType, SelectionMethod
from programs.forms.rules import ConditionsForm
from programs.models import Batch, Budget, Gate, Holiday, Intake, TrainingProgram
from programs.services.opening import freeze_rules
from tests.factories import BatchFactory, IntakeFactory, TrainingProgramFactory, UserFactory
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    client.force_login(UserFactory(roles=["training_manager"]))
    return client


def rows(prefix, *filled, initial=0):
    """The posted values of a formset."""
    data = {f"{prefix}-TOTAL_FORMS": len(filled), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def batch_data(**changes):
    return {
        "program": TrainingProgramFactory().pk,
        "code": "2030-LAS",
        "capacity": 16,
        "minimum_participants": 12,
        "venue": "Gedung BLK",
        "starts_on": "2030-02-04",
        "ends_on": "2030-03-08",
        "fund": "DBHCHT",
        "planned_cost": "94.400.000",
        "realised_cost": "0",
        "selection_method": SelectionMethod.MERIT,
        "reserve_mode": "minimum_guarantee",
        "reference_date": "2030-01-20",
        "retrain_years": 1,
        "retrain_scope": "any",
        "printed_waitlist_length": 4,
        "benefits": "Seragam\nModul",
        "who-required_facts": ["city_resident", "not_in_school"],
        "who-minimum_age": 18,
        "who-minimum_education": "smp",
        **rows(
            "criteria",
            {"name": "Tes tulis", "assessed_by": "written", "weight": 40, "maximum": 100},
            {
                "name": "Wawancara",
                "assessed_by": "interview",
                "weight": 60,
                "maximum": 100,
                "tie_position": 1,
            },
        ),
        **rows("reserves", {"name": "Penyandang disabilitas", "seats": 1, "facts": ["disability"]}),
        **changes,
    }


def test_a_class_is_added_with_conditions_criteria_and_guaranteed_seats(manager):
    intake = IntakeFactory()

    response = manager.post(f"/petugas/gelombang/{intake.code}/kelas/", batch_data())

    assert (response.status_code, response.url) == (302, "/petugas/kelas/2030-LAS/")
    batch = Batch.objects.get()
    assert batch.planned_cost == 94_400_000
    assert batch.benefits == ["Seragam", "Modul"]
    assert list(batch.gates.values_list("code", "type", "facts", "minimum_age")) == [
        ("RESIDENCY", "has_all", ["city_resident"], None),
        ("NOT_IN_SCHOOL", "has_all", ["not_in_school"], None),
        ("AGE", "age", [], 18),
        (
            "EDUCATION",
            "has_any",
            [f"education:{level}" for level in ("smp", "sma", "smk", "d3", "s1", "s2")],
            None,
        ),
    ]
    assert list(batch.criteria.values_list("code", "weight", "tie_position")) == [
        ("tes-tulis", 40, None),
        ("wawancara", 60, 1),
    ]
    assert list(batch.reserves.values_list("category", "facts", "seats")) == [
        ("penyandang-disabilitas", ["disability"], 1)
    ]


def test_what_is_wrong_in_any_part_is_said_at_the_top(manager):
    intake = IntakeFactory()
    data = batch_data(
        capacity="", **{"who-maximum_age": 17, "criteria-0-weight": 140, "criteria-1-name": ""}
    )

    response = manager.post(f"/petugas/gelombang/{intake.code}/kelas/", data)

    assert response.status_code == 422
    assert "<title>Kesalahan: Kelas baru di" in response.text
    for anchor in ["id_capacity", "id_who-maximum_age", "id_criteria-0-weight"]:
        assert f'<a href="#{anchor}">' in response.text
    assert not Batch.objects.exists()


def test_conditions_come_back_as_they_were_set():
    batch = BatchFactory()
    form = ConditionsForm(
        {
            "required_facts": ["city_resident"],
            "one_of": ["tobacco_worker", "laid_off"],
            "none_of": ["poor"],
            "minimum_age": 18,
            "maximum_age": 45,
            "minimum_education": "sma",
        }
    )
    assert form.is_valid()
    Gate.objects.bulk_create(
        Gate(batch=batch, position=position, **gate) for position, gate in enumerate(form.gates())
    )

    assert ConditionsForm.initial_from(batch.gates.all()) == form.cleaned_data


def test_a_class_with_published_rules_shows_them_and_keeps_them(manager):
    batch = BatchFactory(selection_method=SelectionMethod.LOTTERY)
    Gate.objects.create(batch=batch, code="AGE", type=GateType.AGE, minimum_age=18)
    freeze_rules(batch.intake, actor=None)

    page = manager.get(f"/petugas/kelas/{batch.code}/")
    address = f"/petugas/kelas/{batch.code}/"
    response = manager.post(
        address,
        batch_data(code="LAIN", capacity=99, venue="Aula", selection_method="merit")
        | shown_on(manager, address),
    )

    assert "conditions" not in page.context
    assert "18 tahun ke atas" in page.text
    assert response.status_code == 302
    batch.refresh_from_db()
    assert (batch.capacity, batch.venue, batch.selection_method) == (16, "Aula", "lottery")
    assert batch.gates.count() == 1


def test_an_intake_page_says_what_is_missing_for_opening(manager):
    intake = IntakeFactory()

    page = manager.get(f"/petugas/gelombang/{intake.code}/")

    assert page.context["missing"] == ["Tambahkan paling sedikit satu kelas."]
    assert "Belum siap dibuka" in page.text


def test_a_complete_intake_is_opened_by_its_button(manager):
    batch = BatchFactory(selection_method=SelectionMethod.LOTTERY)
    intake = batch.intake

    page = manager.get(f"/petugas/gelombang/{intake.code}/")
    assert page.context["missing"] == []
    address = f"/petugas/seleksi/{intake.code}/buka/"
    assert f'<form action="{address}" method="post">' in page.text
    manager.post(address)

    intake.refresh_from_db()
    assert intake.status == "open"
    assert intake.rule_sets.count() == 1


def test_an_intake_is_planned_by_its_form(manager):
    response = manager.post(
        "/petugas/gelombang/baru/",
        {
            "title": "Gelombang I tahun 2030",
            "code": "2030-I",
            "year": 2030,
            "opens_at": "2030-01-07T08:00",
            "closes_at": "2030-01-25T23:59",
            "upgrade": "unconfirmed",
            "lottery_scope": "round",
        },
    )

    assert response.url == "/petugas/gelombang/2030-I/"
    assert Intake.objects.get().closes_at.isoformat() == "2030-01-25T16:59:00+00:00"


def test_the_form_of_a_published_intake_leaves_its_days_alone(manager):
    intake = IntakeFactory()
    freeze_rules(intake, actor=None)

    address = f"/petugas/gelombang/{intake.code}/ubah/"
    typed = {"title": "Gelombang baru", "year": 2026, "closes_at": "2026-01-25T23:59"}
    response = manager.post(address, typed | shown_on(manager, address))

    assert response.status_code == 302
    assert Intake.objects.values_list("title", "closes_at").get() == (
        "Gelombang baru",
        intake.closes_at,
    )


def test_a_programme_is_saved_with_its_papers(manager):
    response = manager.post(
        "/petugas/program/baru/",
        {
            "title": "Batik",
            "slug": "batik",
            "trade": "pariwisata",
            "summary": "Belajar membatik.",
            "lesson_hours": 140,
            "minutes_per_lesson": 45,
            "lessons_per_day": 8,
            "training_days": 18,
            "minimum_education": "sd",
            "requirements": "Warga kota\n\nUsia 18 tahun",
            "drawing": "menjahit-pakaian",
            "is_offered": "on",
            **rows("form", {"kind": "KTP", "label": "KTP-el", "is_required": "on"}),
        },
    )

    assert response.url == "/petugas/program/batik/"
    program = TrainingProgram.objects.get()
    assert program.requirements == ["Warga kota", "Usia 18 tahun"]
    assert list(program.required_documents.values_list("kind", "is_required")) == [("KTP", True)]


def test_a_ceiling_is_given_once_a_year(manager):
    year = {"fiscal_year": 2030, "amount": "1.000.000"}

    fund = {"name": "APBN", **shown_on(manager, "/petugas/dana/APBN/")}

    twice = manager.post("/petugas/dana/APBN/", {**fund, **rows("form", year, year)})
    once = manager.post("/petugas/dana/APBN/", {**fund, **rows("form", year)})

    assert "Tulis tiap tahun anggaran satu kali saja." in twice.text
    assert (twice.status_code, once.status_code) == (422, 302)
    assert Budget.objects.get(fund="APBN").amount == 1_000_000


def test_a_holiday_is_added_once_and_removed(manager):
    data = {"date": "2030-08-17", "name": "Hari Kemerdekaan"}

    first = manager.post("/petugas/hari-libur/", data)
    second = manager.post("/petugas/hari-libur/", data)
    assert Holiday.objects.get().date == date(2030, 8, 17)
    manager.post("/petugas/hari-libur/2030-08-17/hapus/")

    assert (first.status_code, second.status_code) == (302, 422)
    assert not Holiday.objects.exists()


@pytest.mark.parametrize(
    "path", ["/petugas/gelombang/", "/petugas/program/", "/petugas/dana/", "/petugas/hari-libur/"]
)
def test_lists_need_the_same_queries_at_any_length(manager, path, django_assert_max_num_queries):
    manager.get(path)  # the first page of a session also writes it
    BatchFactory()
    with django_assert_max_num_queries(12) as one:
        manager.get(path)

    BatchFactory.create_batch(3)
    with django_assert_max_num_queries(12) as many:
        manager.get(path)

    assert len(many) == len(one)
