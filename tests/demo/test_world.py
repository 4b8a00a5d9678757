"""The demo world is made once for this module's story and then looked at from every side."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Max, Min

from accounts.models import Person, PersonMerge
from blk_portal.demo import catalogue
from blk_portal.shared import merging
from enrollment.choices import HOLDING_A_SEAT, ApplicationStatus
from enrollment.models import (
    Application,
    DuplicatePair,
    Participation,
    PromotionStep,
    Run,
    Score,
    Seat,
)
from enrollment.selection import canonical_bytes, decide
from enrollment.services.duplicates import find_pairs
from grants.models import Grant
from programs.models import Batch, Intake, RuleSet


@pytest.fixture
def as_owner(db):
    """The seed moves the stamps of history, which only the owner role may."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield
        cursor.execute("SET ROLE blk_app")


def run_seed():
    said = StringIO()
    call_command("seed_demo", stdout=said)
    return said.getvalue()


def test_demo_world_is_refused_where_demo_is_off(as_owner, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        run_seed()

    assert Intake.objects.count() == 0


def test_demo_world_holds_what_its_source_and_the_engine_say(as_owner):
    run_seed()
    source = catalogue.read()

    assert Person.objects.count() >= 2500
    _intakes_and_their_applications_are_those_of_the_source(source)
    _every_run_is_what_the_engine_says_of_its_problem()
    _every_seat_is_what_the_engine_says_after_the_last_step()
    _rules_of_the_problem_are_the_published_ones()
    _results_of_finished_classes_are_those_of_the_source(source)
    _the_desk_has_pairs_and_one_proposal_that_may_be_confirmed()
    assert Grant.objects.count() == 16
    assert Score.objects.aggregate(Min("value"), Max("value")) == {
        "value__min": Decimal("30.50"),
        "value__max": Decimal("100.00"),
    }

    assert "nothing was changed" in run_seed()


def _intakes_and_their_applications_are_those_of_the_source(source):
    states = {entry["code"]: entry["state_at_demo_today"].lower() for entry in source["intakes"]}
    states["2026-II"] = "closed"  # its round has not begun
    assert dict(Intake.objects.values_list("code", "status")) == states

    counted = Intake.objects.annotate(count=Count("applications__submitted_at"))
    assert dict(counted.values_list("code", "count")) == {
        entry["code"]: entry.get("applications", 0) for entry in source["intakes"]
    }


def _every_run_is_what_the_engine_says_of_its_problem():
    runs = list(Run.objects.select_related("selection_round"))
    assert len(runs) == 4
    for run in runs:
        assert canonical_bytes(decide(json.loads(run.problem))).decode() == run.outcome
        stored = {
            (placement.application.draw_code, placement.batch.code): placement.code
            for placement in run.placements.select_related("application", "batch")
        }
        assert stored == {
            (application["id"], choice["batch"]): choice["code"]
            for application in json.loads(run.outcome)["applications"]
            for choice in application["choices"]
        }


def _every_seat_is_what_the_engine_says_after_the_last_step():
    for run in Run.objects.select_related("selection_round__intake"):
        problem = json.loads(run.problem)
        steps = list(
            PromotionStep.objects.filter(selection_round=run.selection_round)
            .order_by("number")
            .select_related("application")
        )
        problem["steps"] = [
            [{"type": step.type, "application": step.application.draw_code}] for step in steps
        ]
        outcome = decide(problem)
        assert [step.entry for step in steps] == outcome["steps"]

        seated = {batch["id"]: batch["seats"] for batch in outcome["batches"]}
        for step in outcome["steps"]:
            seated |= {batch["id"]: batch["seats"] for batch in step["batches"]}
        by_engine = {
            (batch, seat["application"]) for batch, seats in seated.items() for seat in seats
        }
        holders = Application.objects.filter(
            intake=run.selection_round.intake, status__in=HOLDING_A_SEAT
        )
        by_table = set(
            Seat.objects.filter(application__in=holders, release__in=["", "finished"]).values_list(
                "batch__code", "application__draw_code"
            )
        )
        assert by_table == by_engine


def _rules_of_the_problem_are_the_published_ones():
    for run in Run.objects.select_related("selection_round__rule_set"):
        published = json.loads(run.selection_round.rule_set.canonical)["batches"]
        frozen = json.loads(run.problem)["batches"]
        assert canonical_bytes(frozen) == canonical_bytes(published)
    assert RuleSet.objects.count() == 9


def _results_of_finished_classes_are_those_of_the_source(source):
    for program in source["programs"]:
        for entry in program["batches"]:
            if entry["status_at_demo_today"] != "FINISHED":
                continue
            batch = Batch.objects.get(code=entry["code"])
            participations = Participation.objects.filter(batch=batch)
            funnel = entry["funnel"]
            assert {
                "re_registered": participations.count(),
                "completed": participations.filter(has_finished=True).count(),
                "competent": participations.filter(is_competent=True).count(),
            } == {key: funnel[key] for key in ("re_registered", "completed", "competent")}
            assert set(participations.values_list("application__status", flat=True).distinct()) == {
                ApplicationStatus.CONFIRMED
            }


def _the_desk_has_pairs_and_one_proposal_that_may_be_confirmed():
    def waiting():
        return list(DuplicatePair.objects.open().order_by("pk").values_list("matches", flat=True))

    found = waiting()
    assert sorted(found) == [["name", "card"], ["near_name"], ["phone"]]
    find_pairs()
    assert waiting() == found

    merge = PersonMerge.objects.get()
    assert merge.is_proposed
    assert merging.obstacles(merge.kept, merge.gone) == []
