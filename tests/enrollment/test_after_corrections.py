"""What comes after a corrected result: every page counts from it, and no step counts twice."""

import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from blk_portal.shared.formats import decimal
from dashboards import fairness
from enrollment.choices import OfferAnswer, PaperKind
from enrollment.evidence import evidence_bundle
from enrollment.models import Application, Offer, PromotionStep
from enrollment.result_card import result_card
from enrollment.round_page import steps_of
from enrollment.services.offers import answer_offer
from enrollment.services.official_papers import write_paper
from enrollment.services.promotion import confirm_registration, leave_class
from enrollment.services.standings import current_standings, refuse_unless_equal
from enrollment.services.waiting import moved_into
from tests.enrollment.correcting import (
    CONFIRMED,
    NOBODY,
    SEATED,
    calculated,
    corrected,
    four_people_for_two_seats,
    opened,
    scored,
    seated,
)
from tests.factories import UserFactory
from tests.factories.rounds import (
    apply_for,
    batches_of,
    open_round,
    published,
    read_again,
    statuses,
)

SCRIPT = Path(__file__).parents[2] / "static/verify/check_bundle.py"

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return four_people_for_two_seats()


@pytest.fixture
def result(people):
    return read_again(people[0].intake.selection_round)


def stays(application):
    answer_offer(application.offers.open().get(), OfferAnswer.STAY, actor=application.user)


def declines(application):
    answer_offer(application.offers.open().get(), OfferAnswer.DECLINE, actor=application.user)


@pytest.fixture
def moved_on(people, result):
    """The best declined, the second stays, the third was promoted; then the last scores 85.

    So the second keeps a seat and the last takes that of the third, who waits again.
    """
    best, second, third, last = people
    declines(best)
    stays(second)
    assert seated(result) == {second.pk, third.pk}
    corrected(read_again(result), last, "85")
    assert seated(result) == {second.pk, last.pk}
    return read_again(result)


def files_in(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check(bundle, folder):
    path = folder / "bukti.zip"
    path.write_bytes(bundle)
    command = [sys.executable, "-S", SCRIPT, path, "--english"]
    return subprocess.run(command, capture_output=True, check=False, text=True)


def test_only_steps_of_the_corrected_result_count_as_moves_of_its_waitlist(people, moved_on):
    third = people[2]
    (batch,) = batches_of(moved_on)
    third.refresh_from_db()

    assert moved_into(moved_on) == {}
    assert [wish.moved for wish in result_card(third).waiting] == [0]

    declines(people[3])

    assert moved_into(read_again(moved_on)) == {batch.code: 1}


def test_whoever_waits_reads_all_moves_though_one_followed_out_of_a_kept_seat(client):
    selection_round = open_round(2)
    (batch,) = batches_of(selection_round)
    best, second, third, fourth, last = (
        apply_for(selection_round, batch, score=score) for score in (90, 80, 70, 60, 50)
    )
    result = published(selection_round)
    stays(second)
    corrected(result, fourth, "95")
    declines(fourth)
    assert seated(result) == {second.pk, best.pk}
    confirm_registration(second, actor=None)
    second.refresh_from_db()

    leave_class(second, actor=None)
    declines(best)

    last.refresh_from_db()
    assert seated(result) == {third.pk, last.pk}
    assert moved_into(read_again(result)) == {batch.code: 3}
    client.force_login(UserFactory(roles=["training_manager"]))
    waited = client.get(reverse("enrollment:applicant_result", args=[last.pk]))
    assert [
        (call.step, call.correction, call.registration_number) for call in waited.context["calls"]
    ] == [(1, None, best.registration_number), (None, 2, third.registration_number)]
    assert f"Koreksi 2, {batch.program.title}" in waited.content.decode()


def test_the_bundle_of_a_corrected_round_agrees_with_itself(people, moved_on, tmp_path):
    stays(people[3])
    bundle = evidence_bundle(read_again(moved_on))
    files = files_in(bundle)

    done = check(bundle, tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Everything agrees.\n")
    assert "OK    before/1: the steps are the recorded events" in done.stdout
    assert "OK    now: the steps are the recorded events" in done.stdout
    events = json.loads(files["events.json"])
    assert [(event["run"], event["number"], event["type"]) for event in events] == [
        (1, 1, "lapse"),
        (1, 2, "confirm"),
        (2, 1, "confirm"),
    ]
    assert len(json.loads(files["now/problem.json"])["steps"]) == 1
    assert len(json.loads(files["before/1/problem.json"])["steps"]) == 2
    (correction,) = json.loads(files["corrections.json"])
    assert (correction["number"], correction["run"], correction["rule"]) == (1, 2, "confirmed")
    assert correction["kept"] == [people[1].draw_code]
    (change,) = correction["changes"]
    assert (change["kind"], change["draw_code"], change["value"]) == (
        "score",
        people[3].draw_code,
        "85",
    )


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("events.json", lambda events: events.pop(0), "NO    before/1: the steps are"),
        ("events.json", lambda events: events.pop(), "NO    now: the steps are"),
        (
            "corrections.json",
            lambda rows: rows[0].update(run=1),
            "NO    every correction is",
        ),
    ],
)
def test_a_step_or_a_correction_left_out_of_the_bundle_is_told(
    people, moved_on, tmp_path, name, change, told
):
    stays(people[3])
    files = files_in(evidence_bundle(read_again(moved_on)))
    rows = json.loads(files[name])
    change(rows)
    files[name] = json.dumps(rows).encode()
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        for file, raw in files.items():
            archive.writestr(file, raw)

    done = check(bundle.getvalue(), tmp_path)

    assert done.returncode == 1
    assert told in done.stdout


