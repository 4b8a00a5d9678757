"""A run is asked for once, decides what was frozen, and is written once."""

import json
import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.utils import timezone

from blk_portal.celery import app
from blk_portal.shared.errors import DomainError
from enrollment.choices import AttemptPhase, RoundStatus
from enrollment.models import Placement, RoundAttempt, Run, SelectionRound
from enrollment.selection import canonical_bytes, decide
from enrollment.services import attempts, running
from enrollment.services.attempts import Overtaken
from enrollment.services.locks import ROUND_OF_INTAKE, intake_lock
from enrollment.services.running import due_rounds, interrupted_rounds, request_run, run_round
from tests.atonce import all_at_once
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    close,
    open_round,
    read_again,
    run,
    set_dates,
)
from tests.waiting import PATIENCE, wait_until

LONG_AGO = timezone.now() - timedelta(minutes=2)


@pytest.fixture
def closed_round():
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    for score in (90, 80, 70):
        apply_for(selection_round, batch, score=score)
    return close(selection_round)


@pytest.mark.django_db
def test_a_run_writes_the_outcome_of_the_frozen_problem_and_a_row_for_each_wish(closed_round):
    manager = UserFactory(roles=["training_manager"])

    written = run(closed_round, actor=manager)

    closed_round = read_again(closed_round)
    assert closed_round.status == RoundStatus.DECIDED
    assert closed_round.intake.status == "selecting"
    assert (closed_round.frozen_by, written.requested_by) == (manager, manager)
    assert written.problem == closed_round.problem
    assert written.outcome.encode() == canonical_bytes(decide(json.loads(written.problem)))
    assert json.loads(written.outcome)["list_sha256"] == closed_round.list_sha256
    assert list(
        Placement.objects.order_by("pool_rank").values_list("code", "merit", "pool_rank")
    ) == [("selected_open", "90", 1), ("waitlisted:1", "80", 2), ("waitlisted:2", "70", 3)]
    attempt = RoundAttempt.objects.get()
    assert (attempt.phase, attempt.ended_at is not None) == (AttemptPhase.DONE, True)


@pytest.mark.django_db
def test_two_presses_make_one_run(closed_round):
    request_run(closed_round, actor=None)
    request_run(closed_round, actor=None)

    run_round(closed_round)

    assert run_round(closed_round) is None
    assert Run.objects.count() == 1


@pytest.mark.django_db
def test_a_run_is_refused_with_every_hard_stop(closed_round):
    (batch,) = batches_of(closed_round)
    apply_for(closed_round, batch, status="submitted")
    SelectionRound.objects.update(entropy="")

    with pytest.raises(DomainError) as refusal:
        request_run(closed_round, actor=None)

    assert str(refusal.value) == (
        "1 berkas belum diperiksa. Angka publik untuk undian belum diisi."
    )
    assert read_again(closed_round).run_requested_at is None


@pytest.mark.django_db
def test_a_stop_that_comes_up_after_the_request_ends_the_attempt_with_its_reason(closed_round):
    (batch,) = batches_of(closed_round)
    request_run(closed_round, actor=None)
    apply_for(closed_round, batch, status="submitted")

    with pytest.raises(DomainError, match="^1 berkas belum diperiksa"):
        run_round(closed_round)

    attempt = RoundAttempt.objects.get()
    assert (attempt.phase, attempt.message) == ("refused", "1 berkas belum diperiksa.")
    assert read_again(closed_round).run_requested_at is None
    assert interrupted_rounds() == []


@pytest.mark.django_db
def test_a_second_run_needs_a_reason_and_freezes_anew(closed_round):
    first = run(closed_round)
    (batch,) = batches_of(closed_round)
    application = closed_round.intake.applications.get(
        draw_code=json.loads(first.outcome)["batches"][0]["seats"][0]["application"]
    )
    score = application.sittings.get().scores.get()
    score.value = 60
    score.save()

    with pytest.raises(DomainError, match="^Tulis mengapa"):
        request_run(closed_round, actor=None)
    second = run(closed_round, reason="Nilai salah ketik")

    assert (first.number, second.number, second.reason) == (1, 2, "Nilai salah ketik")
    assert first.digest != second.digest
    assert json.loads(second.outcome)["batches"][0]["waitlist"][-1] == application.draw_code


@pytest.mark.django_db
def test_runs_are_never_changed(closed_round):
    run(closed_round)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Run.objects.update(digest="0" * 64)


