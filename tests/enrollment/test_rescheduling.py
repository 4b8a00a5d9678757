"""Promised days move with a reason, whoever counts on them is told once, and rules hold."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from blk_portal.shared.errors import DomainError
from enrollment.models import Application, Offer
from enrollment.services.rescheduling import preview_rescheduling, reschedule
from notices.models import Notice
from programs.models import Batch, Intake, Rescheduling
from tests.factories import ApplicationFactory, UserFactory
from tests.factories.rounds import apply_for, batches_of, open_round, published
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.fixture
def manager():
    return UserFactory(roles=["training_manager"])


@pytest.fixture
def intake():
    """An open intake with a draft, two sent files and one that was withdrawn."""
    intake = open_round(1).intake
    for status in ["draft", "submitted", "verified", "withdrawn"]:
        ApplicationFactory(intake=intake, status=status)
    return intake


def moved():
    return list(Notice.objects.filter(kind="days_moved").order_by("pk"))


def test_a_moved_announcement_is_told_to_those_who_wait_for_it(intake, manager):
    was, becomes = intake.announced_at, intake.announced_at + DAY

    preview = preview_rescheduling(intake, {"announced_at": becomes})
    done = reschedule(intake, {"announced_at": becomes}, actor=manager, reason="files")

    assert (preview.total, preview.groups) == (2, [("menunggu hasil", 2)])
    assert Intake.objects.get().announced_at == becomes
    assert done.dates == [
        {"date": "announced_at", "was": was.isoformat(), "becomes": becomes.isoformat()}
    ]
    assert (done.told, done.reason, done.made_by) == (2, "files", manager)
    told = Application.objects.filter(status__in=["submitted", "verified"])
    assert {notice.person_id for notice in moved()} == set(told.values_list("person", flat=True))
    assert preview.moves[0].words in moved()[0].text
    assert "Alasan: Pemeriksaan berkas perlu waktu lebih lama." in moved()[0].text


def test_a_preview_changes_nothing(intake):
    preview_rescheduling(intake, {"announced_at": intake.announced_at + DAY})

    assert Intake.objects.get().announced_at == intake.announced_at
    assert (Rescheduling.objects.count(), moved()) == (0, [])


def test_acts_within_half_an_hour_become_one_message(intake, manager):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        announced = intake.announced_at
        for minute, dates in [
            (0, {"announced_at": announced + DAY}),
            (10, {"announced_at": announced + DAY, "objections_until": announced + 9 * DAY}),
            (10, {"announced_at": announced + 2 * DAY}),
        ]:
            clock.shift(timedelta(minutes=minute))
            reschedule(Intake.objects.get(), dates, actor=manager, reason="files")

    first, second = moved()
    assert [notice.context["names"] for notice in (first, second)] == ["Hasil diumumkan"] * 2
    assert first.hold_until == now + timedelta(minutes=30)
    assert first.text.count("Hasil diumumkan") == 1


def test_days_that_are_back_where_they_were_tell_nobody(intake, manager):
    was = intake.announced_at
    reschedule(intake, {"announced_at": was + DAY}, actor=manager, reason="files")
    reschedule(Intake.objects.get(), {"announced_at": was}, actor=manager, reason="files")

    assert moved() == []
    assert Rescheduling.objects.count() == 2


def test_a_message_that_is_out_is_not_taken_back(intake, manager):
    reschedule(intake, {"announced_at": intake.announced_at + DAY}, actor=manager, reason="files")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        later = intake.announced_at + 2 * DAY
        reschedule(Intake.objects.get(), {"announced_at": later}, actor=manager, reason="files")

    assert len(moved()) == 4


@pytest.mark.parametrize(
    ("dates", "refusal"),
    [
        (lambda i: {"announced_at": i.announced_at}, "Tidak ada tanggal yang diubah."),
        (lambda i: {"closes_at": i.closes_at - DAY}, "Pendaftaran boleh diperpanjang"),
        (lambda i: {"opens_at": timezone.now() + DAY}, "Aturan sudah diumumkan bersama"),
        (lambda i: {"announced_at": timezone.now() - DAY}, "pilih hari yang belum lewat"),
        (lambda i: {"announced_at": i.closes_at - DAY}, "harus sebelum"),
        (lambda i: {"closes_at": i.announced_at + DAY}, "harus sebelum"),
    ],
)
def test_what_the_rules_forbid_is_refused_and_nothing_changes(intake, manager, dates, refusal):
    before = Intake.objects.values().get()

    with pytest.raises(DomainError, match=refusal):
        reschedule(intake, dates(intake), actor=manager, reason="files")

    assert Intake.objects.values().get() == before
    assert (Rescheduling.objects.count(), moved()) == (0, [])


def test_another_reason_needs_words(intake, manager):
    dates = {"announced_at": intake.announced_at + DAY}

    with pytest.raises(DomainError, match="Tulis alasannya"):
        reschedule(intake, dates, actor=manager, reason="other", note=" ")

    assert Rescheduling.objects.count() == 0


def test_a_closing_that_moves_by_hand_is_announced_anew(intake, manager):
    Intake.objects.update(announced_closes_at=intake.closes_at - timedelta(hours=2))

    reschedule(intake, {"closes_at": intake.closes_at + DAY}, actor=manager, reason="disaster")

    row = Intake.objects.get()
    assert (row.closes_at, row.announced_closes_at) == (intake.closes_at + DAY, None)
    draft = Application.objects.get(status="draft")
    assert [notice.person_id for notice in moved()] == [draft.person_id]


@pytest.fixture
def seated():
    selection_round = open_round(1)
    batches = batches_of(selection_round)
    for score in [90, 80]:
        apply_for(selection_round, *batches, score=score)
    return published(selection_round).intake


def test_more_time_to_answer_reaches_the_open_offer(seated, manager):
    later = seated.answers_until + DAY

    reschedule(
        seated,
        {"answers_until": later, "reregistration_until": later + 3 * DAY},
        actor=manager,
        reason="event",
    )

    offer = Offer.objects.get()
    assert offer.expires_at == later
    assert Notice.objects.get(kind="seat_offered").answer_by == later
    assert [notice.person for notice in moved()] == [offer.application.person]


def test_time_to_answer_is_never_cut_short(seated, manager):
    with pytest.raises(DomainError, match="Waktunya boleh ditambah, tidak dikurangi"):
        reschedule(
            seated, {"answers_until": seated.answers_until - DAY}, actor=manager, reason="event"
        )

    assert Offer.objects.get().expires_at == seated.answers_until


def test_new_days_of_a_class_are_told_to_its_seats(seated, manager):
    batch = seated.batches.get()
    dates = {"starts_on": batch.starts_on + DAY, "ends_on": batch.ends_on + DAY}

    done = reschedule(batch, dates, actor=manager, reason="trainer", note="Pelatih sakit.")

    assert Batch.objects.values_list("starts_on", "ends_on").get() == tuple(dates.values())
    assert (done.batch, done.told) == (batch, 1)
    assert "Alasan: Pelatih sakit." in moved()[0].text


def test_a_running_class_keeps_its_first_day(seated, manager):
    Batch.objects.update(status="running")
    batch = Batch.objects.get()

    with pytest.raises(DomainError, match="tetap pada tanggalnya"):
        reschedule(batch, {"starts_on": batch.starts_on + DAY}, actor=manager, reason="trainer")


def test_history_of_moved_days_stays(intake, manager):
    done = reschedule(
        intake, {"announced_at": intake.announced_at + DAY}, actor=manager, reason="files"
    )

    for act in [lambda: Rescheduling.objects.update(told=0), done.delete]:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    assert Rescheduling.objects.get().told == 2


def test_a_manager_sees_whom_it_tells_before_anything_happens(client, intake, manager):
    client.force_login(manager)
    address = f"/petugas/kalender/gelombang/{intake.code}/"
    becomes = timezone.localtime(intake.announced_at + DAY).strftime("%Y-%m-%dT%H:%M")
    answers = shown_on(client, address) | {"announced_at": becomes, "reason": "files"}

    shown = client.post(address, answers)
    assert shown.status_code == 200
    assert "<b>2 orang</b> diberi tahu" in shown.text
    assert Rescheduling.objects.count() == 0

    done = client.post(address, answers | {"confirmed": "yes"})
    assert done.url == f"/petugas/gelombang/{intake.code}/"
    assert Rescheduling.objects.get().told == 2
    assert [move["date"] for move in Rescheduling.objects.get().dates] == ["announced_at"]


def test_public_pages_say_what_moved_and_why(client, intake, manager):
    batch = intake.batches.get()
    addresses = [intake.get_absolute_url(), batch.get_absolute_url()]
    for address in addresses * 3:
        assert "Tanggal berubah" not in client.get(address).text

    reschedule(intake, {"announced_at": intake.announced_at + DAY}, actor=manager, reason="files")

    for address in addresses:
        page = client.get(address).text
        assert "Tanggal berubah" in page
        assert "Alasan: Pemeriksaan berkas perlu waktu lebih lama." in page


def test_a_late_announcement_is_not_shown_as_done(client, intake):
    Intake.objects.update(
        closes_at=timezone.now() - 3 * DAY,
        round_runs_at=timezone.now() - 2 * DAY,
        announced_at=timezone.now() - DAY,
        opens_at=timezone.now() - 9 * DAY,
    )

    page = client.get(intake.get_absolute_url())

    late = [step for step in page.context["schedule"] if "hint" in step]
    assert [(step["title"], step["state"], step["hint"]) for step in late] == [
        ("Pengumuman", "now", "Terlambat. Tanggal barunya akan tertulis di sini.")
    ]
