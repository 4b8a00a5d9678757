"""Last year's intake becomes the draft of a new one."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from blk_portal.shared.errors import DomainError
from programs.models import Batch, Criterion, Gate, Holiday, Intake, Reserve
from programs.services.copying import copy_intake, free_days_in
from programs.services.rules import rules_of
from tests.factories import BatchFactory, UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def source():
    selection_round = open_round(
        2, 3, reserves=[("disabilitas", ["disability"], 1)], code="2025-III"
    )
    for number, batch in enumerate(batches_of(selection_round), start=1):
        Batch.objects.filter(pk=batch.pk).update(realised_cost=100, minimum_participants=number)
    apply_for(selection_round, *batches_of(selection_round), score=90)
    return published(selection_round).intake


def without_names(rules):
    return {
        **rules,
        "intake": "",
        "batches": [
            {key: value for key, value in row.items() if key not in ("id", "reference_date")}
            for row in rules["batches"]
        ],
    }


def test_days_move_together_and_rules_come_along(source, manager):
    opens_on = timezone.localdate(source.opens_at) + timedelta(days=364)

    copy = copy_intake(
        source, actor=manager, code="2026-III", title="Gelombang III", opens_on=opens_on
    )

    year = timedelta(days=364)
    assert (copy.status, copy.year, copy.title) == ("planned", opens_on.year, "Gelombang III")
    assert (copy.opens_at, copy.announced_at) == (
        source.opens_at + year,
        source.announced_at + year,
    )
    assert without_names(rules_of(copy)) == without_names(rules_of(source))
    pairs = zip(copy.batches.order_by("code"), source.batches.order_by("code"), strict=True)
    for new, old in pairs:
        assert new.starts_on == old.starts_on + year
        assert new.reference_date == old.reference_date + year
        assert new.minimum_participants == old.minimum_participants
        assert (new.status, new.realised_cost) == ("planned", 0)


def test_nothing_frozen_and_nobody_is_copied(source, manager):
    copy = copy_intake(
        source, actor=manager, code="2026-III", title="III", opens_on=timezone.localdate()
    )

    assert (copy.rule_sets.count(), copy.applications.count()) == (0, 0)
    assert not hasattr(copy, "selection_round")
    batch = copy.batches.first()
    assert (batch.seats.count(), batch.figures.count()) == (0, 0)
    batch.gates.update(code="LAIN")
    assert not Gate.objects.filter(batch__intake=source, code="LAIN").exists()
    assert (Criterion.objects.count(), Reserve.objects.count()) == (4, 4)


def test_a_cancelled_class_is_left_out(manager):
    batch = BatchFactory(code="2025-I-LAS")
    BatchFactory(intake=batch.intake, code="2025-I-ROTI", status="cancelled")
    Intake.objects.update(code="2025-I")

    copy = copy_intake(
        Intake.objects.get(), actor=manager, code="2026-I", title="I", opens_on=timezone.localdate()
    )

    assert list(copy.batches.values_list("code", flat=True)) == ["2026-I-LAS"]


def test_a_code_that_is_taken_is_refused(source, manager):
    with pytest.raises(DomainError, match="Kode ini sudah dipakai: 2025-III."):
        copy_intake(
            source, actor=manager, code="2025-III", title="III", opens_on=timezone.localdate()
        )

    assert (Intake.objects.count(), Batch.objects.count()) == (1, 2)


def test_days_without_work_are_named(source, manager):
    copy = copy_intake(
        source, actor=manager, code="2026-III", title="III", opens_on=timezone.localdate()
    )
    Holiday.objects.create(date=timezone.localdate(copy.announced_at), name="Contoh")

    assert "Hasil diumumkan (2026-III)" in free_days_in(copy)


def test_a_manager_copies_an_intake_by_its_form(client, source, manager):
    client.force_login(manager)
    answers = {"title": "Gelombang III 2027", "code": "2027-III", "opens_on": "2027-07-05"}

    response = client.post(f"/petugas/gelombang/{source.code}/salin/", answers)

    assert response.url == "/petugas/gelombang/2027-III/"
    assert timezone.localdate(Intake.objects.get(code="2027-III").opens_at).isoformat() == (
        "2027-07-05"
    )
