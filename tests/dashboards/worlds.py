"""A random but repeatable world of applications, seats and grants, for comparing numbers."""

import random
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from blk_portal.shared.audit import record_for_this_transaction
from enrollment.choices import APPLICATION_MOVES, ApplicationStatus
from enrollment.models import (
    Application,
    Assessment,
    Choice,
    Objection,
    Participation,
    Seat,
    Sitting,
)
from programs.choices import NOT_HELD
from programs.models import FundingSource
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    TrainingProgramFactory,
    UserFactory,
)
from tests.factories.grants import (
    CheckedRequestFactory,
    GrantFactory,
    GrantRequestFactory,
    GrantRoundFactory,
    HandoverFactory,
    MonitoringVisitFactory,
)

KELURAHAN = ["33.75.01.1002", "33.75.01.1003", "33.75.01.1004", None]
FUNDS = ["APBD_KOTA", "DBHCHT"]


@transaction.atomic
def random_world(seed, *, applications=60):
    """Two years, three programmes, two funds; drafts, withdrawals and histories among them."""
    chance = random.Random(seed)
    programs = [TrainingProgramFactory(slug=f"program-{letter}") for letter in "abc"]
    staff = UserFactory()
    intakes = []
    for number, year in enumerate([2025, 2026, 2026]):
        intake = IntakeFactory(code=f"{year}-{number}", year=year, status="published")
        batches = [
            BatchFactory(
                intake=intake,
                program=program,
                fund=FundingSource.objects.get(code=chance.choice(FUNDS)),
                capacity=200,
                status=chance.choice(["published", "running", "cancelled"]),
                planned_cost=Decimal(chance.randrange(10**8)),
                realised_cost=Decimal(chance.randrange(10**7)),
            )
            for program in programs
        ]
        test = Assessment.objects.create(
            intake=intake, kind="written", title="Tes", starts_at=timezone.now(), place="BLK"
        )
        intakes.append((intake, batches, test))
    for number in range(applications):
        _random_application(chance, number, *chance.choice(intakes), staff=staff)
    for _number in range(applications // 4):
        _random_request(chance)
    return programs


def _random_application(chance, number, intake, batches, test, *, staff):
    kelurahan = chance.choice(KELURAHAN)
    person = PersonFactory(
        kelurahan_id=kelurahan,
        outside_regency="" if kelurahan else "Kabupaten Batang",
        full_name=chance.choice(["=Siti Nur Aini", "Budi", "Dewi Lestari"]),
        gender=chance.choice("PL"),
    )
    first, *later = _random_life(chance)
    application = ApplicationFactory(
        person=person, user=None, entered_by=staff, intake=intake, status=first
    )
    if first == ApplicationStatus.DRAFT and chance.random() < 0.5:
        Application.objects.filter(pk=application.pk).update(submitted_at=None)
        later = []
    record_for_this_transaction(actor=None, reason="contoh")
    for status in later:
        Application.objects.filter(pk=application.pk).update(status=status)
    wishes = chance.sample(batches, chance.randint(1, 3))
    for rank, batch in enumerate(wishes, start=1):
        Choice.objects.create(application=application, batch=batch, rank=rank)
    if chance.random() < 0.5:
        Sitting.objects.create(
            assessment=test,
            application=application,
            attendance=chance.choice(["attended", "absent", "invited"]),
        )
    if chance.random() < 0.2:
        Objection.objects.create(application=application, text="Mengapa?")
    held = [batch for batch in wishes if batch.status not in NOT_HELD]
    if held and chance.random() < 0.6:
        _random_seat(chance, number, application, chance.choice(held))


def _random_life(chance):
    """A status and up to three legal moves from it."""
    life = [chance.choice(list(ApplicationStatus))]
    for _move in range(chance.randint(0, 3)):
        if moves := sorted(APPLICATION_MOVES[life[-1]]):
            life.append(chance.choice(moves))
    return life


def _random_seat(chance, number, application, batch):
    release = chance.choice(["", "", "declined", "left", "finished", "moved_up"])
    Seat.objects.create(
        batch=batch,
        number=number + 1,
        application=application,
        person=application.person,
        taken_at=timezone.now(),
        released_at=timezone.now() if release else None,
        release=release,
    )
    if chance.random() < 0.6:
        finished = chance.choice([True, True, False, None])
        Participation.objects.create(
            application=application,
            batch=batch,
            has_finished=finished,
            is_competent=chance.choice([True, False, None]) if finished else None,
        )


def _random_request(chance):
    grant_round = GrantRoundFactory(
        fiscal_year=chance.choice([2025, 2026]),
        fund=FundingSource.objects.get(code=chance.choice(FUNDS)),
    )
    person = PersonFactory(kelurahan_id=chance.choice(KELURAHAN[:3]))
    stage = chance.randrange(4)
    if stage == 0:
        GrantRequestFactory(
            grant_round=grant_round,
            person=person,
            status=chance.choice(["submitted", "withdrawn", "excluded"]),
        )
        return
    request = CheckedRequestFactory(grant_round=grant_round, person=person, status="granted")
    grant = GrantFactory(request=request, value=Decimal(chance.randrange(10**7)))
    if stage > 1:
        HandoverFactory(grant=grant)
    if stage > 2:
        days = chance.choice([-3, 0, 3])
        MonitoringVisitFactory(grant=grant, due_on=date.today() + timedelta(days=days))
