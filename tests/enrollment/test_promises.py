"""Promised days are watched: what is late or in danger is seen and told to managers once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone, translation

from accounts.models import User
from enrollment.services.promises import pressing_promises, promises, warn_of_promises
from notices.models import Notice
from notices.tasks import deliver_notices
from programs.models import Intake
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    IntakeFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.rounds import apply_for, batches_of, open_round, published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def clock():
    """A working day at noon."""
    with time_machine.travel("2026-07-15T12:00+07:00", tick=False):
        yield


def pressing():
    return [(one.name, one.state, one.obstacle) for one in pressing_promises()]


def test_an_opening_in_two_days_that_nobody_prepared_is_near():
    IntakeFactory(opens_at=timezone.now() + 2 * DAY)

    assert pressing() == [("opens_at", "near", "Gelombang ini belum dibuka.")]


def test_an_opening_that_passed_is_late():
    IntakeFactory(opens_at=timezone.now() - DAY)

    assert pressing() == [("opens_at", "late", "Gelombang ini belum dibuka.")]


def test_unchecked_files_endanger_the_day_of_the_check():
    intake = open_round(1).intake
    Intake.objects.update(
        verified_by=timezone.localdate() + DAY, closes_at=timezone.now() + timedelta(hours=1)
    )
    ApplicationFactory.create_batch(2, intake=intake)

    assert pressing() == [("verified_by", "near", "2 berkas belum diperiksa.")]


def test_results_that_did_not_come_are_late():
    open_round(1)
    past = timezone.now() - timedelta(hours=1)
    Intake.objects.update(
        opens_at=past - 9 * DAY, closes_at=past - 2 * DAY, round_runs_at=past, announced_at=past
    )
    Intake.objects.update(status="closed")

    assert [(name, state) for name, state, _words in pressing()] == [
        ("list", "late"),
        ("announced_at", "late"),
        ("round_runs_at", "late"),
    ]


def test_a_round_that_ended_well_presses_nobody():
    selection_round = open_round(1)
    apply_for(selection_round, *batches_of(selection_round), score=90)
    published(selection_round)

    assert pressing() == []
    states = {one.name: one.state for one in promises()}
    assert (states["announced_at"], states["list"], states["answers_until"]) == (
        "kept",
        "kept",
        "ahead",
    )


def test_a_class_that_did_not_begin_is_late():
    BatchFactory(
        intake=IntakeFactory(status="published"),
        status="published",
        starts_on=timezone.localdate() - DAY,
    )

    assert ("starts_on", "late", "Kelasnya belum dimulai.") in pressing()


def manager(name, **fields):
    mailbox = f"{name}@blk.example"
    return UserFactory(username=mailbox, email=mailbox, roles=["training_manager"], **fields)


def test_every_manager_is_written_to_once_of_each_state_in_the_register_or_not():
    known = manager("sari")
    PersonFactory(user=known, language="en")
    managers = [known, manager("dimas")]
    UserFactory(roles=["training_manager"])
    manager("pergi", is_active=False)
    UserFactory(username="rina@blk.example", email="rina@blk.example", roles=["verifier"])
    intake = IntakeFactory(opens_at=timezone.now() + DAY)

    assert (warn_of_promises(), warn_of_promises()) == (2, 0)
    Intake.objects.update(opens_at=timezone.now() - DAY)
    assert (warn_of_promises(), warn_of_promises()) == (2, 0)

    assert sorted(Notice.objects.values_list("account", "person", "to_phone", "subject")) == sorted(
        (one.pk, None, "", f"{intake.title}: Pendaftaran dibuka {state}")
        for one in managers
        for state in ("dekat, belum siap", "terlambat")
    )


def test_a_day_that_is_moved_and_lost_again_is_written_of_again():
    manager("sari")
    IntakeFactory(opens_at=timezone.now() - DAY)
    assert warn_of_promises() == 1

    Intake.objects.update(opens_at=timezone.now() - timedelta(hours=1))

    assert (warn_of_promises(), warn_of_promises()) == (1, 0)


def test_the_warning_goes_to_the_mailbox_of_the_office_once(settings, clock, mailoutbox):
    settings.DEMO, settings.NOTICE_CHANNELS = False, ["whatsapp", "email"]
    settings.BASE_URL = "https://blk.example"
    sari = manager("sari")
    PersonFactory(user=sari, phone="+6281325550147", email="pribadi@example.com")
    IntakeFactory(opens_at=timezone.now() - DAY, title="Gelombang III 2026")
    warn_of_promises()

    deliver_notices()
    deliver_notices()

    (mail,) = mailoutbox
    assert mail.to == ["sari@blk.example"]
    assert mail.subject == "Gelombang III 2026: Pendaftaran dibuka terlambat"
    assert "https://blk.example/petugas/kalender/" in mail.body
    assert Notice.objects.get().status == "delivered"


def test_nothing_is_sent_to_an_account_that_was_closed_meanwhile(settings, clock, mailoutbox):
    settings.DEMO, settings.NOTICE_CHANNELS = False, ["email"]
    sari = manager("sari")
    IntakeFactory(opens_at=timezone.now() - DAY)
    warn_of_promises()

    User.objects.filter(pk=sari.pk).update(is_active=False)
    deliver_notices()

    assert (mailoutbox, Notice.objects.get().status) == ([], "queued")


@pytest.mark.parametrize("also", [{"person": PersonFactory}, {"to_phone": "+6281325550147"}])
def test_a_notice_to_an_account_goes_to_nobody_else(also):
    to = {name: value if isinstance(value, str) else value() for name, value in also.items()}

    with pytest.raises(IntegrityError, match="to_an_account_goes_to_nobody_else"):
        Notice.objects.create(
            account=manager("sari"), kind="promise_warning", subject="x", text="x", **to
        )


def test_every_manager_reads_it_on_the_start_page_with_or_without_an_entry_in_the_register(client):
    with_person = PersonFactory(user=UserFactory(roles=["training_manager"])).user
    alone, verifier = (UserFactory(roles=[role]) for role in ["training_manager", "verifier"])
    said = "Hari yang dijanjikan: 1 terlambat, 0 dekat dan belum siap."

    def reads_it(user):
        client.force_login(user)
        return said in client.get("/petugas/").text

    assert not reads_it(alone)
    IntakeFactory(opens_at=timezone.now() - DAY)
    assert [reads_it(user) for user in [with_person, alone, verifier]] == [True, True, False]


@pytest.mark.parametrize("intakes", [1, 4])
def test_the_calendar_costs_the_same_for_any_number_of_intakes(
    client, django_assert_max_num_queries, intakes
):
    for _one in range(intakes):
        BatchFactory(intake=IntakeFactory(opens_at=timezone.now() - DAY))
    client.force_login(UserFactory(roles=["training_manager"]))

    with django_assert_max_num_queries(12):
        page = client.get("/petugas/kalender/")

    assert len(page.context["pressing"]) == intakes


def test_the_calendar_shows_the_month_that_is_asked_for(client):
    intake = IntakeFactory()
    client.force_login(UserFactory(roles=["auditor"]))

    page = client.get(f"/petugas/kalender/?bulan={intake.announced_at:%Y-%m}")
    on_days = [one.name for day in page.context["month"].days for one in day.promises]

    assert "announced_at" in on_days
    assert "/petugas/kalender/gelombang/" not in page.text
    assert client.get("/petugas/kalender/?bulan=kacau").status_code == 200
