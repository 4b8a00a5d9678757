"""Periodic tasks find what is due, do it once, and are harmless the second time."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from blk_portal.shared.audit import record_for_this_transaction
from enrollment import tasks
from enrollment.models import Offer
from enrollment.services.running import request_run
from notices.models import Notice
from programs.models import PublishedFigure
from tests.factories import IntakeFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    published,
    read_again,
    run,
    set_dates,
    statuses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The rounds that were handed to a worker."""
    sent = []
    monkeypatch.setattr(tasks.decide_selection_round, "delay", sent.append)
    return sent


def past(**ago):
    return timezone.now() - timedelta(**ago)


def round_with(*scores, capacity=1):
    selection_round = open_round(capacity)
    people = [
        apply_for(selection_round, *batches_of(selection_round), score=score) for score in scores
    ]
    return selection_round, people


def test_an_intake_closes_at_its_time_and_once():
    selection_round, _people = round_with(80)
    tasks.close_due_intakes()
    assert read_again(selection_round).intake.status == "open"

    set_dates(selection_round, closes_at=past(seconds=1))
    tasks.close_due_intakes()
    tasks.close_due_intakes()

    closed = read_again(selection_round)
    assert (closed.intake.status, closed.status) == ("closed", "closed")


def test_an_intake_without_a_round_closes_too():
    open_round(3, method="first_come", code="FC-1")
    intake = IntakeFactory._meta.model.objects.get(code="FC-1")
    intake.closes_at = past(seconds=1)
    intake.save()

    tasks.close_due_intakes()

    intake.refresh_from_db()
    assert intake.status == "closed"


def test_a_due_round_waits_for_what_is_missing_and_then_runs_by_itself(sent):
    selection_round, _people = round_with(80, 70)
    late = apply_for(selection_round, *batches_of(selection_round), status="submitted")
    selection_round = set_dates(close(selection_round), round_runs_at=past(seconds=1))

    tasks.start_due_rounds()
    assert (sent, read_again(selection_round).run_requested_at) == ([], None)

    with transaction.atomic():
        record_for_this_transaction(reason="fact_refused")
        late.status = "ineligible"
        late.save()
    tasks.start_due_rounds()
    tasks.start_due_rounds()

    assert sent == [selection_round.pk]
    assert read_again(selection_round).run_requested_by is None


def test_a_round_whose_worker_fell_silent_is_handed_out_again(sent):
    selection_round, _people = round_with(80)
    selection_round = request_run(close(selection_round), actor=None)
    tasks.resume_interrupted_rounds()
    assert sent == []

    selection_round.run_requested_at = past(minutes=1)
    selection_round.save()
    tasks.resume_interrupted_rounds()

    assert sent == [selection_round.pk]


def test_the_task_of_a_round_is_harmless_when_it_comes_twice():
    selection_round, _people = round_with(80)
    request_run(close(selection_round), actor=None)

    tasks.decide_selection_round(selection_round.pk)
    tasks.decide_selection_round(selection_round.pk)

    assert selection_round.runs.count() == 1


def test_an_approved_round_is_published_at_the_announced_time():
    selection_round, people = round_with(80, 70)
    closed = close(selection_round)
    run(closed)
    approve(closed)
    tasks.publish_due_rounds()
    assert read_again(closed).status == "approved"

    set_dates(closed, round_runs_at=past(seconds=2), announced_at=past(seconds=1))
    tasks.publish_due_rounds()
    tasks.publish_due_rounds()

    assert statuses(*people) == ["seated", "waitlisted"]
    assert Offer.objects.count() == 1


def test_unanswered_offers_lapse_and_the_waitlist_closes_in_its_time():
    selection_round, people = round_with(90, 80, 70)
    selection_round = published(selection_round)
    Offer.objects.update(expires_at=past(hours=1))
    Notice.objects.update(seen_at=past(days=2))

    tasks.move_waitlists()
    assert statuses(*people) == ["lapsed", "seated", "waitlisted"]

    set_dates(selection_round, promotion_until=past(seconds=1))
    tasks.move_waitlists()
    tasks.move_waitlists()

    assert statuses(*people) == ["lapsed", "seated", "not_selected"]


def test_public_figures_count_wishes_and_seats():
    selection_round = open_round(1, 2)
    first, second = batches_of(selection_round)
    apply_for(selection_round, first, second, score=90)
    apply_for(selection_round, first, score=80)
    apply_for(selection_round, second, status="withdrawn")

    def figures():
        return {
            (figure.batch.code, figure.kind): figure.value
            for figure in PublishedFigure.objects.select_related("batch")
        }

    tasks.publish_figures()
    assert figures() == {
        (first.code, "applicants"): 2,
        (first.code, "wishes"): 2,
        (first.code, "seated"): 0,
        (second.code, "applicants"): 0,
        (second.code, "wishes"): 1,
        (second.code, "seated"): 0,
    }

    published(selection_round)
    tasks.publish_figures()
    assert figures()[first.code, "seated"] == 1