def test_papers_written_after_a_correction_name_whoever_keeps_a_seat(people, moved_on):
    for row in people:
        row.person.full_name = f"Orang {row.person_id}"
        row.person.save()

    paper = write_paper(
        moved_on.intake,
        PaperKind.DECREE_ANNEX,
        actor=UserFactory(roles=["training_manager"]),
        number="800/9/2026",
        dated_on=date(2026, 8, 20),
        opening="Ditetapkan:",
        signers=[{"role": "Kepala UPTD", "name": "Budi Contoh"}],
    )

    (one_class,) = json.loads(paper.content)["sections"]
    assert [(row[2], row[4]) for row in one_class["rows"]] == [
        (f"Orang {people[3].person_id}", "85"),
        (f"Orang {people[1].person_id}", "80"),
    ]


def test_fairness_goes_on_to_tell_of_the_result_as_first_published(client, people, moved_on):
    cache.clear()

    counts = fairness.count(moved_on)

    assert sum(group[0] for group in counts["groups"]["gender"].values()) == 4
    assert sum(group[1] for group in counts["groups"]["gender"].values()) == 2
    client.force_login(UserFactory(roles=["auditor"]))
    page = client.get(reverse("dashboards:fairness", args=[moved_on.intake.code]))
    assert "Hasil ini kemudian dikoreksi." in page.content.decode()


def test_the_page_of_a_round_goes_on_to_tell_how_long_the_run_took(result, people):
    run = result.runs.get()
    corrected(result, people[2], "95")

    result = read_again(result)
    hint = steps_of(result.intake, result, None)[4].hint

    seconds = decimal((run.decided_at - run.started_at).total_seconds())
    assert hint == f"{seconds} detik"


def test_events_stand_under_the_result_that_they_followed(client, people, moved_on):
    stays(people[3])
    client.force_login(UserFactory(roles=["auditor"]))

    page = client.get(reverse("enrollment:round_people", args=[moved_on.intake.code]))

    groups = [
        (group["correction"] and group["correction"].number, [s.number for s in group["steps"]])
        for group in page.context["events"]
    ]
    assert groups == [(None, [1, 2]), (1, [1])]
    assert "Setelah koreksi 1" in page.content.decode()


def test_whoever_confirmed_and_stays_seated_is_moved_no_more_though_nobody_was_to_stay():
    selection_round = open_round(1, 2)
    first, second = sorted(batches_of(selection_round), key=lambda batch: batch.capacity)
    best = apply_for(selection_round, first, score=90)
    firm = apply_for(selection_round, first, second, score=80)
    other = apply_for(selection_round, second, score=70)
    last = apply_for(selection_round, second, score=60)
    result = published(selection_round)
    stays(firm)

    corrected(result, last, "75", NOBODY)
    declines(best)

    assert seated(result) == {firm.pk, last.pk}
    assert firm.seats.taken().get().batch == second
    assert statuses(other) == ["waitlisted"]
    confirmed = PromotionStep.objects.filter(application=firm, type="confirm")
    assert list(confirmed.values_list("run__number", "reason")) == [
        (1, "answered"),
        (2, "confirmed_before"),
    ]


