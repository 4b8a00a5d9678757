"""An excluded application leaves every list, count, calculation and message; on every path."""

import ast
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db.models import Value
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Application, DuplicatePair, Sitting
from enrollment.published_result import public_lines, reduced_documents
from enrollment.services import pair_decisions
from enrollment.services.assessments import invite_to_assessment
from enrollment.services.duplicates import find_pairs
from enrollment.services.figures import publish_figures
from enrollment.services.invitations import queue_invitations
from enrollment.services.pair_decisions import exclude_application
from enrollment.services.reminders import queue_due_reminders
from enrollment.services.rescheduling import reschedule
from notices.models import Notice
from notices.services.alike import queue_notices_alike
from notices.services.delivery import deliver_due_notices
from notices.services.outbox import queue_notice
from programs.models import PublishedFigure
from tests.atonce import one_waits_for_the_other
from tests.factories import UserFactory
from tests.factories.desk import case_factory, room_for
from tests.factories.exports import numbers_in, written_export
from tests.factories.guards import take_out
from tests.factories.pairs import pair_of
from tests.factories.rounds import (
    apply_for,
    approve,
    batches_of,
    close,
    open_round,
    publish,
    read_again,
    run,
    statuses,
)

pytestmark = pytest.mark.django_db

SERVICES = Path(pair_decisions.__file__).parent
ABOUT_NO_APPLICATION = {
    "activation._join": "the account",
    "counter.change_number_and_tell": "the account",
    "identity_claims._tell_claimant": "the NIK",
    "identity_claims._tell_loser": "the NIK",
    "pair_merges._tell": "the records made one",
    "promises.warn_of_promises": "an intake, to its manager",
}


@pytest.fixture
def officer(db):
    return UserFactory(roles=["verifier"])


@pytest.fixture
def round_with_a_pair(db):
    """An open round of two seats; the best and the second best are one human."""
    selection_round = open_round(2)
    batch = batches_of(selection_round)[0]
    stands = apply_for(selection_round, batch, score=90, person__full_name="Rina Wati")
    twice = apply_for(selection_round, batch, score=80, person__full_name="Rinna Wati")
    third = apply_for(selection_round, batch, score=70, person__full_name="Dewi Lestari")
    return selection_round, stands, twice, third


def exclude(application, officer):
    find_pairs()
    exclude_application(DuplicatePair.objects.get(), application, actor=officer, reason="papers")


def heard(application):
    return [
        notice.kind for notice in Notice.objects.filter(person=application.person).order_by("pk")
    ]


@pytest.mark.parametrize("moment", ["before closing", "after closing", "after the run"])
def test_from_the_moment_of_excluding_no_result_reaches_the_person(
    round_with_a_pair, officer, moment
):
    selection_round, stands, twice, third = round_with_a_pair
    if moment == "before closing":
        exclude(twice, officer)
    closed = close(selection_round)
    if moment == "after closing":
        exclude(twice, officer)
    elif moment == "after the run":
        find_pairs()
        pair_decisions.call_apart(DuplicatePair.objects.get(), actor=officer, reason="papers")
    run(closed)
    approve(closed)
    if moment == "after the run":
        pair_decisions.reopen_pair(DuplicatePair.objects.get(), actor=officer, note="Salah")
        exclude(twice, officer)
    publish(closed)

    assert statuses(stands, twice, third) == ["seated", "excluded", "seated"]
    assert heard(twice) == ["application_excluded"]
    assert [heard(one) for one in (stands, third)] == [["seat_offered"], ["seat_offered"]]
    lines = public_lines(read_again(selection_round))
    shown = {line.registration_number for line in [*lines[0]["seated"], *lines[0]["waiting"]]}
    assert shown == {stands.registration_number, third.registration_number}


