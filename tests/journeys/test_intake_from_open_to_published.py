"""Four roles take an intake of nine classes and 507 applicants from opening to its rosters."""

import json
import re

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.services.demo import DEMO_PASSWORD
from enrollment.choices import ApplicationStatus, BulkStatus, RoundStatus
from enrollment.models import Assessment, BulkAct, Placement, Review, Seat, SelectionRound
from enrollment.selection import canonical_bytes, decide
from enrollment.tasks import close_due_intakes
from notices.models import Notice
from tests.factories import UserFactory
from tests.journeys.browsing import PHONE
from tests.journeys.intake import (
    a_moment_ago,
    apply_in_bulk,
    check_the_rest,
    checked_in_an_earlier_intake,
    dice,
    let_time_pass,
    plan_intake,
    yesterday,
)
from tests.waiting import wait_until

pytestmark = [pytest.mark.journey]

APPLICANTS, SEATS_IN_A_CLASS = 507, 16
TITLES = [
    *("Pembuatan Roti dan Kue", "Menjahit Pakaian", "Teknik Las SMAW", "Batik Tulis"),
    *("Servis Sepeda Motor", "Tata Rias", "Desain Grafis", "Barista", "Instalasi Listrik"),
]
BY_HAND, MOST_SECONDS = 3, 300
RESULTS = ["seated", "waitlisted", "not_selected", "ineligible"]
FILL_BOXES = """points => document.querySelectorAll("tbody input").forEach(
    (box, place) => { box.value = points[place % points.length]; })"""


