"""Pages of the staff with something on them."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.services.relations import declare_relation
from blk_portal.shared.xlsx_files import xlsx_response
from enrollment.models import (
    Application,
    Assessment,
    Participation,
    Sitting,
)
from enrollment.services.claiming import claim
from enrollment.services.pair_decisions import call_apart, exclude_application
from enrollment.services.pair_merges import confirm_merge_of, propose_merge_of
from enrollment.services.rubrics import set_rubric
from enrollment.services.score_files import rows_for
from enrollment.services.scores import record_scores
from tests.dashboards.worlds import random_world
from tests.factories import BatchFactory, IntakeFactory, UserFactory
from tests.factories.desk import (
    assessment_of,
    batch_with_gates,
    case_factory,
    room_for,
    scored_batch,
    sitting_at,
)
from tests.factories.grants import HandoverFactory, MonitoringVisitFactory
from tests.factories.merges import fill, registered_twice
from tests.factories.pairs import pair_of
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    set_dates,
)
from tests.pages.state import State

SOON = {"opens_at": timezone.now() + timedelta(days=7), "closes_at": timezone.now() + timedelta(14)}


def files_waiting(user):
    batch = batch_with_gates()
    first, second, third = [case_factory(batch=batch, claims=["disability"]) for _ in range(3)]
    claim(second, reviewer=user)
    claim(third, reviewer=UserFactory(display_name="Bayu", roles=["verifier"]))
    return {}


def file_with_papers(user):
    return {"pk": case_factory(claims=("not_in_school", "disability")).pk}


def own_file(user):
    application = case_factory(claims=("not_in_school", "disability"))
    claim(application, reviewer=user)
    return {"pk": application.pk}


def file_in_another_hand(user):
    application = case_factory()
    claim(application, reviewer=UserFactory(display_name="Bayu", roles=["verifier"]))
    return {"pk": application.pk}


def decided_file(user):
    return {"pk": case_factory(status="verified").pk}


def relations_declared(user):
    for user_of in [user, UserFactory(display_name="Bayu", roles=["verifier"])]:
        declare_relation(case_factory().person, user=user_of, kind="family")
    return {}


def pair_that_waits(user):
    pair = pair_of(pages_for=2)
    call_apart(pair_of(), actor=user, reason="papers")
    return {"pk": pair.pk}


def pair_of_which_one_is_excluded(user):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    exclude_application(pair, application, actor=user, reason="papers", note="KTP sama")
    return {"pk": pair.pk}


def two_records(stage=""):
    """A pair of records that hold something, as far as ``stage``: proposed, or made one."""

    def make(user):
        pair, kept, gone = registered_twice()
        fill(gone)
        if stage:
            propose_merge_of(pair, kept, actor=UserFactory(), reason="ktp_seen", note="KTP asli")
        if stage == "one":
            confirm_merge_of(pair, actor=user)
        return {"pk": pair.pk}

    return make


def test_with_people(user):
    assessment = assessment_of(scored_batch())
    for attendance in ["attended", "absent", "invited"]:
        sitting_at(assessment, attendance=attendance)
    return {"pk": assessment.pk}


test_with_people.__test__ = False


def test_closed(user):
    """A test with rooms, whose attendance is closed, and people who came and did not."""
    kwargs = test_with_people(user)
    test = Assessment.objects.get(**kwargs)
    room_for(test, capacity=2, groups=3)
    Assessment.objects.update(attendance_closed_at=timezone.now())
    return kwargs


test_closed.__test__ = False


def far_apart(user):
    """A test with a rubric, scored by two whose scores lie far apart."""
    test = assessment_of(scored_batch(), needed=2)
    set_rubric(test, {"wawancara": [(60, "Ragu-ragu"), (90, "Rencana usaha jelas")]}, actor=None)
    sitting = sitting_at(test)
    for who, value in [(user, 50), (UserFactory(roles=["assessor"]), 90)]:
        record_scores(test, {sitting.pk: {"wawancara": Decimal(value)}}, assessor=who)
    return {"pk": test.pk}


def score_workbook(right):
    """Ask what a workbook of three people would store, where one row may be wrong."""

    def ask(client, user):
        test = assessment_of(scored_batch())
        for _person in range(3):
            sitting_at(test)
        header, rows = rows_for(test, user)
        rows[0][1], rows[1][1] = 80, (90 if right else "bagus")
        content = xlsx_response("nilai.xlsx", header, rows).content
        address = reverse("enrollment:score_upload", kwargs={"pk": test.pk})
        return client.post(address, {"file": SimpleUploadedFile("nilai.xlsx", content)})

    return ask


def absent_person(user):
    test_closed(user)
    return {"pk": Sitting.objects.get(attendance="absent").pk}


def test_by_code(user):
    kwargs = test_with_people(user)
    Assessment.objects.update(hides_names=True)
    return kwargs


test_by_code.__test__ = False


def class_with_people(status):
    def make(user):
        batch = BatchFactory(intake=IntakeFactory(status="running"), status=status)
        for _number in range(2):
            application = case_factory(batch=batch, papers=(), claims=(), status="confirmed")
            Participation.objects.create(application=application, batch=batch)
        return {"code": batch.code}

    return make


def class_of_a_round(user):
    """A published class of two seats, somebody who waits, and another class with a free one."""
    selection_round = open_round(2, 2)
    first, second = batches_of(selection_round)
    apply_for(selection_round, first, second, score=90)
    apply_for(selection_round, first, score=80)
    apply_for(selection_round, first, score=70)
    published(selection_round)
    return {"code": first.code}


def late_intake(user):
    """Results were promised for yesterday; two people wait for them."""
    selection_round = open_round(1)
    for score in [90, 80]:
        apply_for(selection_round, *batches_of(selection_round), score=score)
    set_dates(
        selection_round,
        announced_at=timezone.now() - timedelta(days=1),
        round_runs_at=timezone.now() - timedelta(days=2),
        closes_at=timezone.now() - timedelta(days=3),
        opens_at=timezone.now() - timedelta(days=9),
    )
    return {"code": selection_round.intake.code}


def figures(user):
    random_world(7, applications=40)
    return {}


def handed_over(user):
    handover = HandoverFactory()
    MonitoringVisitFactory(grant=handover.grant)
    return handover.grant.request


STATES = [
    State("desk", "enrollment:queue", "files waiting", "verifier", files_waiting),
    State("desk", "enrollment:case", "papers", "verifier", file_with_papers),
    State("desk", "enrollment:case", "in own hand", "verifier", own_file),
    State("desk", "enrollment:case", "in another hand", "verifier", file_in_another_hand),
    State("desk", "enrollment:case", "decided", "verifier", decided_file),
    State(
        "desk",
        "enrollment:case",
        "saved too late",
        "verifier",
        own_file,
        data={"version": "0", "decision": "return", "identity": "no", "note": "catatan"},
    ),
    State("desk", "enrollment:duplicate", "waits", "verifier", pair_that_waits),
    State("desk", "enrollment:duplicate", "excluded", "verifier", pair_of_which_one_is_excluded),
    State("desk", "enrollment:duplicate_merge", "possible", "verifier", two_records()),
    State("desk", "enrollment:duplicate_merge", "kept apart", "verifier", pair_that_waits),
    State("desk", "enrollment:duplicate_merge", "proposed", "verifier", two_records("proposed")),
    State("desk", "enrollment:duplicate_merge", "one", "verifier", two_records("one")),
    State("desk", "enrollment:duplicate", "to be one", "verifier", two_records("proposed")),
    State("desk", "enrollment:duplicate", "one", "verifier", two_records("one")),
    State(
        "desk",
        "enrollment:duplicate_list",
        "pairs",
        "verifier",
        lambda user: pair_that_waits(user) and {},
    ),
    State("desk", "enrollment:relation_list", "both", "training_manager", relations_declared),
    State("scoring", "enrollment:assessment", "people", "training_manager", test_with_people),
    State("scoring", "enrollment:scores", "people", "assessor", test_with_people),
    State("scoring", "enrollment:scores", "far apart", "assessor", far_apart),
    State("scoring", "enrollment:scores", "by code", "assessor", test_by_code),
    State(
        "scoring", "enrollment:score_upload", "right", "assessor", ask=score_workbook(right=True)
    ),
    State(
        "scoring", "enrollment:score_upload", "wrong", "assessor", ask=score_workbook(right=False)
    ),
    State("scoring", "enrollment:assessment", "by code", "assessor", test_by_code),
    State("scoring", "enrollment:assessment", "closed", "training_manager", test_closed),
    State("scoring", "enrollment:sitting_excuse", "absent", "training_manager", absent_person),
    State("desk", "enrollment:class_seats", "published", "training_manager", class_of_a_round),
    State(
        "desk",
        "enrollment:class_change",
        "what will happen",
        "training_manager",
        class_of_a_round,
        kwargs={"kind": "cancelled"},
        data={"reason": "too_few"},
    ),
    State(
        "desk",
        "enrollment:calendar",
        "late",
        "training_manager",
        lambda user: late_intake(user) and {},
    ),
    State(
        "desk",
        "enrollment:reschedule_intake",
        "whom it tells",
        "training_manager",
        late_intake,
        data={
            "announced_at": "2031-01-06T10:00",
            "objections_until": "2031-01-07T10:00",
            "answers_until": "2031-01-08T10:00",
            "reregistration_until": "2031-01-08T10:00",
            "promotion_until": "2031-01-09T10:00",
            "reason": "files",
        },
    ),
    State("desk", "enrollment:roster", "running", "training_manager", class_with_people("running")),
    State(
        "desk", "enrollment:roster", "published", "training_manager", class_with_people("published")
    ),
    State("dashboards", "dashboards:home", "figures", "official", figures),
    State("dashboards", "dashboards:trail_of_application", "lines", "auditor", decided_file),
    State(
        "dashboards", "dashboards:list", "figures", "official", figures, kwargs={"key": "applied"}
    ),
    State(
        "grants",
        "grants:request",
        "handed over",
        "grants_officer",
        lambda user: {"pk": handed_over(user).pk},
    ),
    State(
        "grants",
        "grants:round",
        "handed over",
        "grants_officer",
        lambda user: {"code": handed_over(user).grant_round.code},
    ),
    State(
        "grants",
        "grants:visit_list",
        "one due",
        "grants_officer",
        lambda user: handed_over(user) and {},
    ),
]