@pytest.mark.django_db
def test_an_attempt_that_was_overtaken_writes_nothing(closed_round, monkeypatch):
    request_run(closed_round, actor=None)

    def overtake(place):
        if place == "decided":
            RoundAttempt.objects.create(selection_round=closed_round, number=2)

    monkeypatch.setattr(running, "barrier", overtake)
    with pytest.raises(Overtaken):
        run_round(closed_round)

    assert (Run.objects.count(), Placement.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_overtaken_attempt_writes_once_the_token_is_taken_out(closed_round, monkeypatch):
    request_run(closed_round, actor=None)
    monkeypatch.setattr(running, "refuse_if_overtaken", lambda attempt: None)
    monkeypatch.setattr(
        running,
        "barrier",
        lambda place: (
            place == "decided"
            and RoundAttempt.objects.create(selection_round=closed_round, number=2)
        ),
    )

    run_round(closed_round)

    assert Run.objects.count() == 1


def second_comes_while_first_decides(selection_round, monkeypatch, meanwhile=lambda: None):
    """Let a second worker come while the first has frozen the problem and not decided it.

    Return what both came to, as ``all_at_once`` does.
    """
    first_is_in, second_is_done = threading.Event(), threading.Event()

    def pause(place):
        if place == "frozen" and not first_is_in.is_set():
            first_is_in.set()
            assert second_is_done.wait(timeout=PATIENCE)

    def come_second():
        assert first_is_in.wait(timeout=PATIENCE)
        try:
            meanwhile()
            run_round(selection_round)
        finally:
            second_is_done.set()

    monkeypatch.setattr(running, "barrier", pause)
    return all_at_once([lambda: run_round(selection_round), come_second])


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_leaves_a_round_to_the_first(closed_round, monkeypatch):
    request_run(closed_round, actor=None)

    assert second_comes_while_first_decides(closed_round, monkeypatch) == ["done", "done"]

    assert (Run.objects.count(), RoundAttempt.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_collide_once_the_lock_is_taken_out(closed_round, monkeypatch):
    request_run(closed_round, actor=None)
    monkeypatch.setattr(running, "intake_lock", lambda intake_pk: nullcontext(True))

    told = second_comes_while_first_decides(closed_round, monkeypatch)

    assert told == ["Overtaken()", "done"]
    assert (Run.objects.count(), RoundAttempt.objects.count()) == (1, 2)


def taken_for_frozen_at_work(selection_round, monkeypatch, *, before_the_look=lambda: None):
    """Return whose connections are ended while a worker, silent for long, is in the middle."""
    ended = []
    monkeypatch.setattr(attempts, "end_holder_of_intake", lambda pk: ended.append(pk) or True)

    def look():
        RoundAttempt.objects.update(heartbeat_at=LONG_AGO)
        before_the_look()
        interrupted_rounds()

    SelectionRound.objects.update(run_requested_at=LONG_AGO)
    second_comes_while_first_decides(selection_round, monkeypatch, meanwhile=look)
    return ended


@pytest.mark.django_db(transaction=True)
def test_a_worker_with_a_sign_of_life_is_left_alone(closed_round, monkeypatch):
    request_run(closed_round, actor=None)

    def it_gives_a_sign():
        wait_until(lambda: RoundAttempt.objects.exclude(heartbeat_at=LONG_AGO).exists())

    ended = taken_for_frozen_at_work(closed_round, monkeypatch, before_the_look=it_gives_a_sign)

    assert ended == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_cut_off_at_work_once_its_sign_of_life_is_taken_out(closed_round, monkeypatch):
    request_run(closed_round, actor=None)
    monkeypatch.setattr(attempts.Progress, "_write", lambda progress: None)

    assert taken_for_frozen_at_work(closed_round, monkeypatch) == [closed_round.intake_id]


@pytest.mark.django_db
def test_nobody_starts_a_round_that_another_connection_holds(closed_round):
    request_run(closed_round, actor=None)
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ROUND_OF_INTAKE, closed_round.intake_id])
        assert run_round(closed_round) is None
        cursor.execute(
            "SELECT pg_advisory_unlock(%s, %s)", [ROUND_OF_INTAKE, closed_round.intake_id]
        )
    other.close()

    assert run_round(closed_round).number == 1


@pytest.mark.django_db(transaction=True)
def test_a_lock_lost_with_its_connection_hides_nothing_of_what_broke(closed_round):
    with (
        pytest.raises(OperationalError),
        intake_lock(closed_round.intake_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    connection.close()
    with intake_lock(closed_round.intake_id) as is_held:
        assert is_held


def test_a_silent_worker_is_found_within_a_minute():
    looks_every = app.conf.beat_schedule["resume-interrupted-rounds"]["schedule"]

    assert attempts.SILENCE + timedelta(seconds=looks_every) < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_round_is_resumed_when_its_message_was_lost_or_its_worker_is_silent(closed_round):
    request_run(closed_round, actor=None)
    assert interrupted_rounds() == []

    SelectionRound.objects.update(run_requested_at=LONG_AGO)
    assert interrupted_rounds() == [closed_round]

    attempt = RoundAttempt.objects.create(selection_round=closed_round, number=1)
    assert interrupted_rounds() == []

    RoundAttempt.objects.filter(pk=attempt.pk).update(heartbeat_at=LONG_AGO)
    assert interrupted_rounds() == [closed_round]


@pytest.mark.django_db
def test_a_round_that_failed_five_times_is_left_to_a_human(closed_round):
    request_run(closed_round, actor=None)
    for number in range(1, 6):
        RoundAttempt.objects.create(selection_round=closed_round, number=number)
    RoundAttempt.objects.update(heartbeat_at=LONG_AGO)

    assert interrupted_rounds() == []


@pytest.mark.django_db
def test_a_round_is_due_once_its_announced_time_has_come(closed_round):
    assert list(due_rounds()) == []

    set_dates(closed_round, round_runs_at=timezone.now() - timedelta(seconds=1))

    assert list(due_rounds()) == [closed_round]
