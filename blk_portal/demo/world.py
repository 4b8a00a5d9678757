"""The demo world, told intake by intake in the order of their opening."""

import random
from datetime import date

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from blk_portal.demo import catalogue, people
from blk_portal.demo.applications import Desk, date_the_submissions
from blk_portal.demo.clock import shift_in_weeks
from blk_portal.demo.documents import draw_papers

RESIDENTS = 2600
SEED = 20260715


def build(say):
    """Build the whole world; ``say`` is told what is being made."""
    chance = random.Random(SEED)
    source = catalogue.read()
    today = timezone.localdate()
    demo_today = date.fromisoformat(source["_meta"]["demo_today"])
    shift = shift_in_weeks(demo_today, today)

    say("catalogue")
    batches = catalogue.load(source, shift)
    say("residents")
    residents = people.settle(chance, RESIDENTS, today)
    staff = staff_by_role()
    desk = Desk(chance, residents, draw_papers(), staff)
    for entry in sorted(source["intakes"], key=lambda entry: entry["registration_opens"]):
        say(entry["code"])
        classes = [pair for pair in batches.values() if pair[0].intake.code == entry["code"]]
        tell(entry, classes, desk)
    date_the_submissions()


def staff_by_role():
    """Return ``{role: user}`` of the staff who act in the demo world."""
    staff = {}
    for group in Group.objects.exclude(name=Role.RESIDENT):
        staff[group.name], _created = User.objects.get_or_create(
            username=f"{group.name}@blk.example.com", defaults={"display_name": group.name}
        )
        staff[group.name].groups.add(group)
    return staff


def tell(entry, classes, desk):
    if not entry.get("applications"):
        return
    intake = classes[0][0].intake
    plan = []
    for batch, batch_entry in classes:
        funnel = batch_entry["funnel"]
        total = funnel["submitted"]
        passed = funnel.get("admin_passed", round(total * 0.9))
        came = funnel.get("attended_tests", passed)
        plan += [(batch, n < passed, n < came) for n in range(total)]
    desk.random.shuffle(plan)
    files = desk.submit(intake, plan, entry["wishes"])
    if entry["state_at_demo_today"] in ("OPEN", "POSTPONED"):
        checked = files[: len(files) // 2] if entry["state_at_demo_today"] == "OPEN" else []
        desk.check(checked, by=timezone.now())
    else:
        desk.check(files)
        desk.test(files)
