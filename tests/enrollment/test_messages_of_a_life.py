"""How many messages ring one person's telephone in one intake, through the acts of the portal.

Quiet messages (read on the page alone) ring no telephone and are not counted.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from enrollment.choices import AttendanceStatus
from enrollment.reminder_times import STAGES, reminder_moment
from enrollment.services.assessments import (
    create_assessment,
    invite_to_assessment,
)
from enrollment.services.attendance import record_attendance
from enrollment.services.offers import answer_offer
from enrollment.services.reminders import queue_due_reminders
from enrollment.services.reviews import record_review
from enrollment.services.rounds import prepare_round
from enrollment.services.scores import record_scores
from enrollment.services.submission import resubmit_application, submit_application
from notices.models import Notice
from notices.services.delivery import deliver_due_notices
from programs.models import Criterion
from tests.enrollment.residents import complete_draft, plan_intake, put_in_wallet
from tests.factories import UserFactory
from tests.factories.desk import answers, case_factory, room_for
from tests.factories.rounds import approve, close, publish, run
from tests.notices.standin_gateway import SECRET, StandInGateway

pytestmark = pytest.mark.django_db
KINDS_OF_TEST = ["written", "interview"]


@pytest.fixture
def gateway(settings):
    settings.DEMO = False
    settings.NOTICE_CHANNELS = ["whatsapp"]
    settings.GATEWAY_KEYS = {"k2": SECRET}
    settings.GATEWAY_ON_THIS_MACHINE = True
    server = StandInGateway()
    settings.GATEWAY_URL = server.url
    yield server
    server.stop()


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def clock():
    """A working day at ten."""
    with time_machine.travel(timezone.localtime().replace(hour=10)) as travel:
        yield travel


@pytest.fixture
def ring(gateway, clock):
    """Let time pass, and the portal send what is due before and after."""

    def pass_time(**distance):
        deliver_due_notices()
        clock.shift(timedelta(**distance))
        deliver_due_notices()

    return pass_time


@pytest.fixture
def selection_round(clock, manager):
    """One seat in each of two classes, for which everybody is tested twice."""
    intake = plan_intake(titles=["Roti", "Menjahit"], capacity=1)
    for batch in intake.batches.all():
        for position, kind in enumerate(KINDS_OF_TEST, start=1):
            Criterion.objects.create(
                batch=batch,
                position=position,
                code=kind,
                name=kind,
                assessed_by=kind,
                weight=50,
                tie_position=position,
            )
    return prepare_round(intake, actor=manager)


def judged(application, decision, **found):
    application.refresh_from_db()
    record_review(
        application,
        reviewer=UserFactory(roles=["verifier"]),
        decision=decision,
        items=answers(application, **found),
        version=application.version,
    )
    application.refresh_from_db()


def invited(intake, kind, *, manager, days):
    assessment = create_assessment(
        intake,
        batches=list(intake.batches.all()),
        kind=kind,
        title=f"Tes {kind}",
        starts_at=timezone.now() + timedelta(days=days),
        place=f"Ruang {kind}",
        assessors_needed=1,
        actor=manager,
    )
    room_for(assessment, capacity=500)
    invite_to_assessment(assessment, actor=manager)
    return assessment


def held(assessment, *, manager):
    (sitting,) = assessment.sittings.all()
    record_attendance(assessment, {sitting.pk: AttendanceStatus.ATTENDED}, actor=manager)
    record_scores(
        assessment,
        {sitting.pk: {assessment.kind: Decimal(80)}},
        assessor=UserFactory(roles=["assessor"]),
    )


def rung(gateway):
    return [
        Notice.objects.get(deliveries__message_id=message_id) for message_id in gateway.accepted
    ]


@pytest.mark.parametrize(
    ("apart", "days"),
    [
        pytest.param({"minutes": 0}, [2, 3], id="both tests set together"),
        pytest.param({"days": 2}, [6, 5], id="the second set days after the first"),
    ],
)
def test_a_whole_life_with_two_wishes_and_two_tests_rings_six_times(
    apart, days, gateway, selection_round, manager, clock, ring
):
    intake = selection_round.intake
    intake.refresh_from_db()
    draft = complete_draft(intake)
    application = submit_application(draft, actor=draft.user)
    judged(application, "return", document_KTP="unclear")
    ring(minutes=2)
    put_in_wallet(application.person, "KTP")
    application = resubmit_application(application, actor=draft.user)
    judged(application, "verify")
    ring(minutes=2)
    first, second = KINDS_OF_TEST
    tests = [invited(intake, first, manager=manager, days=days[0])]
    ring(**apart)
    tests.append(invited(intake, second, manager=manager, days=days[1]))
    ring(days=5)
    for test in tests:
        held(test, manager=manager)
    closed = close(selection_round)
    run(closed)
    approve(closed)
    publish(closed)
    ring(minutes=1)
    offer = application.offers.get()
    for before in STAGES.values():
        clock.move_to(reminder_moment(offer.expires_at, before))
        queue_due_reminders()
        ring(minutes=1)
    answer_offer(offer, "stay", actor=draft.user)
    ring(hours=1)

    assert [notice.kind for notice in rung(gateway)] == [
        "application_received",
        "review_return",
        "test_invitations",
        "seat_offered",
        "offer_reminder",
        "offer_reminder",
    ]
    unrung = Notice.objects.filter(deliveries=None)
    assert list(unrung.values_list("kind", "is_quiet")) == [("review_verify", True)]


@pytest.fixture
def verified(clock, manager, selection_round):
    selection_round.intake.refresh_from_db()
    draft = complete_draft(selection_round.intake)
    application = submit_application(draft, actor=draft.user)
    judged(application, "verify")
    Notice.objects.all().delete()
    return application


def test_tests_set_within_an_hour_come_in_one_message_with_hour_and_place_of_each(
    gateway, verified, manager, ring
):
    invited(verified.intake, "interview", manager=manager, days=3)
    ring(minutes=59)
    invited(verified.intake, "written", manager=manager, days=2)
    ring(minutes=59)
    assert rung(gateway) == []

    ring(minutes=1)

    (notice,) = rung(gateway)
    assert notice.subject.startswith("DATANG KE TES TERTULIS: ")
    assert notice.subject.count(" pukul ") == 2
    first, written, interview, last = notice.text.splitlines()
    assert first == "Berkas Anda lengkap. Datang ke:"
    assert written.startswith("- Tes written: ") and written.endswith(", di Ruang written, Ruang 1")
    assert interview.startswith("- Tes interview: ") and interview.endswith(
        "di Ruang interview, Ruang 1"
    )
    assert verified.registration_number in last
    assert notice.answer_by == verified.sittings.get(assessment__kind="written").moment


def test_the_first_test_is_told_three_days_before_it_when_no_other_was_set_by_then(
    gateway, verified, manager, ring
):
    invited(verified.intake, "interview", manager=manager, days=5)
    ring(days=1, hours=23)
    assert rung(gateway) == []

    ring(hours=2)

    assert [notice.text.count("- Tes") for notice in rung(gateway)] == [1]


def test_once_every_test_is_set_an_hour_is_enough(gateway, verified, manager, ring):
    invited(verified.intake, "interview", manager=manager, days=20)
    ring(days=4)
    invited(verified.intake, "written", manager=manager, days=10)
    ring(minutes=59)
    assert rung(gateway) == []

    ring(minutes=2)

    assert [notice.text.count("- Tes") for notice in rung(gateway)] == [2]


def test_a_test_set_late_comes_with_those_still_ahead_and_only_the_last_message_is_called_for(
    gateway, verified, manager, ring
):
    invited(verified.intake, "interview", manager=manager, days=5)
    ring(days=2, hours=1)

    invited(verified.intake, "written", manager=manager, days=2)
    ring(hours=1)

    before, after = rung(gateway)
    assert (before.text.count("- Tes"), after.text.count("- Tes")) == (1, 2)
    assert [notice.needs_answer for notice in (before, after)] == [False, True]


def test_a_test_that_is_over_is_not_named_again_and_a_near_one_is_told_at_once(
    gateway, verified, manager, ring
):
    invited(verified.intake, "written", manager=manager, days=2)
    ring(days=2, minutes=1)

    invited(verified.intake, "interview", manager=manager, days=1)
    ring(minutes=1)

    (_before, after) = rung(gateway)
    assert "interview" in after.text and "written" not in after.text


def test_without_a_test_the_accepted_file_is_told_on_the_telephone():
    application = case_factory()

    judged(application, "verify")

    assert Notice.objects.get(kind="review_verify").is_quiet is False
