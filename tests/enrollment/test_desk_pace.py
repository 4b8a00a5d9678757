"""What waits until which day, how fast files are checked, and how many of them are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.desk_pace import pace_of, progress_of, waiting_by_intake
from enrollment.models import Application, CaseEvent, Review
from enrollment.services.claiming import claim
from enrollment.services.reviews import record_review
from enrollment.services.undoing import undo_review
from tests.accounts.test_services_retention import move
from tests.factories import ApplicationFactory, IntakeFactory, UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(roles=["verifier"])


def check(application, verifier):
    return record_review(
        application,
        reviewer=verifier,
        decision="verify",
        items=answers(application),
        version=application.version,
    )


def test_what_waits_is_told_by_intake_with_the_day_and_the_number_a_day():
    today = timezone.localdate()
    soon = IntakeFactory(title="Gelombang III", verified_by=today + timedelta(days=2))
    late = IntakeFactory(title="Gelombang II", verified_by=today - timedelta(days=1))
    open_end = IntakeFactory(title="Kelas LPK", verified_by=None)
    for intake, number in [(soon, 7), (late, 1), (open_end, 1)]:
        ApplicationFactory.create_batch(number, intake=intake)
    ApplicationFactory(intake=soon, status="verified")

    waiting = waiting_by_intake(Application.objects.all())

    assert [(row.title, row.count, row.needed_a_day, row.is_late) for row in waiting] == [
        ("Gelombang II", 1, None, True),
        ("Gelombang III", 7, 3, False),
        ("Kelas LPK", 1, None, False),
    ]


def test_the_pace_is_the_median_from_taking_in_hand_to_deciding(verifier):
    batch = batch_with_gates()
    for minutes in [1, 2, 30]:
        application = case_factory(batch=batch)
        claim(application, reviewer=verifier)
        begun = timezone.now() - timedelta(minutes=minutes)
        move(CaseEvent.objects.get(application=application), at=begun)
        check(application, verifier)
    taken_back = check(case_factory(batch=batch), verifier)
    undo_review(taken_back, actor=verifier)
    Review.objects.filter(pk=taken_back.pk).update(undone_at=timezone.now())

    pace = pace_of(verifier)

    assert (pace.checked, round(pace.minutes)) == (3, 2)
    assert (pace_of(UserFactory()).checked, pace_of(UserFactory()).minutes) == (0, None)


def test_the_page_of_a_file_says_how_many_of_the_intake_are_checked(client, verifier):
    batch = batch_with_gates()
    files = [case_factory(batch=batch) for _number in range(5)]
    ApplicationFactory(intake=batch.intake, status="withdrawn")
    ApplicationFactory(status="verified")
    for file in files[:2]:
        check(file, verifier)
    client.force_login(verifier)

    page = client.get(reverse("enrollment:case", args=[files[2].pk])).content.decode()

    assert progress_of(batch.intake_id) == {"done": 2, "total": 5}
    assert "2 dari 5 diperiksa" in page
