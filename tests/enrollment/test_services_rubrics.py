"""What scores mean in words, and what happens where two assessors differ widely."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from blk_portal.shared.errors import DomainError
from enrollment.models import Assessment, RubricLevel, ScoreTalk
from enrollment.services.rubrics import open_differences, record_talk, rubric_of, set_rubric
from enrollment.services.scores import record_scores
from tests.factories import UserFactory
from tests.factories.desk import assessment_of, scored_batch, sitting_at
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessors():
    return [UserFactory(roles=["assessor"]) for _ in range(2)]


@pytest.fixture
def interview():
    return assessment_of(scored_batch(), needed=2)


def scored(test, assessors, *values):
    sitting = sitting_at(test)
    for assessor, value in zip(assessors, values, strict=False):
        record_scores(test, {sitting.pk: {"wawancara": Decimal(value)}}, assessor=assessor)
    return sitting


def differences(test):
    return [
        (found.sitting, found.lowest, found.highest)
        for found in open_differences(Assessment.objects.filter(pk=test.pk))
    ]


def test_a_manager_writes_levels_that_assessors_read_beside_the_boxes(client, interview):
    client.force_login(UserFactory(roles=["training_manager"]))
    page = reverse("enrollment:assessment_rubric", kwargs={"pk": interview.pk})

    wrong = client.post(page, {"wawancara": "bagus sekali"})
    levels = {"wawancara": "60: Ragu\n\n90: Rencana usaha jelas, tahu pasarnya"}
    right = client.post(page, levels | shown_on(client, page))

    assert wrong.context["form"].errors == {
        "wawancara": [
            "“bagus sekali”: tulis nilai, titik dua, dan keterangan, misalnya “80: menjawab jelas”."
        ]
    }
    assert right.status_code == 302
    assert [(level.points, level.words) for level in rubric_of(interview)["wawancara"]] == [
        (Decimal(90), "Rencana usaha jelas, tahu pasarnya"),
        (Decimal(60), "Ragu"),
    ]
    client.force_login(UserFactory(roles=["assessor"]))
    sitting_at(interview)
    sheet = client.get(reverse("enrollment:scores", kwargs={"pk": interview.pk}))
    assert "Rencana usaha jelas, tahu pasarnya" in sheet.content.decode()


def test_a_rubric_stays_once_a_score_is_given(interview, assessors):
    set_rubric(interview, {"wawancara": [(Decimal(80), "Jelas")]}, actor=None)
    scored(interview, assessors, 70)

    with pytest.raises(DomainError) as refusal:
        set_rubric(interview, {"wawancara": [(Decimal(80), "Lain")]}, actor=None)
    with pytest.raises(IntegrityError, match="its rubric stays"), transaction.atomic():
        RubricLevel.objects.update(words="Lain")

    assert str(refusal.value) == "Nilai sudah diberikan, jadi rubrik tetap seperti ini."
    assert [level.words for level in RubricLevel.objects.all()] == ["Jelas"]


def test_only_scores_further_apart_than_allowed_ask_for_a_talk(interview, assessors):
    near, wide = sitting_at(interview), sitting_at(interview)
    for assessor, of_near, of_wide in zip(assessors, [60, 80], [50, "70.5"], strict=True):
        values = {
            near.pk: {"wawancara": Decimal(of_near)},
            wide.pk: {"wawancara": Decimal(of_wide)},
        }
        record_scores(interview, values, assessor=assessor)

    assert differences(interview) == [(wide.pk, Decimal(50), Decimal("70.5"))]


def test_a_talk_settles_these_scores_and_no_later_ones(interview, assessors):
    wide = scored(interview, assessors, 50, 90)

    record_talk(wide, "wawancara", words="Beda kesan, sepakat tetap", assessor=assessors[0])

    assert differences(interview) == []
    talk = ScoreTalk.objects.get()
    assert (talk.lowest, talk.highest, talk.words, talk.assessor) == (
        Decimal(50),
        Decimal(90),
        "Beda kesan, sepakat tetap",
        assessors[0],
    )
    record_scores(
        interview,
        {wide.pk: {"wawancara": Decimal(40)}},
        assessor=assessors[0],
        reason="Salah tulis",
    )
    assert differences(interview) == [(wide.pk, Decimal(40), Decimal(90))]


def test_nobody_talks_about_scores_before_all_can_be_seen_nor_for_others(interview, assessors):
    wide = scored(interview, assessors, 50, 90)
    sitting_at(interview)
    Assessment.objects.update(all_scored_at=None)
    stranger = UserFactory(roles=["assessor"])

    told = []
    for assessor, prepare in [
        (assessors[0], lambda: None),
        (stranger, lambda: Assessment.objects.update(all_scored_at="2026-01-01T00:00Z")),
    ]:
        prepare()
        with pytest.raises(DomainError) as refusal:
            record_talk(wide, "wawancara", words="Sepakat", assessor=assessor)
        told.append(str(refusal.value))

    assert told == [
        "Bicarakan nilai setelah semuanya terbuka.",
        "Yang menilai orang ini yang menulis hasil pembicaraan.",
    ]
    assert ScoreTalk.objects.count() == 0
