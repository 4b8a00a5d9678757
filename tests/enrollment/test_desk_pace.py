"""What waits until which day, how fast files are checked, and how many of them are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.desk_pace import pace_of, progress_of, waiting_by_intake, workload
from enrollment.models import Application, CaseEvent, Review
from enrollment.services.claiming import claim, claim_next
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


def test_the_manager_sees_who_holds_who_checks_and_who_picks(client, verifier):
    batch = batch_with_gates()
    files = [case_factory(batch=batch) for _number in range(4)]
    idle = UserFactory(display_name="Bayu", roles=["verifier"])
    check(claim_next(verifier, Application.objects.filter(pk=files[0].pk)), verifier)
    claim(files[1], reviewer=verifier)
    claim(files[2], reviewer=idle)
    claim(files[2], reviewer=verifier, take_over=True)
    client.force_login(UserFactory(roles=["training_manager"]))

    page = client.get(reverse("enrollment:desk_workload"))

    assert [
        (load.verifier, load.in_hand, load.pace.checked, load.chosen, load.taken_over)
        for load in workload()
    ] == [(verifier, 2, 1, 1, 1), (idle, 0, 0, 1, 0)]
    assert page.context["intakes_waiting"][0].count == 3


def test_the_workload_asks_the_same_few_questions_for_any_number(client, django_assert_num_queries):
    client.force_login(UserFactory(roles=["training_manager"]))
    client.get(reverse("enrollment:desk_workload"))
    for number in [1, 3]:
        for someone in UserFactory.create_batch(number, roles=["verifier"]):
            claim(case_factory(), reviewer=someone)

        with django_assert_num_queries(8):
            client.get(reverse("enrollment:desk_workload"))
