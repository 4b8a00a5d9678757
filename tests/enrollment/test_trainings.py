"""Earlier trainings, read for one applicant beside the application and for many by themselves."""

from datetime import date

import pytest

from enrollment.models import Application, Participation
from enrollment.trainings import trainings_of, trainings_of_applicant
from tests.factories import ApplicationFactory, BatchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant():
    """Somebody with two trainings finished and one not, beside others with trainings."""
    applicant = ApplicationFactory()
    train(applicant.person, "jahit", ends_on=date(2025, 6, 30), certificate_on=date(2025, 7, 14))
    train(applicant.person, "las", ends_on=date(2025, 7, 1))
    train(applicant.person, "barista", ends_on=date(2024, 5, 1), has_finished=False)
    train(ApplicationFactory().person, "batik", ends_on=date(2023, 5, 1))
    return applicant


def train(person, slug, *, ends_on, **facts):
    batch = BatchFactory(program__slug=slug, starts_on=date(2023, 1, 1), ends_on=ends_on)
    application = ApplicationFactory(person=person, intake=batch.intake)
    Participation.objects.create(
        application=application, batch=batch, **{"has_finished": True} | facts
    )


def test_trainings_are_the_same_beside_the_application_and_by_themselves(
    applicant, django_assert_num_queries
):
    by_itself = trainings_of([applicant.person_id])[applicant.person_id]

    with django_assert_num_queries(1):
        read = Application.objects.with_trainings().get(pk=applicant.pk)
        beside = trainings_of_applicant(read)

    assert beside == by_itself == trainings_of_applicant(applicant)
    assert beside == [
        {"programme": "las", "completed_on": "2025-07-01"},
        {"programme": "jahit", "completed_on": "2025-07-14"},
    ]
