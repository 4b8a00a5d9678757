"""The problem holds the published rules byte for byte, and the people as verified."""

import json
from datetime import date

import pytest

from enrollment.choices import SeatRelease
from enrollment.models import FactClaim, Participation
from enrollment.selection import canonical_bytes, parse
from enrollment.services.freezing import build_problem, changed_inputs
from enrollment.services.seats import release_seat, take_seat
from programs.models import Batch
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.factories.rounds import (
    ENTROPY,
    apply_for,
    batches_of,
    close,
    open_round,
    read_again,
    run,
)

pytestmark = pytest.mark.django_db


def test_batches_of_the_frozen_problem_are_byte_for_byte_those_of_the_rule_set():
    selection_round = close(open_round(3, 2, reserves=[("women", ["woman"], 1)]))
    run(selection_round)

    selection_round = read_again(selection_round)
    batches = canonical_bytes(json.loads(selection_round.rule_set.canonical)["batches"]).decode()
    assert f'"batches":{batches}' in selection_round.rule_set.canonical
    assert f'"batches":{batches}' in selection_round.problem


def test_the_problem_says_of_a_person_what_was_verified():
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    application = apply_for(
        selection_round, batch, score="71.50", person__birth_date=date(2000, 2, 29)
    )
    FactClaim.objects.create(
        application=application,
        fact_type_id="disability",
        status="verified",
        decided_at=application.submitted_at,
    )
    FactClaim.objects.create(application=application, fact_type_id="poor")
    earlier = ApplicationFactory(person=application.person, user=UserFactory(), status="confirmed")
    finished = BatchFactory(intake=earlier.intake, ends_on=date(2027, 5, 1))
    release_seat(take_seat(finished, earlier), SeatRelease.FINISHED)
    Participation.objects.create(application=earlier, batch=finished, has_finished=True)

    selection_round = close(selection_round)
    problem = parse(canonical_bytes(build_problem(selection_round)))

    assert problem["lottery"] == {
        "seed": selection_round.seed,
        "commitment": selection_round.commitment,
        "entropy": ENTROPY,
        "scope": "round",
    }
    (listed,) = json.loads(selection_round.list_at_closing)
    assert problem["applications"] == [
        {
            "id": application.draw_code,
            "person": listed[1],
            "seq": application.pk,
            "withdrawn": False,
            "file": "accepted",
            "holds_seat": False,
            "birth_date": "2000-02-29",
            "facts": ["city_resident", "disability", "education:sma", "woman"],
            "trainings": [{"programme": finished.program.slug, "completed_on": "2027-05-01"}],
            "choices": [{"batch": batch.code, "scores": {"interview": "71.5"}}],
        }
    ]


def test_somebody_sitting_in_another_intake_holds_a_seat():
    selection_round = open_round(2)
    application = apply_for(selection_round, *batches_of(selection_round), score=70)
    earlier = ApplicationFactory(person=application.person, user=UserFactory(), status="confirmed")
    take_seat(BatchFactory(intake=earlier.intake), earlier)

    (entry,) = build_problem(close(selection_round))["applications"]

    assert entry["holds_seat"] is True


@pytest.mark.parametrize(
    "status, file",
    [
        ("submitted", "not_checked"),
        ("needs_fix", "not_corrected"),
        ("ineligible", "refused"),
        ("withdrawn", "withdrawn"),
    ],
)
def test_an_application_whose_file_was_not_accepted_takes_no_part(status, file):
    selection_round = open_round(2)
    apply_for(selection_round, *batches_of(selection_round), status=status)

    (entry,) = build_problem(close(selection_round))["applications"]

    assert (entry["withdrawn"], entry["file"]) == (True, file)


def test_wishes_are_those_at_closing():
    selection_round = open_round(2, 2)
    first, second = batches_of(selection_round)
    application = apply_for(selection_round, first, second)
    selection_round = close(selection_round)
    application.choices.all().delete()

    (entry,) = build_problem(selection_round)["applications"]

    assert [choice["batch"] for choice in entry["choices"]] == [first.code, second.code]


def test_changes_since_the_freeze_are_named():
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    changed = apply_for(selection_round, batch, score=70)
    apply_for(selection_round, batch, score=80)
    selection_round = close(selection_round)
    run(selection_round)
    assert not changed_inputs(read_again(selection_round))

    score = changed.sittings.get().scores.get()
    score.value = 71
    score.save()
    Batch.objects.update(capacity=3)

    changes = changed_inputs(read_again(selection_round))
    assert (changes.applications, changes.batches, changes.has_new_draw) == (
        [(changed, ["choices"])],
        [batch.code],
        False,
    )