def test_144_seats_go_from_open_to_rosters(visit, at_work, staff, celery_worker_process):
    chance = dice()
    intake = plan_intake(titles=TITLES, capacity=SEATS_IN_A_CLASS)
    address = f"/petugas/seleksi/{intake.code}/"

    # Given that the manager has frozen the rules, and that anybody can read their digests
    manager = patient(at_work(Role.TRAINING_MANAGER))
    manager.go(address)
    manager.press("Kunci aturan dan buka pendaftaran")
    selection_round = SelectionRound.objects.get(intake=intake)
    passer_by = visit(PHONE, scripts=False)
    passer_by.go(f"/gelombang/{intake.code}/")
    assert in_eights(selection_round.rule_set.sha256) in passer_by.text
    assert in_eights(selection_round.commitment) in passer_by.text

    # And that 507 apply, most of them not for the first time, until registration closes
    apply_in_bulk(intake, APPLICANTS, chance)
    earlier = UserFactory(username="dulu@blk.example.com", roles=["verifier"])
    known = intake.applications.exclude(pk__in=intake.applications.order_by("pk")[:BY_HAND])
    checked_in_an_earlier_intake(known, reviewer=earlier)
    let_time_pass(intake, closes_at=a_moment_ago(), verified_by=yesterday())
    celery_worker_process.send(close_due_intakes)
    wait_until(lambda: status_of(selection_round) == RoundStatus.CLOSED)
    manager.go(address)
    assert "507 berkas belum diperiksa" in manager.text

    # When a verifier takes the new ones by hand
    verifier = patient(at_work(Role.VERIFIER))
    verifier.go(f"/petugas/antrean/?intake={intake.code}")
    verifier.press("Ambil berikutnya")
    for _number in range(BY_HAND):
        verifier.button("Sisanya sesuai").click()
        with verifier.page.expect_navigation():
            verifier.button("Loloskan").click()
    assert Review.objects.filter(application__intake=intake).count() == BY_HAND
    verifier.go(f"/petugas/antrean/?intake={intake.code}")

    # And all others, in which everything was checked before, at once
    verifier.follow("semua yang cocok")
    accept = verifier.page.get_by_role("button", name=re.compile(r"^Loloskan \d+ berkas$"))
    clean = int(accept.get_attribute("value").split()[1])
    verifier.press(f"Loloskan {clean} berkas")
    act = BulkAct.objects.get()
    wait_until(lambda: state_of(act) == BulkStatus.DONE, seconds=MOST_SECONDS)
    verifier.go(act.get_absolute_url())
    assert f"Selesai {clean}" in verifier.text
    assert passed(intake) == clean + BY_HAND

    # And those whom no class is open to, or whose proof wants eyes, are looked at one by one
    check_the_rest(intake, reviewer=staff[Role.VERIFIER])

    # And the manager sets a test and an interview for all classes, and notes who came
    for kind, title in [("written", "Tes tertulis bersama"), ("interview", "Wawancara")]:
        set_test(manager, intake, kind, title)
    # And an assessor scores everybody, one test on one page
    assessor = patient(at_work(Role.ASSESSOR))
    for assessment in Assessment.objects.all():
        assessor.page.goto(f"/petugas/tes/{assessment.pk}/nilai/")
        points = [str(chance.randint(160, 380) / 4).replace(".", ",") for _box in range(APPLICANTS)]
        assessor.page.evaluate(FILL_BOXES, points)
        with assessor.page.expect_navigation():
            assessor.button("Simpan semua nilai").click()
        assert assessment.sittings.scored_by_all().count() == assessment.sittings.count()

    # And the manager types the public value and presses Run
    manager.go(address)
    manager.write("Angka publik", "416225361452")
    manager.write("Ketik sekali lagi", "416225361452")
    manager.write("Di mana dan di hadapan siapa dibaca", "Aula BLK, di hadapan pendaftar")
    manager.press("Simpan angka publik")
    assert "Tidak ada penghalang." in manager.text
    celery_worker_process.kill()
    manager.press("Hitung sekarang")
    progress = manager.section("Sedang dihitung").get_by_role("status")
    assert "Menunggu giliran" in progress.inner_text()
    celery_worker_process.start()
    manager.page.get_by_role("region", name="Hasil", exact=True).wait_for()
    manager.look()

    # And somebody else approves it with the decree
    head = patient(at_work(Role.APPROVER))
    head.go(address)
    head.write("Nomor SK", "800/123/2026")
    head.write("Tanggal SK", timezone.localdate().isoformat())
    head.write("Ditandatangani oleh", "Kepala UPTD BLK")
    head.write("Kata sandi Anda", "bukan kata sandi saya")
    head.press("Setujui hasil")
    assert status_of(selection_round) == RoundStatus.DECIDED
    head.write("Kata sandi Anda", DEMO_PASSWORD)
    head.press("Setujui hasil")

    # And publishes it at the announced time, not before
    assert head.page.get_by_role("button", name="Umumkan sekarang").count() == 0
    past = a_moment_ago()
    let_time_pass(intake, round_runs_at=past, announced_at=past)
    head.go(address)
    head.press("Umumkan sekarang")
    wait_until(lambda: status_of(selection_round) == RoundStatus.PUBLISHED)

    # Then the seats are those of the engine, calculated again from the stored problem
    selection_round.refresh_from_db()
    run = selection_round.approved_run
    outcome = decide(json.loads(run.problem))
    assert canonical_bytes(outcome).decode() == run.outcome
    assert seats_of(intake) == {
        (batch["id"], place["application"], place["seat"])
        for batch in outcome["batches"]
        for place in batch["seats"]
    }

    # And 144 different people sit in nine classes, and everybody has a result with its reason
    seated = list(
        Seat.objects.taken().filter(batch__intake=intake).values_list("person", flat=True)
    )
    assert len(seated) == len(set(seated)) == len(TITLES) * SEATS_IN_A_CLASS == 144
    results = dict(intake.applications.values_list("pk", "status"))
    assert len(results) == APPLICANTS
    assert set(results.values()) <= set(RESULTS)
    reasons = (
        Placement.objects.filter(run=run).exclude(code="").values_list("application", flat=True)
    )
    assert set(reasons) == set(results)

    # And the public list shows numbers and masked names
    passer_by.go(f"/hasil/{intake.code}/")
    assert lines_of(passer_by.page) == expected_lines(intake, outcome)

    # And one message for each person waits, until the head has looked and lets them go
    told = Notice.objects.filter(dispatch__event_key=f"round:{selection_round.pk}")
    assert told.held().count() == told.values("person").distinct().count() == APPLICANTS
    head.go(address)
    head.follow("Lihat dan lepas")
    head.press(f"Lepas {APPLICANTS} pesan")
    assert (told.held().count(), told.released().count()) == (0, APPLICANTS)

    # And everybody reads their own result
    read_own_result(visit, intake, ApplicationStatus.SEATED, "Anda mendapat kursi")
    read_own_result(visit, intake, ApplicationStatus.WAITLISTED, "di daftar cadangan")

    # And the manager sees each roster and prints its attendance list
    batch = intake.batches.order_by("code").first()
    manager.go(f"/petugas/peserta/{batch.code}/")
    assert manager.page.locator("tbody tr").count() == SEATS_IN_A_CLASS
    print_attendance_list(manager, intake, batch)


