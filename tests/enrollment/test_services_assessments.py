from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from enrollment.models import Application, Assessment, Score, Sitting
from enrollment.services.assessments import (
    create_assessment,
    invite_to_assessment,
)
from enrollment.services.attendance import record_attendance
from enrollment.services.scores import MeanScores, record_scores
from notices.models import Notice
from tests.enrollment.test_nearness import TOO_NEAR
from tests.factories import BatchFactory, UserFactory
from tests.factories.desk import (
    assessment_of,
    case_factory,
    room_for,
    round_in,
    scored_batch,
    sitting_at,
    verified_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def assessor():
    return UserFactory(roles=["assessor"])


def test_a_test_is_set_for_classes_that_score_it(manager):
    batch = scored_batch()
    settings = {
        "kind": "interview",
        "title": "Wawancara",
        "starts_at": timezone.now(),
        "place": "Aula BLK",
        "assessors_needed": 2,
        "actor": manager,
    }

    assessment = create_assessment(batch.intake, batches=[batch], **settings)

    assert list(assessment.batches.all()) == [batch]
    for batches, message in [
        ([scored_batch()], "Pilih kelas dari gelombang ini."),
        ([], "Pilih kelas dari gelombang ini."),
        (
            [other := BatchFactory(intake=batch.intake)],
            f"Tidak ada yang dinilai dalam tes ini untuk: {other.code}.",
        ),
    ]:
        with pytest.raises(DomainError) as refusal:
            create_assessment(batch.intake, batches=batches, **settings)
        assert str(refusal.value) == message
    assert Assessment.objects.count() == 1


def test_everybody_verified_with_an_open_wish_is_invited_in_groups_and_told(manager):
    batch = scored_batch()
    assessment = assessment_of(batch)
    expected = [verified_case(batch) for _ in range(3)]
    verified_case(batch, claims=())
    case_factory(batch=batch)
    verified_case(scored_batch(intake=batch.intake))

    room_for(assessment, capacity=2, groups=2, minutes=30)
    invite_to_assessment(assessment, actor=manager)

    start = assessment.starts_at
    assert list(
        Sitting.objects.order_by("application__registration_number").values_list(
            "application", "slot__starts_at", "attendance"
        )
    ) == [
        (expected[0].pk, start, "invited"),
        (expected[1].pk, start, "invited"),
        (expected[2].pk, start + timedelta(minutes=30), "invited"),
    ]
    notice = Notice.objects.get(person=expected[0].person)
    assert notice.needs_answer is True
    assert "Aula BLK" in notice.text and expected[0].registration_number in notice.text


def test_who_was_invited_keeps_the_slot_and_later_ones_follow(manager):
    batch = scored_batch()
    assessment = assessment_of(batch)
    first = verified_case(batch)
    room_for(assessment, capacity=1, groups=2, minutes=10)
    invite_to_assessment(assessment, actor=manager)
    second = verified_case(batch)

    invite_to_assessment(assessment, actor=manager)

    assert {sitting.application: sitting.moment for sitting in Sitting.objects.all()} == {
        first: assessment.starts_at,
        second: assessment.starts_at + timedelta(minutes=10),
    }
    with pytest.raises(DomainError) as refusal:
        invite_to_assessment(assessment, actor=manager)
    assert str(refusal.value) == "Tidak ada orang baru yang bisa diundang ke tes ini."


def test_inviting_asks_nothing_of_each_person_but_to_queue_the_notice(
    manager, django_assert_max_num_queries
):
    batch = scored_batch()
    assessment = assessment_of(batch)
    for _ in range(6):
        verified_case(batch)

    room_for(assessment, capacity=9, groups=1)
    with django_assert_max_num_queries(20 + 4 * 6):
        invite_to_assessment(assessment, actor=manager)


def test_attendance_is_a_fact_of_its_own_and_no_score_is_lost_by_it(manager, assessor):
    assessment = assessment_of(scored_batch())
    came, absent, scored = [sitting_at(assessment, attendance="invited") for _ in range(3)]
    record_attendance(assessment, {scored.pk: "attended"}, actor=manager)
    record_scores(assessment, {scored.pk: {"wawancara": Decimal(70)}}, assessor=assessor)

    record_attendance(assessment, {came.pk: "attended", absent.pk: "absent"}, actor=manager)

    absent.refresh_from_db()
    assert (absent.attendance, absent.recorded_by) == ("absent", manager)
    number = scored.application.registration_number
    with pytest.raises(DomainError) as refusal:
        record_attendance(assessment, {came.pk: "absent", scored.pk: "absent"}, actor=manager)
    assert str(refusal.value) == f"Sudah punya nilai, jadi hadir: {number}."
    came.refresh_from_db()
    assert came.attendance == "attended"


def test_scores_of_a_whole_batch_are_saved_together_or_not_at_all(assessor):
    assessment = assessment_of(scored_batch())
    first, second = [sitting_at(assessment) for _ in range(2)]

    with pytest.raises(DomainError) as refusal:
        record_scores(
            assessment,
            {first.pk: {"wawancara": Decimal(70)}, second.pk: {"wawancara": Decimal(101)}},
            assessor=assessor,
        )
    assert str(refusal.value) == "Nilai antara 0 dan 100."
    assert Score.objects.count() == 0

    record_scores(
        assessment,
        {first.pk: {"wawancara": Decimal("70.5")}, second.pk: {"wawancara": None}},
        assessor=assessor,
    )
    assert list(Score.objects.values_list("sitting", "value")) == [(first.pk, Decimal("70.50"))]
    means = MeanScores(Application.objects.all())
    batch = assessment.batches.get()
    assert means.of(first.application_id, batch.pk) == {"wawancara": Decimal("70.50")}
    assert means.of(second.application_id, batch.pk) == {}

    record_scores(assessment, {first.pk: {"wawancara": None}}, assessor=assessor)
    assert Score.objects.count() == 0


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (
            lambda sitting, assessor: Sitting.objects.update(attendance="absent"),
            "Hanya yang hadir di tes ini yang bisa dinilai.",
        ),
        (
            lambda sitting, assessor: case_factory(
                user=assessor, person__kk=sitting.application.person.kk
            ),
            TOO_NEAR,
        ),
        (
            lambda sitting, assessor: Score.objects.create(
                sitting=sitting, criterion="wawancara", assessor=UserFactory(), value=60
            ),
            "Sudah ada 1 penguji lain yang menilai; tes ini tidak perlu lebih.",
        ),
        (
            lambda sitting, assessor: round_in(sitting.application.intake, "frozen"),
            "Data putaran seleksi ini sudah dibekukan.",
        ),
    ],
)
def test_a_score_that_may_not_be_is_refused(assessor, prepare, message):
    assessment = assessment_of(scored_batch())
    sitting = sitting_at(assessment)
    prepare(sitting, assessor)

    with pytest.raises(DomainError) as refusal:
        record_scores(assessment, {sitting.pk: {"wawancara": Decimal(70)}}, assessor=assessor)

    assert str(refusal.value) == message
    assert not Score.objects.filter(assessor=assessor).exists()
