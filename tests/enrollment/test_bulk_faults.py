"""A file at which the portal itself fails does not stop the others for ever."""

import pytest

from enrollment.models import BulkAct, Review
from enrollment.services import bulk_running
from enrollment.services.bulk import retry_bulk_act, undo_bulk_act
from enrollment.services.bulk_running import MOST_TRIES, run_bulk_act
from tests.factories import UserFactory
from tests.factories.bulk import asked, outcomes_of, returning_case
from tests.factories.desk import batch_with_gates

pytestmark = pytest.mark.django_db


@pytest.fixture
def act():
    batch = batch_with_gates()
    for _one in range(3):
        returning_case(batch)
    return asked("verify", batch.intake, UserFactory(roles=["verifier"]))


@pytest.fixture
def faulty(act, monkeypatch):
    """The number of the file in the middle, at which every worker comes to grief."""
    row, does = act.rows.all()[1], bulk_running.do_to_row

    def do(act, other, dispatch):
        review = does(act, other, dispatch)
        if other.pk == row.pk:
            raise ZeroDivisionError
        return review

    monkeypatch.setattr(bulk_running, "do_to_row", do)
    return row.application.registration_number


def work_off(act):
    """Hand the act out again until a worker comes to its end; return how many it took."""
    for worker in range(1, 20):
        try:
            run_bulk_act(act)
        except ZeroDivisionError:
            continue
        return worker
    raise AssertionError("It is retried without end.")


def test_a_file_at_which_workers_fail_is_left_with_a_sentence_and_the_rest_is_done(act, faulty):
    assert work_off(act) == MOST_TRIES + 1

    outcomes = outcomes_of(act)
    outcome, words = outcomes.pop(faulty)
    assert (outcome, list(outcomes.values())) == ("refused", [("done", "")] * 2)
    assert words == (
        "Portal gagal 3 kali pada berkas ini, dan isinya tidak berubah. Beri tahu pengelola "
        f"server, sebutkan nomor tindakan ini: {act.pk}."
    )
    assert Review.objects.filter(bulk_result__isnull=False).count() == 2
    assert BulkAct.objects.get().status == "done"


def test_it_is_tried_anew_when_somebody_asks_for_it_again(act, faulty, monkeypatch):
    work_off(act)
    monkeypatch.undo()

    retry_bulk_act(BulkAct.objects.get(), actor=act.asked_by)
    run_bulk_act(act)

    assert outcomes_of(act)[faulty] == ("done", "")


def test_a_taking_back_that_fails_leaves_the_file_as_it_is(act, monkeypatch):
    def fail(act, row):
        raise ZeroDivisionError

    run_bulk_act(act)
    undo_bulk_act(BulkAct.objects.get(), actor=act.asked_by)
    monkeypatch.setattr(bulk_running, "take_row_back", fail)

    assert work_off(act) == 3 * MOST_TRIES + 1
    assert {outcome for outcome, _words in outcomes_of(act).values()} == {"kept"}
