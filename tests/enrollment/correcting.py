"""Corrections of a published result, opened, written and calculated in one line each."""

from decimal import Decimal

from enrollment.choices import CorrectionRule
from enrollment.models import Seat
from enrollment.services.correcting import calculate_correction
from enrollment.services.corrections import open_correction, record_change, request_calculation
from tests.factories import UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published, put_right

CONFIRMED, SEATED, NOBODY = CorrectionRule


def four_people_for_two_seats():
    """Publish a round and return its people, best first; the third was scored 70 instead of 95."""
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    people = [apply_for(selection_round, batch, score=score) for score in (90, 80, 70, 60)]
    published(selection_round)
    return people


def opened(selection_round, **fields):
    return open_correction(
        selection_round, reason="Nilai salah ketik", actor=UserFactory(), **fields
    )


def scored(correction, application, value, **fields):
    return record_change(
        correction,
        kind="score",
        application=application,
        code="interview",
        value=Decimal(value),
        reason="Lembar nilai",
        actor=fields.pop("actor", correction.opened_by),
        **fields,
    )


def calculated(correction):
    request_calculation(correction, actor=correction.opened_by)
    calculate_correction(correction)
    correction.refresh_from_db()
    return {option.rule: option for option in correction.options.current()}


def corrected(selection_round, application, value, rule=CONFIRMED):
    correction = opened(selection_round)
    scored(correction, application, value)
    calculated(correction)
    return put_right(correction, rule)


def seated(selection_round):
    return set(
        Seat.objects.taken()
        .filter(batch__intake=selection_round.intake_id)
        .values_list("application", flat=True)
    )
