"""Two who ask at once, two workers at one act, and letting go against taking back."""

from contextlib import contextmanager

import pytest
from django.db.models import QuerySet

from enrollment.choices import MOST_WITHOUT_SECOND
from enrollment.models import BulkAct, BulkResult, Review
from enrollment.services import bulk_running
from enrollment.services.bulk import ask_for_bulk_act, dispatch_key, undo_bulk_act
from enrollment.services.bulk_rules import sort_out
from enrollment.services.bulk_running import run_bulk_act
from notices.models import Dispatch, DispatchDecision, Notice
from notices.services import dispatches
from notices.services.dispatches import hold_together, release_dispatch
from tests.atonce import all_at_once, one_waits_for_the_other
from tests.factories import IntakeFactory, UserFactory
from tests.factories.bulk import asked, many_files, returning_case
from tests.factories.desk import batch_with_gates

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {"subject": "Tes mundur", "text": "Tes mulai pukul 09.00 WIB."}


@pytest.fixture
def two_halves():
    """Two ways to ask for half of more files than one person may act on."""
    verifier, intake = UserFactory(roles=["verifier"]), IntakeFactory()
    files = [each.pk for each in many_files(intake, MOST_WITHOUT_SECOND + 1)]

    def ask_for(pks):
        chosen = intake.applications.filter(pk__in=pks)
        selection = sort_out("message", chosen, actors=[verifier])
        return lambda: ask_for_bulk_act("message", intake, selection, actor=verifier, **WORDS)

    return ask_for(files[:300]), ask_for(files[300:])


def test_two_halves_asked_for_at_once_are_counted_together(two_halves):
    told = one_waits_for_the_other(*two_halves)

    assert told == ["done", "done"]
    assert sorted(BulkAct.objects.values_list("status", flat=True)) == ["asked", "proposed"]


def test_without_the_lock_of_the_service_the_database_refuses_the_second_half(
    two_halves, monkeypatch
):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    first, second = one_waits_for_the_other(*two_halves)

    assert first == "done"
    assert "needs a second person" in second
    assert [act.rows.count() for act in BulkAct.objects.all()] == [300]


@pytest.fixture
def act():
    batch = batch_with_gates()
    for _one in range(3):
        returning_case(batch)
    return asked("verify", batch.intake, UserFactory(roles=["verifier"]))


def test_two_workers_at_one_act_settle_each_file_once(act):
    told = all_at_once([lambda: run_bulk_act(act)] * 2)

    assert told == ["done", "done"]
    assert list(BulkResult.objects.values_list("outcome", flat=True)) == ["done"] * 3
    assert Review.objects.filter(bulk_result__isnull=False).count() == 3
    assert BulkAct.objects.get().status == "done"


def test_without_its_lock_a_second_worker_comes_in_the_way(act, monkeypatch):
    @contextmanager
    def held_by_everybody(pk):
        yield True

    monkeypatch.setattr(bulk_running, "bulk_lock", held_by_everybody)
    hold_together(dispatch_key(act, 1), "bulk", about="", link="", made_by=None)

    first, second = one_waits_for_the_other(*[lambda: run_bulk_act(act)] * 2)

    assert first == "done"
    assert second.startswith("IntegrityError")
    assert BulkResult.objects.count() == 3


@pytest.fixture
def decide(act):
    """Let the messages of an act go, or take the act back; each a way to call."""
    run_bulk_act(act)
    dispatch = Dispatch.objects.get()
    manager = UserFactory(roles=["training_manager"])
    return {
        "release": lambda: release_dispatch(dispatch, actor=manager),
        "undo": lambda: undo_bulk_act(act, actor=act.asked_by),
    }


@pytest.mark.parametrize(
    ("first", "second", "refusal", "status", "left"),
    [
        ("release", "undo", "Pesan-pesan ini sudah dilepas.", "done", 3),
        ("undo", "release", "Pesan-pesan ini sudah dibatalkan.", "undoing", 0),
    ],
)
def test_messages_are_let_go_or_the_act_is_taken_back_never_both(
    decide, first, second, refusal, status, left
):
    told = one_waits_for_the_other(decide[first], decide[second])

    assert told == ["done", refusal]
    assert BulkAct.objects.get().status == status
    assert Notice.objects.released().filter(dispatch__isnull=False).count() == left


@pytest.mark.parametrize(("first", "second"), [("release", "undo"), ("undo", "release")])
def test_without_the_lock_only_the_database_stands_between_the_two(
    decide, first, second, monkeypatch
):
    monkeypatch.setattr(dispatches, "lock_and_read", lambda rows, pk: rows.get(pk=pk))

    told = one_waits_for_the_other(decide[first], decide[second])

    assert told[0] == "done"
    assert told[1].startswith("IntegrityError")
    assert DispatchDecision.objects.count() == 1