def test_a_confirmation_counts_for_the_seat_that_it_was_given_for():
    selection_round = open_round(1, 1)
    first, second = batches_of(selection_round)
    moved = apply_for(selection_round, first, second, score=80)
    rival = apply_for(selection_round, first, score=70)
    result = published(selection_round)
    stays(moved)
    corrected(result, rival, "95", NOBODY)
    assert moved.seats.taken().get().batch == second

    declines(rival)
    assert moved.seats.taken().get().batch == first
    stays(moved)

    assert PromotionStep.objects.filter(application=moved, type="confirm").count() == 2
    assert kept_by_the_next(read_again(result)) == {moved.draw_code}


def kept_by_the_next(selection_round):
    correction = opened(selection_round)
    last = selection_round.intake.applications.order_by("pk").last()
    scored(correction, last, "50")
    return set(calculated(correction)[CONFIRMED].kept)


def test_registering_again_after_a_correction_adds_no_step_for_a_kept_seat(people, moved_on):
    confirm_registration(people[1], actor=None)

    assert PromotionStep.objects.filter(application=people[1], type="confirm").count() == 1


def test_the_waitlist_moves_on_after_a_correction(people, result):
    best, second, third, last = people
    corrected(result, third, "95")

    answer_offer(best.offers.get(), OfferAnswer.DECLINE, actor=best.user)

    assert seated(result) == {third.pk, second.pk}
    step = PromotionStep.objects.get()
    assert (step.number, step.run) == (1, read_again(result).approved_run)


def test_whoever_leaves_a_kept_seat_is_followed_by_the_waitlist(people, result):
    best, second, third, last = people
    for holder in (best, second):
        answer_offer(holder.offers.get(), OfferAnswer.STAY, actor=holder.user)
    corrected(result, third, "95")
    answer = {"status": "confirmed"}
    Application.objects.filter(pk=best.pk).update(**answer)
    best.refresh_from_db()

    leave_class(best, actor=None)

    assert seated(result) == {second.pk, third.pk}
    assert statuses(best, third, last) == ["left", "seated", "waitlisted"]
    origins = result.corrections.published().values_list("number", "origin", "rule")
    assert list(origins) == [(1, "mistake", "confirmed"), (2, "vacated", "confirmed")]
    refuse_unless_equal(result, current_standings(read_again(result)))


@pytest.mark.parametrize("seed", range(8))
def test_any_corrections_between_any_answers_leave_seats_as_the_engine_says(seed):
    chance = random.Random(seed)
    selection_round = open_round(3, 2, 2, reserves=[("women", ["woman"], 1)])
    batches = batches_of(selection_round)
    people = [
        apply_for(
            selection_round,
            *chance.sample(batches, chance.randint(1, 3)),
            score=chance.randint(50, 60),
            person__gender=chance.choice("LP"),
        )
        for _person in range(16)
    ]
    result = published(selection_round)

    for turn in range(8):
        before = seated(result)
        confirmed = before & set(
            PromotionStep.objects.filter(type="confirm").values_list("application", flat=True)
        )
        if turn % 3 == 2:
            rule = chance.choice([CONFIRMED, SEATED])
            corrected(read_again(result), chance.choice(people), str(chance.randint(40, 70)), rule)
            assert (before if rule == SEATED else confirmed) <= seated(result)
        elif offers := list(Offer.objects.open().order_by("pk")):
            offer = chance.choice(offers)
            answer = chance.choice([OfferAnswer.STAY, OfferAnswer.DECLINE])
            answer_offer(offer, answer, actor=None)
            gone = {offer.application_id} if answer == OfferAnswer.DECLINE else set()
            assert before - gone <= seated(result)
        standings = current_standings(read_again(result))
        refuse_unless_equal(result, standings)
        for batch in batches:
            standing = standings[batch.code]
            assert len(standing["seats"]) == batch.capacity or not standing["waitlist"]
        holders = Application.objects.filter(status__in=["seated", "confirmed"])
        assert seated(result) == set(holders.values_list("pk", flat=True))
