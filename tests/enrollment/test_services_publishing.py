"""Publication gives seats, offers, statuses and notices at once, or nothing."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from blk_portal.shared.errors import DomainError
from blk_portal.shared.models import StatusChange
from enrollment.choices import ApplicationStatus
from enrollment.models import Offer, PromotionStep, RoundAttempt, Seat, SelectionRound
from enrollment.services import publishing
from enrollment.services.attempts import Overtaken, begun_attempt
from enrollment.services.locks import ROUND_OF_INTAKE
from enrollment.services.publishing import (
    interrupted_publications,
    publish_due_round,
    publish_round,
    request_publication,
    rounds_to_publish,
)
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from notices.models import Dispatch, Notice
from notices.services.dispatches import release_dispatch
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    publish,
    published,
    read_again,
    run,
    set_dates,
    statuses,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """An approved round of one seat, and its three people, best first."""
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch, score=score) for score in (90, 80, 70)]
    closed = close(selection_round)
    run(closed)
    approve(closed)
    return people


@pytest.fixture
def approved(people):
    return read_again(people[0].intake.selection_round)


def test_everybody_is_told_once_and_states_move_together(approved, people):
    approver = UserFactory(roles=["approver"])

    publish(approved, actor=approver)

    approved = read_again(approved)
    assert (approved.status, approved.published_by) == ("published", approver)
    assert approved.intake.status == "published"
    assert set(approved.intake.batches.values_list("status", flat=True)) == {"published"}
    assert statuses(*people) == ["seated", "waitlisted", "waitlisted"]
    assert list(
        Notice.objects.order_by("person").values_list("person", "kind", "needs_answer")
    ) == [
        (people[0].person_id, "seat_offered", True),
        (people[1].person_id, "result_waitlisted", False),
        (people[2].person_id, "result_waitlisted", False),
    ]
    assert StatusChange.objects.of(people[1]).last().reason == "round_published"


def test_results_are_held_together_until_somebody_lets_them_go(approved, people):
    publish(approved, is_told=False)

    dispatch = Dispatch.objects.get()
    assert Notice.objects.held().filter(dispatch=dispatch).count() == 3
    assert Notice.objects.released().count() == 0
    assert dispatch.complete_at is not None

    release_dispatch(dispatch, actor=UserFactory(roles=["training_manager"]))
    assert Notice.objects.released().count() == 3


def test_a_round_is_published_once(approved):
    publish(approved)

    with pytest.raises(DomainError, match="^Hanya hasil yang sudah disetujui"):
        publish(approved)

    assert (Seat.objects.count(), Offer.objects.count()) == (1, 1)


def test_nothing_is_published_before_the_announced_time(approved, people):
    with pytest.raises(DomainError, match="^Waktu pengumuman belum tiba"):
        publish_round(approved, actor=None)

    assert list(rounds_to_publish()) == []
    assert statuses(*people) == ["verified"] * 3


def test_whoever_withdrew_since_the_run_is_passed_over_before_anybody_is_told(approved, people):
    change_status(people[0], ApplicationStatus.WITHDRAWN, actor=people[0].user)

    publish(approved)

    assert statuses(*people) == ["withdrawn", "seated", "waitlisted"]
    assert list(PromotionStep.objects.values_list("number", "application", "reason")) == [
        (1, people[0].pk, "withdrawn")
    ]
    assert sorted(Notice.objects.values_list("person", flat=True)) == sorted(
        [people[1].person_id, people[2].person_id]
    )


def test_whoever_got_a_seat_elsewhere_since_the_run_gets_no_second_one(approved, people):
    elsewhere = ApplicationFactory(person=people[0].person, user=UserFactory(), status="confirmed")
    seat = take_seat(BatchFactory(intake=elsewhere.intake), elsewhere)

    publish(approved)

    assert list(Seat.objects.filter(person=people[0].person)) == [seat]
    assert statuses(people[1]) == ["seated"]
    assert PromotionStep.objects.get().reason == "holds_seat"


def test_a_worker_publishes_with_a_row_of_progress_and_leaves_a_held_round_alone(approved):
    past = timezone.now() - timedelta(seconds=1)
    approved = set_dates(approved, round_runs_at=past, announced_at=past)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ROUND_OF_INTAKE, approved.intake_id])
        assert publish_due_round(approved) is False
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [ROUND_OF_INTAKE, approved.intake_id])
    other.close()

    assert publish_due_round(approved) is True

    assert read_again(approved).status == "published"
    attempt = approved.attempts.last()
    assert (attempt.number, attempt.phase, attempt.ended_at is not None) == (2, "done", True)


def test_publication_is_asked_for_once_and_done_in_the_name_of_whoever_asked(approved):
    past = timezone.now() - timedelta(seconds=1)
    approved = set_dates(approved, round_runs_at=past, announced_at=past)
    approver, colleague = UserFactory.create_batch(2, roles=["approver"])

    request_publication(approved, actor=approver)
    request_publication(approved, actor=colleague)

    assert publish_due_round(approved) is True
    assert publish_due_round(approved) is False
    assert read_again(approved).published_by == approver
    assert approved.attempts.count() == 2


def test_publication_is_resumed_when_its_message_was_lost_or_its_worker_is_silent(approved):
    past = timezone.now() - timedelta(seconds=1)
    approved = set_dates(approved, round_runs_at=past, announced_at=past)
    assert interrupted_publications() == []
    request_publication(approved, actor=None)
    assert interrupted_publications() == []

    long_ago = timezone.now() - timedelta(minutes=2)
    SelectionRound.objects.update(publication_requested_at=long_ago)
    assert interrupted_publications() == [approved]

    attempt = RoundAttempt.objects.create(selection_round=approved, number=2)
    assert interrupted_publications() == []

    RoundAttempt.objects.filter(pk=attempt.pk).update(heartbeat_at=long_ago)
    assert interrupted_publications() == [approved]


@pytest.fixture
def overtaken(approved, monkeypatch):
    """The round, whose every attempt at publication is overtaken as soon as it begins."""

    @contextmanager
    def begin(selection_round):
        with begun_attempt(selection_round) as progress:
            number = progress.attempt.number + 1
            RoundAttempt.objects.create(selection_round=selection_round, number=number)
            yield progress

    monkeypatch.setattr(publishing, "begun_attempt", begin)
    past = timezone.now() - timedelta(seconds=1)
    return set_dates(approved, round_runs_at=past, announced_at=past)


def test_a_publication_that_was_overtaken_writes_nothing(overtaken):
    with pytest.raises(Overtaken):
        publish_due_round(overtaken)

    assert read_again(overtaken).status == "approved"
    assert Seat.objects.count() == Notice.objects.count() == 0


def test_an_overtaken_publication_writes_once_the_token_is_taken_out(overtaken, monkeypatch):
    monkeypatch.setattr(publishing, "refuse_if_overtaken", lambda attempt: None)

    assert publish_due_round(overtaken) is True


def test_a_file_opened_again_after_approval_stops_publication_by_name(approved, people):
    change_status(people[1], ApplicationStatus.SUBMITTED, actor=None)

    with pytest.raises(DomainError) as refusal:
        publish(approved)

    assert str(refusal.value) == (
        f"Berkas dibuka lagi setelah hasil disetujui: {people[1].registration_number}."
    )
    assert Seat.objects.count() == Notice.objects.count() == 0


def test_a_publication_refused_minute_after_minute_is_told_once_for_each_reason(approved, people):
    past = timezone.now() - timedelta(minutes=5)
    approved = set_dates(approved, round_runs_at=past, announced_at=past)
    one, two = sorted(people[:2], key=lambda person: person.registration_number)

    def refused_thrice():
        for _minute in range(3):
            with pytest.raises(DomainError):
                publish_due_round(approved)
        return list(approved.attempts.filter(phase="refused").values_list("number", "message"))

    before = approved.attempts.last().number
    change_status(one, ApplicationStatus.SUBMITTED, actor=None)
    only_one = f"Berkas dibuka lagi setelah hasil disetujui: {one.registration_number}."
    assert refused_thrice() == [(before + 1, only_one)]
    first = approved.attempts.last()
    assert first.started_at < first.ended_at

    change_status(two, ApplicationStatus.SUBMITTED, actor=None)
    both = f"{only_one[:-1]}, {two.registration_number}."
    assert refused_thrice() == [(before + 1, only_one), (before + 2, both)]

    request_publication(approved, actor=UserFactory(roles=["approver"]))
    assert refused_thrice() == [(before + 1, only_one), (before + 2, both), (before + 3, both)]

    for each in (one, two):
        change_status(each, ApplicationStatus.VERIFIED, actor=None)
    assert publish_due_round(approved) is True


def test_a_fault_in_the_middle_leaves_nothing_behind(approved, people, monkeypatch):
    monkeypatch.setattr(publishing, "tell_results", lambda applications, dispatch: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        publish(approved)

    assert Seat.objects.count() == Offer.objects.count() == Notice.objects.count() == 0
    assert read_again(approved).status == "approved"
    assert statuses(*people) == ["verified"] * 3


def test_where_seats_are_enough_everybody_eligible_gets_one_by_the_same_steps():
    selection_round = open_round(5, method="lottery")
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch) for _person in range(3)]
    outsider = apply_for(selection_round, batch, person__kelurahan_id=None)

    published(selection_round)

    assert statuses(*people, outsider) == ["seated", "seated", "seated", "ineligible"]


def test_a_file_never_corrected_ends_as_not_eligible():
    selection_round = open_round(5, method="lottery")
    (batch,) = batches_of(selection_round)
    late = apply_for(selection_round, batch, status="needs_fix")

    published(selection_round)

    assert statuses(late) == ["ineligible"]