def test_the_problem_takes_no_part_of_it_and_the_public_one_does_not_know_it(
    round_with_a_pair, officer
):
    selection_round, _stands, twice, _third = round_with_a_pair
    exclude(twice, officer)
    closed = close(selection_round)
    run(closed)
    approve(closed)

    problem = json.loads(read_again(selection_round).problem)
    entry = next(one for one in problem["applications"] if one["id"] == twice.draw_code)
    assert (entry["withdrawn"], entry["file"]) == (True, "excluded")
    for document in reduced_documents(read_again(selection_round)):
        assert twice.draw_code.encode() not in document


def test_after_publication_the_seat_of_the_excluded_one_goes_to_the_next(
    round_with_a_pair, officer
):
    selection_round, _stands, twice, third = round_with_a_pair
    find_pairs()
    pair_decisions.call_apart(DuplicatePair.objects.get(), actor=officer, reason="papers")
    closed = close(selection_round)
    run(closed)
    approve(closed)
    publish(closed)
    pair_decisions.reopen_pair(DuplicatePair.objects.get(), actor=officer, note="Salah")
    twice.refresh_from_db()

    exclude(twice, officer)

    assert statuses(twice, third) == ["excluded", "seated"]
    assert not twice.offers.open().exists()
    assert "seat_offered" in heard(third) or "seat_freed" in heard(third)
    offered = Notice.objects.get(person=twice.person, kind="seat_offered")
    assert (offered.is_quiet, offered.needs_answer) == (True, False)


def test_what_waits_to_be_sent_is_not_sent_and_not_called(officer, settings):
    settings.DEMO, settings.NOTICE_CHANNELS = False, ["email"]
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    application.person.email = "siti@example.com"
    application.person.save()
    for kind, held in [("result_waitlisted", False), ("result_not_selected", True)]:
        queue_notice(
            application.person,
            kind,
            context={},
            event_key=kind,
            about=application,
            needs_answer=True,
            hold_until=timezone.now() + timedelta(hours=held),
        )

    exclude_application(pair, application, actor=officer, reason="papers")
    Notice.objects.update(hold_until=timezone.now() - timedelta(minutes=1))
    deliver_due_notices()

    assert [message.subject for message in mail.outbox] == [
        Notice.objects.get(kind="application_excluded").subject
    ]
    assert not Notice.objects.to_be_called().exists()
    assert not Notice.objects.filter(kind="result_not_selected").exists()


def test_no_reminder_and_no_invitation_is_written(round_with_a_pair, officer):
    selection_round, _stands, twice, _third = round_with_a_pair
    exclude(twice, officer)
    interview = selection_round.intake.assessments.get()

    invited = invite_or_nobody(interview)
    queue_invitations(Sitting.objects.filter(application=twice).select_related("application"))
    queue_due_reminders()
    twice.refresh_from_db()

    assert twice not in invited
    assert heard(twice) == ["application_excluded"]


def invite_or_nobody(assessment):
    late = case_factory(
        batch=assessment.batches.first(), status="verified", papers=(), claims=("not_in_school",)
    )
    room_for(assessment)
    sittings = invite_to_assessment(assessment, actor=None)
    assert [sitting.application for sitting in sittings] == [late]
    return [sitting.application for sitting in sittings]


def write_alike(application):
    rows = Application.objects.filter(pk=application.pk)
    queue_notices_alike(rows, "result_not_selected", event="round_result", link=Value(""))