def patient(officer):
    """Pages about 507 people may take their time: speed decides nothing here."""
    officer.page.set_default_timeout(MOST_SECONDS * 1000)
    return officer


def set_test(manager, intake, kind, title):
    manager.go("/petugas/tes/baru/")
    manager.page.get_by_label("Gelombang").select_option(label=intake.title)
    manager.page.get_by_label("Jenis").select_option(kind)
    manager.write("Judul", title)
    manager.write("Mulai", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    manager.write("Tempat", "Aula BLK")
    for batch in intake.batches.all():
        manager.page.get_by_label(str(batch)).check()
    manager.press("Buat tes ini")
    manager.fill(room="Ruang 1", capacity="300", groups="2")
    manager.press("Tambah ruang")
    for button in ["Undang semua yang lolos berkas", "Simpan, yang lain hadir"]:
        with manager.page.expect_navigation():
            manager.button(button).click()


def print_attendance_list(manager, intake, batch):
    manager.go(f"/petugas/seleksi/{intake.code}/surat/daftar-hadir/")
    manager.page.locator("[name=batch]").select_option(str(batch.pk))
    manager.fill(number="800/124/2026", first_day=batch.starts_on.isoformat(), name_1="Kepala")
    manager.press("Buat surat")
    printed = manager.page.get_by_role("link", name="Cetak PDF").get_attribute("href")
    assert manager.page.request.get(printed).body()[:5] == b"%PDF-"


def state_of(act):
    act.refresh_from_db()
    return act.status


def passed(intake):
    return intake.applications.filter(status=ApplicationStatus.VERIFIED).count()


def in_eights(digest):
    return " ".join(digest[start : start + 8] for start in range(0, 64, 8))


def status_of(selection_round):
    selection_round.refresh_from_db()
    return selection_round.status


def seats_of(intake):
    return set(
        Seat.objects.taken()
        .filter(batch__intake=intake)
        .values_list("batch__code", "application__draw_code", "label")
    )


def lines_of(page):
    """The rows of all tables of the page, class by class."""
    return [
        [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
        for table in page.get_by_role("table").all()
    ]


def masked(name):
    first, *others = name.upper().split()
    return " ".join([first, *(f"{word[0]}***" for word in others)])


def expected_lines(intake, outcome):
    rows = {
        application.draw_code: application
        for application in intake.applications.select_related("person")
    }
    labels = dict(ApplicationStatus.choices)

    def lines(codes):
        people = sorted((rows[code] for code in codes), key=lambda row: row.registration_number)
        return [
            [row.registration_number, masked(row.person.full_name), labels[row.status]]
            for row in people
        ]

    still_waiting = {code for code, row in rows.items() if row.status == "waitlisted"}
    return [
        lines(place["application"] for place in batch["seats"])
        + lines(still_waiting.intersection(batch["waitlist"]))
        for batch in outcome["batches"]
    ]


def read_own_result(visit, intake, status, words):
    application = intake.applications.filter(status=status).first()
    application.user.set_password(DEMO_PASSWORD)
    application.user.save()
    resident = visit(PHONE, scripts=False)
    resident.sign_in(application.user.username, DEMO_PASSWORD)
    resident.go(application.get_absolute_url())
    assert words in resident.heading
    resident.follow("Lihat hasil dan alasannya")
