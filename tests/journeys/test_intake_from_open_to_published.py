"""Four roles take an intake with 150 applicants from opening to the published list."""

import json

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.services.demo import DEMO_PASSWORD
from enrollment.choices import ApplicationStatus, AttendanceStatus, RoundStatus
from enrollment.models import Assessment, Review, Seat, SelectionRound
from enrollment.selection import canonical_bytes, decide
from enrollment.tasks import close_due_intakes
from tests.journeys.browsing import PHONE
from tests.journeys.intake import (
    a_moment_ago,
    apply_in_bulk,
    check_the_rest,
    dice,
    hold_test,
    let_everybody_come,
    let_time_pass,
    plan_intake,
    score_everybody,
    yesterday,
)
from tests.journeys.processes import wait_until

pytestmark = [pytest.mark.journey]

APPLICANTS = 150
CHECKED_IN_THE_BROWSER = 3


def test_an_intake_goes_from_open_to_published(visit, at_work, staff, celery_worker_process):
    chance = dice()
    intake = plan_intake()
    address = f"/petugas/seleksi/{intake.code}/"

    # Given that the manager has frozen the rules, and that anybody can read their digests
    manager = at_work(Role.TRAINING_MANAGER)
    manager.go(address)
    manager.press("Kunci aturan dan buka pendaftaran")
    selection_round = SelectionRound.objects.get(intake=intake)
    passer_by = visit(PHONE, scripts=False)
    passer_by.go(f"/gelombang/{intake.code}/")
    assert in_eights(selection_round.rule_set.sha256) in passer_by.text
    assert in_eights(selection_round.commitment) in passer_by.text

    # And that many apply until registration closes by itself
    apply_in_bulk(intake, APPLICANTS, chance)
    let_time_pass(intake, closes_at=a_moment_ago(), verified_by=yesterday())
    celery_worker_process.send(close_due_intakes)
    wait_until(lambda: status_of(selection_round) == RoundStatus.CLOSED)

    # When the manager looks, the portal says what is missing
    manager.go(address)
    assert "150 berkas belum diperiksa" in manager.text

    # And a verifier takes one file after the other
    verifier = at_work(Role.VERIFIER)
    verifier.go("/petugas/antrean/")
    verifier.press("Ambil berikutnya")
    for _number in range(CHECKED_IN_THE_BROWSER):
        verifier.button("Sisanya sesuai").click()
        with verifier.page.expect_navigation():
            verifier.button("Loloskan").click()
    verifier.look()
    assert Review.objects.count() == CHECKED_IN_THE_BROWSER
    check_the_rest(intake, reviewer=staff[Role.VERIFIER])

    # And the manager sets a test for one class; the others are set likewise
    baking, sewing, welding = intake.batches.order_by("code")
    manager.go("/petugas/tes/")
    manager.follow("Buat tes")
    manager.page.get_by_label("Gelombang").select_option(label=intake.title)
    manager.page.get_by_label("Jenis").select_option(label="Wawancara")
    manager.write("Judul", "Wawancara las")
    manager.write("Mulai", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    manager.write("Tempat", "Ruang 2")
    manager.page.get_by_label(str(welding)).check()
    manager.press("Buat tes ini")
    manager.press("Undang semua yang lolos berkas")
    interview = Assessment.objects.get()
    for options in manager.page.get_by_role("group").all()[:CHECKED_IN_THE_BROWSER]:
        options.get_by_text("Hadir", exact=True).click()
    manager.press("Simpan kehadiran")
    came = interview.sittings.filter(attendance=AttendanceStatus.ATTENDED)
    assert came.count() == CHECKED_IN_THE_BROWSER
    let_everybody_come(interview, recorded_by=manager.user)
    written = hold_test(intake, "written", baking, sewing, welding, manager=manager.user)
    elsewhere = hold_test(intake, "interview", baking, sewing, manager=manager.user)

    # And an assessor scores the whole class on one page
    assessor = at_work(Role.ASSESSOR)
    assessor.go("/petugas/tes/")
    assessor.follow("Wawancara las")
    assessor.follow("Isi nilai")
    boxes = assessor.page.get_by_role("textbox").all()
    for box in boxes:
        box.fill(f"{chance.randint(80, 190) / 2}".replace(".", ","))
    assessor.press("Simpan semua nilai")
    assert interview.sittings.scored_by_all().count() == len(boxes)
    for assessment in (written, elsewhere):
        score_everybody(assessment, chance, assessor=assessor.user)

    # And the manager types the public value and presses Run
    manager.go(address)
    manager.write("Angka publik", "416225361452")
    manager.write("Ketik sekali lagi", "416225361452")
    manager.write("Di mana dan di hadapan siapa dibaca", "Aula BLK, di hadapan pendaftar")
    manager.press("Simpan angka publik")
    assert "Tidak ada penghalang." in manager.text
    celery_worker_process.kill()
    manager.press("Hitung sekarang")
    progress = manager.section("Hitungan").get_by_role("status")
    assert "Menunggu giliran" in progress.inner_text()
    celery_worker_process.start()
    manager.page.get_by_role("region", name="Hasil", exact=True).wait_for()
    manager.look()

    # And somebody else approves it with the decree
    head = at_work(Role.APPROVER)
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
    assert len(seats_of(intake)) == 48

    # And the public list shows numbers and masked names
    passer_by.go(f"/hasil/{intake.code}/")
    assert lines_of(passer_by.page) == expected_lines(intake, outcome)

    # And everybody reads their own result
    read_own_result(visit, intake, ApplicationStatus.SEATED, "Anda mendapat kursi")
    read_own_result(visit, intake, ApplicationStatus.WAITLISTED, "di daftar cadangan")


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
