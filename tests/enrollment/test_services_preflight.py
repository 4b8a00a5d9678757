"""Pre-flight names what is missing, how often, and whether it stops the round."""

from datetime import date, timedelta

import pgtrigger
import pytest
from django.utils import timezone

from enrollment.models import Assessment, DuplicatePair, FactClaim, SelectionRound, Sitting
from enrollment.services.duplicates import find_pairs
from enrollment.services.pair_decisions import call_apart
from enrollment.services.preflight import preflight
from programs.models import Batch
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    interview_of,
    open_round,
    read_again,
    set_dates,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened():
    selection_round = open_round(2)
    interview_of(selection_round)
    apply_for(selection_round, *batches_of(selection_round), score=80)
    return selection_round


def found(selection_round):
    findings = preflight(read_again(selection_round))
    return [(stop.kind, stop.is_hard, stop.count) for stop in findings.stops]


def enter(opened, **fields):
    return apply_for(opened, *batches_of(opened), **fields)


def test_a_round_with_everything_in_order_has_no_stop(opened):
    findings = preflight(close(opened))

    assert (findings.stops, findings.is_clear) == ([], True)


@pytest.mark.parametrize(
    "fields, stop",
    [
        ({"status": "submitted"}, ("unchecked", True, 1)),
        ({"status": "verified"}, ("uninvited", True, 1)),
        ({"status": "withdrawn"}, None),
        ({"status": "ineligible"}, None),
    ],
)
def test_the_state_of_a_file_decides_whether_it_stops_the_round(opened, fields, stop):
    enter(opened, **fields)

    assert found(close(opened)) == ([stop] if stop else [])


def test_a_test_of_one_class_is_no_invitation_to_that_of_another():
    selection_round = open_round(2, 2)
    first, second = batches_of(selection_round)
    for batch in (first, second):
        hold_interview(batch)
    both = apply_for(selection_round, first, second)
    Sitting.objects.create(
        assessment=first.assessments.get(), application=both, attendance="absent"
    )

    assert found(close(selection_round)) == [("uninvited", True, 1), ("absent", False, 1)]


def test_nobody_is_missed_at_the_test_of_a_class_that_is_closed_to_them(opened):
    enter(opened, person__kelurahan_id=None, person__outside_regency="Kabupaten Batang")

    assert found(close(opened)) == []


def hold_interview(batch):
    assessment = Assessment.objects.create(
        intake=batch.intake,
        kind="interview",
        title="Wawancara",
        starts_at=timezone.now() - timedelta(days=1),
        place="BLK",
    )
    assessment.batches.add(batch)


def test_a_file_with_its_applicant_stops_the_round_until_the_day_of_checking(opened):
    enter(opened, status="needs_fix")
    closed = close(opened)
    set_dates(closed, verified_by=date.today() + timedelta(days=1))
    assert found(closed) == [("uncorrected", True, 1)]

    set_dates(closed, verified_by=date.today() - timedelta(days=1))
    assert found(closed) == [("uncorrected", False, 1)]


def sit(opened, attendance):
    Sitting.objects.create(
        assessment=interview_of(opened), application=enter(opened), attendance=attendance
    )


def test_sittings_need_attendance_and_scores(opened):
    for attendance in ("invited", "attended", "absent"):
        sit(opened, attendance)

    assert found(close(opened)) == [
        ("attendance", True, 1),
        ("scores", True, 1),
        ("absent", False, 1),
    ]


def test_a_test_that_wants_two_assessors_is_not_done_with_one(opened):
    interview = interview_of(opened)
    interview.assessors_needed = 2
    with pgtrigger.ignore("enrollment.Assessment:phases_stay_once_scored"):
        interview.save()

    assert found(close(opened)) == [("scores", True, 1)]


def test_a_required_test_that_nobody_arranged_stops_the_round():
    selection_round = open_round(2)
    enter(selection_round)

    assert found(close(selection_round)) == [("tests", True, 1)]


def test_a_missing_public_value_stops_the_round(opened):
    closed = close(opened)
    SelectionRound.objects.update(entropy="")

    assert found(closed) == [("entropy", True, 1)]


def test_seats_other_than_published_stop_the_round(opened):
    closed = close(opened)
    Batch.objects.update(capacity=3)

    assert found(closed) == [("classes", True, 1)]


def test_statements_that_nobody_checked_are_noted(opened):
    application = opened.intake.applications.get()
    FactClaim.objects.create(application=application, fact_type_id="disability")

    assert found(close(opened)) == [("claims", False, 1)]


def test_two_entries_that_are_likely_one_person_stop_the_round_until_somebody_decides(opened):
    first = opened.intake.applications.get().person
    enter(opened, score=70, person__full_name=first.full_name.upper())
    closed = close(opened)
    assert found(closed) == [("duplicates", True, 1)]

    find_pairs()
    (pair,) = DuplicatePair.objects.all()
    call_apart(pair, actor=UserFactory(roles=["verifier"]), reason="papers")
    assert found(closed) == []


def test_a_phone_of_two_people_is_noted_and_a_family_card_is_not(opened):
    first = opened.intake.applications.get().person
    enter(opened, score=70, person__phone=first.phone)
    enter(opened, score=60, person__kk=first.kk)

    assert found(close(opened)) == [("shared_phones", False, 1)]


def test_eligible_people_are_compared_with_seats(opened):
    for score in (70, 60):
        enter(opened, score=score)
    enter(opened, score=90, person__kelurahan_id=None)

    (demand,) = preflight(close(opened)).demands
    assert (demand.eligible, demand.seats, demand.exceeds_seats) == (3, 2, True)


def test_number_of_queries_does_not_grow_with_people(opened, django_assert_max_num_queries):
    closed = close(opened)
    with django_assert_max_num_queries(40) as few:
        preflight(read_again(closed))

    bigger = open_round(2)
    for score in range(60, 75):
        enter(bigger, score=score)
    bigger = close(bigger)
    with django_assert_max_num_queries(len(few)):
        preflight(read_again(bigger))
