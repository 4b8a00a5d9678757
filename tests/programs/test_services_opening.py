import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from programs.choices import BatchStatus, GateType, IntakeStatus, SelectionMethod
from programs.models import Criterion, Gate, Reserve, RuleSet
from programs.services.opening import missing_for_opening, open_intake
from programs.services.rules import batch_rules
from programs.services.status import change_batch_status, change_intake_status
from tests.factories import BatchFactory, IntakeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


def batch_by_score(**fields):
    batch = BatchFactory(**fields)
    Criterion.objects.create(
        batch=batch, code="written", name="Tes tulis", assessed_by="written", weight=40
    )
    Criterion.objects.create(
        batch=batch,
        position=1,
        code="interview",
        name="Wawancara",
        assessed_by="interview",
        weight=60,
        tie_position=1,
    )
    return batch


def test_the_rules_of_a_class_are_written_in_the_problem_format():
    batch = batch_by_score(
        code="TEST-RTK",
        capacity=16,
        reference_date=date(2026, 7, 26),
        retrain_years=1,
        minimum_merit=Decimal("55.50"),
    )
    Gate.objects.create(
        batch=batch, code="resident", type=GateType.HAS_ALL, facts=["city_resident"]
    )
    Gate.objects.create(batch=batch, position=1, code="age", type=GateType.AGE, minimum_age=18)
    Reserve.objects.create(
        batch=batch, category="disability", name="Disabilitas", facts=["disability"], seats=1
    )

    assert batch_rules(batch) == {
        "id": "TEST-RTK",
        "programme": batch.program.slug,
        "capacity": 16,
        "mode": "merit",
        "reserve_mode": "minimum_guarantee",
        "reference_date": "2026-07-26",
        "retrain": {"years": 1, "scope": "any"},
        "gates": [
            {"code": "resident", "type": "has_all", "facts": ["city_resident"]},
            {"code": "age", "type": "age", "min": 18, "max": None},
        ],
        "criteria": [
            {"id": "written", "weight": "0.4", "max": "100", "minimum": None, "required": True},
            {"id": "interview", "weight": "0.6", "max": "100", "minimum": None, "required": True},
        ],
        "minimum_merit": "55.5",
        "ties": ["interview"],
        "reserves": [{"category": "disability", "any_of": ["disability"], "seats": 1}],
        "waitlist_size": None,
    }


def test_opening_publishes_the_rules_with_their_digest(manager):
    batch = batch_by_score()

    rule_set = open_intake(batch.intake, actor=manager)

    batch.refresh_from_db()
    assert batch.intake.status == IntakeStatus.OPEN
    assert batch.status == BatchStatus.OPEN
    assert rule_set.version == 1
    assert rule_set.frozen_by == manager
    assert rule_set.sha256 == hashlib.sha256(rule_set.canonical.encode()).hexdigest()
    assert json.loads(rule_set.canonical)["batches"] == [batch_rules(batch)]


def test_opening_leaves_a_history_with_the_actor(manager):
    batch = batch_by_score()

    open_intake(batch.intake, actor=manager)

    changes = StatusChange.objects.filter(to_status="open").values_list("subject", "actor")
    assert sorted(changes) == [
        ("programs_batch", manager.pk),
        ("programs_intake", manager.pk),
    ]


def test_after_opening_the_database_refuses_a_new_weight(manager):
    batch = batch_by_score()
    open_intake(batch.intake, actor=manager)

    with pytest.raises(IntegrityError), transaction.atomic():
        batch.criteria.update(weight=50)

    assert set(batch.criteria.values_list("weight", flat=True)) == {40, 60}


def test_an_intake_is_opened_once(manager):
    batch = batch_by_score()
    open_intake(batch.intake, actor=manager)

    with pytest.raises(DomainError, match="Hanya gelombang yang direncanakan"):
        open_intake(batch.intake, actor=manager)

    assert RuleSet.objects.count() == 1


def test_what_is_missing_is_said_at_once(manager):
    batch = BatchFactory(
        intake=IntakeFactory(entropy_source="", announced_at=None, round_runs_at=None),
        code="TEST-LAS",
    )

    with pytest.raises(DomainError) as refusal:
        open_intake(batch.intake, actor=manager)

    assert str(refusal.value) == (
        "Tetapkan waktu seleksi dihitung, waktu pengumuman. "
        "Sebut sumber angka acak publik, dengan ejaan yang persis. "
        "TEST-LAS: jumlah bobot 0%, seharusnya 100%."
    )
    assert not RuleSet.objects.exists()


def test_an_intake_without_classes_stays_closed():
    assert missing_for_opening(IntakeFactory()) == ["Tambahkan paling sedikit satu kelas."]


def test_registration_must_end_in_the_future():
    now = timezone.now()
    intake = IntakeFactory(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    batch_by_score(intake=intake)

    assert missing_for_opening(intake) == [
        "Pendaftaran ditutup di masa lalu. Pilih hari yang akan datang."
    ]


def test_first_come_classes_keep_to_themselves():
    intake = IntakeFactory()
    batch_by_score(intake=intake)
    BatchFactory(intake=intake, selection_method=SelectionMethod.FIRST_COME)

    assert missing_for_opening(intake) == [
        "Kelas siapa cepat dan kelas usulan memerlukan gelombang sendiri."
    ]


def test_a_first_come_intake_needs_no_dates_of_a_round():
    intake = IntakeFactory(
        entropy_source="",
        round_runs_at=None,
        announced_at=None,
        objections_until=None,
        answers_until=None,
        promotion_until=None,
    )
    BatchFactory(intake=intake, selection_method=SelectionMethod.FIRST_COME)

    assert missing_for_opening(intake) == []


def test_a_draw_has_no_criteria_and_not_more_guaranteed_seats_than_seats():
    batch = batch_by_score(code="TEST-LOT", selection_method=SelectionMethod.LOTTERY, capacity=2)
    Reserve.objects.create(batch=batch, category="a", name="A", facts=["disability"], seats=3)

    assert missing_for_opening(batch.intake) == [
        "TEST-LOT: hanya kelas menurut nilai yang punya kriteria.",
        "TEST-LOT: kursi jaminan lebih banyak daripada kursi.",
    ]


def test_classes_follow_their_intake_except_those_that_left_it(manager):
    intake = IntakeFactory()
    follows, cancelled = BatchFactory.create_batch(2, intake=intake)
    change_batch_status(cancelled, BatchStatus.CANCELLED, actor=manager, reason="too_few")

    change_intake_status(intake, IntakeStatus.OPEN, actor=manager)

    assert list(intake.batches.order_by("pk").values_list("status", flat=True)) == [
        BatchStatus.OPEN,
        BatchStatus.CANCELLED,
    ]
    assert follows.intake.status == IntakeStatus.OPEN


def test_a_move_that_the_table_lacks_is_refused(manager):
    intake = IntakeFactory()

    with pytest.raises(DomainError, match="Yang “Direncanakan” tidak bisa menjadi “Selesai”."):
        change_intake_status(intake, IntakeStatus.FINISHED, actor=manager)

    intake.refresh_from_db()
    assert intake.status == IntakeStatus.PLANNED
