"""A class is cancelled while somebody answers or applies: there is one order, and one outcome."""

import pytest

from blk_portal.shared.errors import DomainError
from enrollment.models import Offer, Seat
from enrollment.services import class_changes
from enrollment.services.class_changes import cancel_class
from enrollment.services.offers import answer_offer
from enrollment.services.seats import take_seat
from programs.models import Batch
from tests.atonce import all_at_once, one_waits_for_the_other
from tests.factories import ApplicationFactory, ChoiceFactory, UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published, statuses

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def one_seat():
    """A published class of one seat; its holder has not answered, and somebody waits."""
    selection_round = open_round(1)
    (batch,) = batches_of(selection_round)
    holder = apply_for(selection_round, batch, score=90)
    waits = apply_for(selection_round, batch, score=80)
    published(selection_round)
    return batch, holder, waits


def decline(batch):
    answer_offer(Offer.objects.open().get(seat__batch=batch), "decline", actor=None)


def cancel(batch, manager):
    cancel_class(batch, actor=manager, reason="too_few")


def test_a_class_is_cancelled_after_the_answer_that_it_waited_for(one_seat, manager):
    batch, holder, waits = one_seat

    told = one_waits_for_the_other(lambda: decline(batch), lambda: cancel(batch, manager))

    assert told == ["done", "done"]
    assert statuses(holder, waits) == ["lapsed", "not_selected"]
    assert Seat.objects.taken().count() == 0
    assert Offer.objects.open().count() == 0


def test_without_the_lock_of_the_round_the_cancelling_meets_a_seat_that_is_gone(
    one_seat, manager, monkeypatch
):
    batch, _holder, _waits = one_seat
    monkeypatch.setattr(class_changes, "lock_round", lambda selection_round: selection_round)
    monkeypatch.setattr(class_changes, "lock_classes", lambda intake: None)

    told = one_waits_for_the_other(lambda: decline(batch), lambda: cancel(batch, manager))

    assert told != ["done", "done"]


def test_an_answer_to_a_cancelled_class_is_refused(one_seat, manager):
    batch, holder, _waits = one_seat
    offer = Offer.objects.open().get()

    told = one_waits_for_the_other(
        lambda: cancel(batch, manager), lambda: answer_offer(offer, "stay", actor=None)
    )

    assert told == ["done", "Anda sudah menjawab tawaran ini."]
    assert statuses(holder) == ["not_selected"]


def test_seats_taken_and_a_class_cancelled_at_once_leave_nobody_on_a_seat(manager):
    open_round(8, method="first_come")
    batch = Batch.objects.get()
    people = [ApplicationFactory(intake=batch.intake) for _person in range(8)]
    for person in people:
        ChoiceFactory(application=person, batch=batch)

    told = all_at_once(
        [
            *(lambda person=person: take_seat(batch, person) for person in people),
            lambda: cancel(batch, manager),
        ]
    )

    assert told[-1] == "done"
    assert Seat.objects.taken().count() == 0
    with pytest.raises(DomainError, match="Kelas ini tidak diadakan."):
        take_seat(batch, ApplicationFactory(intake=batch.intake))