def test_even_a_service_that_asks_for_a_message_writes_none(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    exclude_application(pair, application, actor=officer, reason="papers")

    write_alike(application)

    assert heard(application) == ["application_excluded"]


def test_without_the_trigger_the_excluded_one_would_be_told(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    exclude_application(pair, application, actor=officer, reason="papers")
    take_out("notices_notice", "excluded_hears_no_more")

    write_alike(application)

    assert heard(application) == ["application_excluded", "result_not_selected"]


def test_moved_days_that_wait_half_an_hour_go_to_the_excluded_no_more(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    intake = application.intake
    reschedule(
        intake,
        {"announced_at": intake.announced_at + timedelta(days=1)},
        actor=officer,
        reason="files",
    )
    assert heard(application) == ["days_moved"]

    exclude_application(pair, application, actor=officer, reason="papers")

    assert heard(application) == ["application_excluded"]


def test_every_message_of_an_application_says_which_it_is_about():
    without = {
        f"{path.stem}.{function.name}"
        for path in SERVICES.glob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("queue_notice", "Message")
        if not {"about", None} & {keyword.arg for keyword in call.keywords}
    }

    assert without - ABOUT_NO_APPLICATION.keys() == set()


def test_a_message_about_another_application_of_the_person_is_written(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    exclude_application(pair, application, actor=officer, reason="papers")
    other = case_factory(person=application.person, user=application.user, papers=(), claims=())

    write_alike(other)

    assert heard(application) == ["application_excluded", "result_not_selected"]


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_being_written_is_found_by_who_excludes(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)

    def tell():
        queue_notice(
            application.person, "result_waitlisted", context={}, event_key="k", about=application
        )

    told = one_waits_for_the_other(
        tell, lambda: exclude_application(pair, application, actor=officer, reason="papers")
    )

    assert told == ["done", "done"]
    assert Notice.objects.get(event_key="k").is_quiet


@pytest.mark.django_db(transaction=True)
def test_a_message_begun_while_somebody_excludes_is_not_written(officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)

    def tell():
        queue_notice(
            application.person, "result_waitlisted", context={}, event_key="k", about=application
        )

    told = one_waits_for_the_other(
        lambda: exclude_application(pair, application, actor=officer, reason="papers"), tell
    )

    assert told == ["done", "done"]
    assert not Notice.objects.filter(event_key="k").exists()


def test_lists_counts_and_exports_know_it_no_more(client, officer, round_with_a_pair):
    selection_round, stands, twice, third = round_with_a_pair
    exclude(twice, officer)
    publish_figures()

    applicants = PublishedFigure.objects.get(
        batch=batches_of(selection_round)[0], kind="applicants"
    )
    assert applicants.value == 2
    client.force_login(officer)
    for status in ["submitted", "needs_fix", "verified", "ineligible"]:
        shown = client.get(reverse("enrollment:queue", query={"status": status}))
        assert twice not in [row.application for row in shown.context["rows"]]
    export = written_export(officer, key="antrean", query="status=verified")
    assert sorted(numbers_in(export)) == sorted(
        [one.registration_number for one in (stands, third)]
    )
    test = selection_round.intake.assessments.get()
    client.force_login(UserFactory(roles=["assessor"]))
    for name in ["assessment", "scores"]:
        page = client.get(reverse(f"enrollment:{name}", args=[test.pk])).text
        assert twice.registration_number not in page
        assert stands.registration_number in page
    file = written_export(key="nilai", query=f"test={test.pk}", columns=["number"])
    assert twice.registration_number not in numbers_in(file)
    listed = client.get(reverse("enrollment:assessment_list")).context["assessments"]
    assert [(one.invited, one.came, one.complete) for one in listed] == [(2, 2, 2)]


def test_the_list_of_applicants_has_it_under_its_own_state_alone(client, officer):
    pair = pair_of()
    application = Application.objects.get(person=pair.second)
    exclude_application(pair, application, actor=officer, reason="papers")
    client.force_login(officer)

    everybody = client.get(reverse("enrollment:application_list"))
    excluded = client.get(reverse("enrollment:application_list", query={"status": "excluded"}))

    number = application.registration_number
    assert (number in everybody.text, everybody.context["page"].paginator.count) == (False, 1)
    assert (number in excluded.text, excluded.context["page"].paginator.count) == (True, 1)


def test_the_person_reads_which_application_counts(client, officer):
    pair = pair_of()
    stands, application = [
        Application.objects.get(person=person) for person in (pair.first, pair.second)
    ]
    exclude_application(pair, application, actor=officer, reason="papers")
    client.force_login(application.user)

    page = client.get(application.get_absolute_url())

    assert f"Nomor {stands.registration_number} yang berlaku." in page.text
