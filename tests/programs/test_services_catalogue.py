from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from blk_portal.shared.errors import DomainError
from programs.choices import GateType
from programs.models import Batch, Budget, FundingSource, Holiday, Intake
from programs.services.batches import BatchRules, create_batch, edit_batch
from programs.services.calendar import add_holiday, remove_holiday
from programs.services.funding import edit_fund
from programs.services.intakes import create_intake, edit_intake
from programs.services.opening import freeze_rules
from programs.services.programs import create_program, edit_program
from tests.factories import (
    BatchFactory,
    IntakeFactory,
    TrainingProgramFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

RULES = BatchRules(
    gates=[{"code": "AGE", "type": GateType.AGE, "minimum_age": 18}],
    criteria=[
        {"code": "tes-tulis", "name": "Tes tulis", "assessed_by": "written", "weight": 40},
        {"code": "wawancara", "name": "Wawancara", "assessed_by": "interview", "weight": 60},
    ],
    reserves=[{"category": "a", "name": "A", "facts": ["disability"], "seats": 1}],
)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


def batch_fields(**changes):
    return {
        "program": TrainingProgramFactory(),
        "code": "TEST-LAS",
        "capacity": 16,
        "venue": "BLK",
        "starts_on": date(2030, 1, 7),
        "ends_on": date(2030, 2, 7),
        "fund": FundingSource.objects.get(code="DBHCHT"),
        "reference_date": date(2029, 12, 20),
        **changes,
    }


def test_a_class_is_created_with_its_rules_in_their_order(manager):
    intake = IntakeFactory()

    batch = create_batch(intake, actor=manager, rules=RULES, **batch_fields())

    assert list(batch.gates.values_list("code", "position")) == [("AGE", 0)]
    assert list(batch.criteria.values_list("code", "position")) == [
        ("tes-tulis", 0),
        ("wawancara", 1),
    ]
    assert list(batch.reserves.values_list("category", "seats")) == [("a", 1)]


def test_editing_a_class_replaces_its_rules(manager):
    batch = create_batch(IntakeFactory(), actor=manager, rules=RULES, **batch_fields())

    edit_batch(batch, actor=manager, rules=BatchRules(criteria=RULES.criteria[:1]), capacity=20)

    batch.refresh_from_db()
    assert batch.capacity == 20
    assert list(batch.criteria.values_list("code", flat=True)) == ["tes-tulis"]
    assert not batch.gates.exists()


def test_published_rules_of_a_class_stay(manager):
    batch = create_batch(IntakeFactory(), actor=manager, rules=RULES, **batch_fields())
    freeze_rules(batch.intake, actor=manager)

    with pytest.raises(DomainError) as refusal:
        edit_batch(batch, actor=manager, rules=BatchRules(), capacity=20, venue="Aula")

    assert str(refusal.value) == (
        "Aturan kelas ini sudah diumumkan. Yang ini tidak bisa diubah lagi: "
        "Kursi, syarat, kriteria, atau kursi jaminan."
    )
    batch.refresh_from_db()
    assert (batch.capacity, batch.venue) == (16, "BLK")
    assert batch.criteria.count() == 2


def test_place_and_cost_of_a_published_class_may_change(manager):
    batch = BatchFactory()
    freeze_rules(batch.intake, actor=manager)

    edit_batch(batch, actor=manager, venue="Aula", realised_cost=Decimal("1000"), capacity=16)

    batch.refresh_from_db()
    assert (batch.venue, batch.realised_cost) == ("Aula", Decimal("1000"))


def test_no_class_joins_an_intake_with_published_rules(manager):
    batch = BatchFactory()
    freeze_rules(batch.intake, actor=manager)

    with pytest.raises(DomainError, match="Kelas tidak bisa ditambah."):
        create_batch(batch.intake, actor=manager, rules=RULES, **batch_fields())

    assert Batch.objects.count() == 1


def test_an_intake_is_planned_and_changed(manager):
    now = IntakeFactory.build().closes_at
    intake = create_intake(
        actor=manager,
        code="2030-I",
        title="Gelombang I",
        year=2030,
        opens_at=now,
        closes_at=now + timedelta(days=9),
    )

    edit_intake(intake, actor=manager, title="Gelombang satu", max_choices=2)

    intake.refresh_from_db()
    assert (intake.title, intake.max_choices) == ("Gelombang satu", 2)


def test_wishes_and_draw_of_a_published_intake_stay(manager):
    intake = IntakeFactory(max_choices=2)
    freeze_rules(intake, actor=manager)

    with pytest.raises(DomainError, match="Yang ini tidak bisa diubah lagi: Banyak pilihan"):
        edit_intake(intake, actor=manager, max_choices=3, title="Lain")

    assert Intake.objects.get().title == intake.title


def test_promised_days_of_published_rules_move_by_rescheduling_alone(manager):
    batch = BatchFactory()
    freeze_rules(batch.intake, actor=manager)
    promised = batch.intake.closes_at

    with pytest.raises(DomainError, match="Pendaftaran ditutup"):
        edit_intake(batch.intake, actor=manager, closes_at=promised + timedelta(days=1))
    with pytest.raises(DomainError, match="Hari pertama"):
        edit_batch(batch, actor=manager, starts_on=batch.starts_on + timedelta(days=1))

    assert Intake.objects.get().closes_at == promised


def test_a_programme_keeps_the_order_of_its_papers(manager):
    template = TrainingProgramFactory.build()
    program = create_program(
        actor=manager,
        documents=[{"kind": "KTP", "label": "KTP-el"}, {"kind": "KK", "label": "Kartu Keluarga"}],
        slug="batik",
        title="Batik",
        trade_id="pariwisata",
        summary=template.summary,
        lesson_hours=140,
        training_days=18,
        drawing="menjahit-pakaian",
    )

    edit_program(
        program, actor=manager, title="Batik cap", documents=[{"kind": "KK", "label": "KK"}]
    )

    program.refresh_from_db()
    assert program.title == "Batik cap"
    assert list(program.required_documents.values_list("kind", "label", "position")) == [
        ("KK", "KK", 0)
    ]


def test_the_ceilings_of_a_fund_are_set_as_a_whole():
    fund = FundingSource.objects.get(code="DBHCHT")
    Budget.objects.create(fund=fund, fiscal_year=2028, amount=5)
    Budget.objects.create(fund=fund, fiscal_year=2029, amount=5)

    edit_fund(
        fund,
        name="DBHCHT",
        legal_basis="PMK 72/2024",
        budgets=[
            {"fiscal_year": 2029, "amount": Decimal(9), "legal_basis": ""},
            {"fiscal_year": 2030, "amount": Decimal(8), "legal_basis": ""},
        ],
    )

    assert list(fund.budgets.order_by("fiscal_year").values_list("fiscal_year", "amount")) == [
        (2029, 9),
        (2030, 8),
    ]


def test_a_day_is_a_holiday_once():
    holiday = add_holiday(date=date(2030, 8, 17), name="Hari Kemerdekaan")

    with pytest.raises(DomainError, match="sudah tercatat sebagai hari libur: Hari Kemerdekaan"):
        add_holiday(date=date(2030, 8, 17), name="Lain")
    remove_holiday(holiday)

    assert not Holiday.objects.exists()
