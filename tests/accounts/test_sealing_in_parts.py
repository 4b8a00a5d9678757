"""A day with very many rows is sealed in parts, and a worker that is stopped goes on after them."""

import pytest

from accounts.models import HistorySeal
from accounts.sealed_tables import digest_of, newest_keys, sealed_tables
from accounts.services import sealing
from accounts.services.sealing import seal_history, sealed_so_far
from blk_portal.shared.models import StatusChange
from tests.accounts.test_history_seals import HISTORY, as_owner, found, on_day
from tests.accounts.test_services_erasing import person_everywhere
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_rows_a_seal(monkeypatch):
    monkeypatch.setattr(sealing, "MOST_ROWS", 3)


def test_many_rows_are_sealed_in_parts_that_follow_one_another(three_rows_a_seal, monkeypatch):
    ApplicationFactory.create_batch(5, status="submitted")

    parts = seal_history()

    assert len(parts) > 2
    assert [(seal.part, seal.ends_day) for seal in parts] == [
        (number, number == len(parts)) for number in range(1, len(parts) + 1)
    ]
    assert {seal.rows for seal in parts[:-1]} == {3}
    assert [seal.follows for seal in parts] == ["", *(seal.digest for seal in parts[:-1])]
    assert sealed_so_far() == newest_keys(sealed_tables())
    assert seal_history() == []
    assert found() == (None, "")
    on_day(monkeypatch, 1)
    assert [(seal.part, seal.rows) for seal in seal_history()] == [(1, 1)]


def test_who_is_stopped_between_two_parts_goes_on_after_the_last(three_rows_a_seal, monkeypatch):
    ApplicationFactory.create_batch(5, status="submitted")
    stopped_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        seal_history()
    assert list(HistorySeal.objects.order_by("pk").values_list("part", "ends_day")) == [
        (1, False),
        (2, False),
    ]
    monkeypatch.undo()

    rest = seal_history()

    assert [(seal.part, seal.ends_day) for seal in rest] == [(3, True)]
    assert sealed_so_far() == newest_keys(sealed_tables())
    assert found() == (None, "")


def stopped_after(parts, monkeypatch):
    """Let the worker be killed in the transaction of the part after so many."""

    def reading(*args, **limits):
        if HistorySeal.objects.count() == parts:
            raise KeyboardInterrupt
        return digest_of(*args, **limits)

    monkeypatch.setattr(sealing, "digest_of", reading)


def test_a_line_under_any_part_is_missed(three_rows_a_seal):
    ApplicationFactory.create_batch(5, status="submitted")
    parts = seal_history()

    as_owner("DELETE FROM shared_statuschange WHERE id = %s", StatusChange.objects.latest("pk").pk)

    assert len(parts) > 2
    assert found() == (parts[0].day, HISTORY)


def test_what_a_part_holds_may_be_as_old_as_what_the_first_part_holds(
    three_rows_a_seal, monkeypatch
):
    """Openings of two years ago, deleted by law after the first sealing in parts."""
    person_everywhere()
    seal_history()
    as_owner("DELETE FROM accounts_personaccess", table="accounts_personaccess")

    assert found() == (None, "")
