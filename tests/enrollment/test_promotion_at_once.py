"""People answer at the same moment, and still there is one order of events."""

from functools import partial

import pytest

from enrollment.choices import OfferAnswer
from enrollment.models import Offer, PromotionStep, Seat
from enrollment.services.offers import answer_offer
from enrollment.services.standings import (
    current_standings,
    decide_with_steps,
    refuse_unless_equal,
    standings_of,
)
from tests.atonce import all_at_once
from tests.factories.rounds import apply_for, batches_of, open_round, published, read_again

SEATS = 6


@pytest.mark.django_db(transaction=True)
def test_holders_who_decline_at_once_are_followed_one_by_one():
    selection_round = open_round(SEATS)
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch, score=60 + place) for place in range(SEATS * 2)]
    selection_round = published(selection_round)
    offers = list(Offer.objects.open())

    told = all_at_once(
        [partial(answer_offer, offer, OfferAnswer.DECLINE, actor=None) for offer in offers]
    )

    assert told == ["done"] * SEATS
    assert list(PromotionStep.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert set(Seat.objects.taken().values_list("application", flat=True)) == {
        person.pk for person in people[:SEATS]
    }
    stored = current_standings(read_again(selection_round))
    assert stored == standings_of(decide_with_steps(selection_round, []))
    refuse_unless_equal(selection_round, stored)
