"""A round from opening to the last promotion, by services alone."""

import pytest

from enrollment.choices import OfferAnswer
from enrollment.models import Offer, Seat
from enrollment.services.offers import answer_offer
from notices.models import Notice
from tests.factories.rounds import apply_for, batches_of, open_round, published, statuses


@pytest.mark.django_db
def test_a_round_seats_the_best_and_a_declined_seat_goes_to_the_next():
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    best = apply_for(selection_round, batch, score=90)
    second = apply_for(selection_round, batch, score=80)
    third = apply_for(selection_round, batch, score=70)
    outsider = apply_for(selection_round, batch, score=95, person__kelurahan_id=None)
    apply_for(selection_round, batch, status="draft", draw_code="", registration_number="")

    published(selection_round)

    assert statuses(best, second, third, outsider) == [
        "seated",
        "seated",
        "waitlisted",
        "ineligible",
    ]
    assert sorted(Offer.objects.values_list("application", flat=True)) == [best.pk, second.pk]
    assert sorted(Notice.objects.values_list("person", "kind")) == sorted(
        [
            (best.person_id, "seat_offered"),
            (second.person_id, "seat_offered"),
            (third.person_id, "result_waitlisted"),
            (outsider.person_id, "result_ineligible"),
        ]
    )

    answer_offer(best.offers.get(), OfferAnswer.DECLINE, actor=best.user)

    assert statuses(best, second, third) == ["lapsed", "seated", "seated"]
    assert sorted(Seat.objects.taken().values_list("application", flat=True)) == [
        second.pk,
        third.pk,
    ]
    assert third.offers.get().answer == ""
