"""The demo world, told intake by intake in the order of their opening."""

import random
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.services.demo import create_demo_accounts
from blk_portal.demo import (
    catalogue,
    classes,
    counter,
    grants,
    people,
    rounds,
    twice,
    without_round,
)
from blk_portal.demo.applications import Desk, date_the_submissions
from blk_portal.demo.clock import at, shift_in_weeks
from blk_portal.demo.documents import draw_papers
from blk_portal.demo.showcase import open_their_doors, speak_about_their_data
from enrollment.services.figures import publish_figures
from enrollment.services.rounds import prepare_round
from programs.choices import IntakeStatus
from programs.services.status import change_intake_status

RESIDENTS = 2600
SEED = 20260715


def build(say):
    """Build the whole world; ``say`` is told what is being made."""
    chance = random.Random(SEED)
    source = catalogue.read()
    demo_today = date.fromisoformat(source["_meta"]["demo_today"])
    today = timezone.localdate()
    shift = shift_in_weeks(demo_today, today)

    say("catalogue")
    batches = catalogue.load(source, shift)
    say("residents")
    residents = people.settle(chance, RESIDENTS, today)
    staff = create_demo_accounts()
    desk = Desk(chance, residents, draw_papers(), staff)
    _count_rows_for_the_planner()
    for entry in sorted(source["intakes"], key=lambda entry: entry["registration_opens"]):
        say(entry["code"])
        pairs = [pair for pair in batches.values() if pair[0].intake.code == entry["code"]]
        tell(entry, pairs, desk, staff, shift)
        _count_rows_for_the_planner()
    date_the_submissions()
    say("grants")
    grants.tell(source, shift, chance, staff["grants_officer"])
    publish_figures()
    open_their_doors()
    speak_about_their_data()


def _count_rows_for_the_planner():
    """Thousands of rows came in one transaction, which no autovacuum sees."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def tell(entry, pairs, desk, staff, shift):
    """Tell one intake up to the state that it has in the source."""
    intake, manager = pairs[0][0].intake, staff["training_manager"]
    state = entry["state_at_demo_today"]
    if state == "PLANNED":
        return
    with at(intake.opens_at - timedelta(days=3)):
        prepare_round(intake, actor=manager)
    files = desk.submit(intake, _plan(pairs, desk.random), entry["wishes"])
    method = pairs[0][0].selection_method
    if method == "nomination":
        without_round.nominate(intake, files, entry["nominating_body"], shift)
    if method == "first_come":
        without_round.hold_seats(files, pairs[0][0])
    if state == "OPEN":
        checked = files[: len(files) // 2]
        desk.check(checked, by=timezone.now())
        if method == "first_come":
            without_round.settle_checked(checked, actor=manager)
        else:
            desk.send_back(files[-12:])
            desk.begin(intake, 40)
            counter.serve(intake, desk, helper=staff["helper"], claimant=staff["resident"])
            twice.tell(intake, officer=manager)
        return
    selection_round = rounds.close(intake)
    if state == "POSTPONED":
        change_intake_status(
            intake, IntakeStatus.POSTPONED, actor=manager, reason="too_few", note=entry["note"]
        )
        return
    desk.check(files)
    desk.test(files)
    if state == "SELECTING":
        return
    if selection_round is None:
        without_round.seat_the_nominated(intake, files, pairs[0][0], actor=manager)
    else:
        _publish(entry, pairs, selection_round, desk, staff)
    if state in ("RUNNING", "FINISHED"):
        intake.refresh_from_db()
        classes.start(intake, pairs, desk.random, actor=manager)
    if state == "FINISHED":
        classes.finish(intake, pairs, desk.random, actor=manager)


def _publish(entry, pairs, selection_round, desk, staff):
    intake = selection_round.intake
    rounds.hold(selection_round, staff, desk.random)
    declined = {batch: item["funnel"]["replaced_from_reserve"] for batch, item in pairs}
    rounds.decline(intake, declined, desk.random)
    if entry["state_at_demo_today"] == "PUBLISHED":
        answered = sum(item["funnel"]["re_registered"] for _batch, item in pairs)
        rounds.answer(intake, answered, desk.random)
        return
    rounds.register_all(selection_round, actor=staff["training_manager"])
    rounds.mark_as_seen(intake)


def _plan(pairs, chance):
    """``(first wish, passes the check, comes to the tests)`` of each application, shuffled."""
    plan = []
    for batch, entry in pairs:
        funnel = entry["funnel"]
        total = funnel["submitted"]
        passed = funnel.get("admin_passed", round(total * 0.9))
        came = funnel.get("attended_tests", passed)
        plan += [(batch, number < passed, number < came) for number in range(total)]
    chance.shuffle(plan)
    return plan
