from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from enrollment.models import Application, Assessment, Score, Sitting
from enrollment.services.scores import MeanScores
from tests.factories import ApplicationFactory, BatchFactory, UserFactory


def sit(application, batches, scores, *, attendance="attended"):
    """Let ``application`` sit an assessment of ``batches``; ``scores`` is one dict an assessor."""
    assessment = Assessment.objects.create(
        intake=application.intake,
        kind="interview",
        title="Wawancara",
        starts_at=timezone.now() - timedelta(days=1),
        place="BLK",
    )
    assessment.batches.set(batches)
    sitting = Sitting.objects.create(
        assessment=assessment, application=application, attendance=attendance
    )
    for of_one_assessor in scores:
        assessor = UserFactory()
        for criterion, value in of_one_assessor.items():
            Score.objects.create(
                sitting=sitting, criterion=criterion, assessor=assessor, value=Decimal(value)
            )


@pytest.mark.django_db
def test_mean_of_assessors_is_rounded_half_up_once_and_counts_for_each_class_of_the_test():
    application = ApplicationFactory()
    first, second = BatchFactory.create_batch(2, intake=application.intake)
    sit(
        application,
        [first, second],
        [{"interview": "70.00"}, {"interview": "70.01"}],
    )
    sit(application, [second], [{"written": "81"}, {"written": "80"}, {"written": "80"}])

    means = MeanScores(Application.objects.all())

    assert means.of(application.pk, first.pk) == {"interview": Decimal("70.01")}
    assert means.of(application.pk, second.pk) == {
        "interview": Decimal("70.01"),
        "written": Decimal("80.33"),
    }


@pytest.mark.django_db
def test_scores_of_somebody_recorded_as_absent_do_not_count():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake)
    sit(application, [batch], [{"interview": "70"}], attendance="absent")

    assert MeanScores(Application.objects.all()).of(application.pk, batch.pk) == {}
