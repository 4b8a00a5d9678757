"""A newcomer with a small phone applies, mends one photo, waits, and gets in."""

import re

import pytest

from accounts.choices import Role
from enrollment.choices import ApplicationStatus
from enrollment.models import Application, Objection, Seat
from enrollment.services.objections import answer_objection
from enrollment.services.rounds import prepare_round
from enrollment.services.scores import record_scores
from enrollment.services.submission import submit_application
from notices.models import Notice
from programs.models import RequiredDocument
from tests.enrollment.residents import complete_draft, put_in_wallet
from tests.files import picture
from tests.journeys.browsing import PHONE
from tests.journeys.intake import a_moment_ago, check_the_rest, hold_test, plan_intake
from tests.journeys.rounds import hold_the_round

pytestmark = [pytest.mark.journey]

MOST_PAGES, MOST_TAPS = 30, 60
BREAD, SEWING = "Pembuatan Roti dan Kue", "Menjahit Pakaian"
PHONE_NUMBER, PASSWORD = "0812-0000-0111", "roti hangat tiap pagi"
PAPERS = {"KTP": "KTP-el", "KK": "Kartu Keluarga", "IJAZAH": "Ijazah", "PAS_FOTO": "Pas foto"}
DECLINED = "Tidak, saya lepas kursi"


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "foto.jpg"
    path.write_bytes(picture(size=(900, 600)))
    return path


@pytest.fixture
def selection_round(staff):
    """The round of an open intake: bread with four papers, and sewing, of one seat each."""
    intake = plan_intake(capacity=1, titles=[BREAD, SEWING])
    bread = intake.batches.get(program__title=BREAD).program
    for position, (kind, label) in enumerate(PAPERS.items()):
        RequiredDocument.objects.update_or_create(
            program=bread, kind=kind, defaults={"label": label, "position": position}
        )
    return prepare_round(intake, actor=staff[Role.TRAINING_MANAGER])


def test_a_newcomer_applies_mends_one_photo_waits_and_gets_in(
    selection_round, visit, at_work, staff, celery_worker_process, photo
):
    # Given a newcomer with a phone of 360 pixels, without scripts
    intake = selection_round.intake
    she = visit(PHONE, scripts=False)

    # When she finds the class, learns that she may join, makes an account and applies
    she.go("/")
    ask_whether_she_may_join(she)
    make_an_account(she)
    answer_about_herself(she, visit)
    choose_classes(she)
    send_papers(she, photo)
    send_application(she)

    # Then she holds a number that can be said over the phone, and went no further than promised
    assert she.heading == "Lamaran Anda sudah kami terima"
    assert (she.pages <= MOST_PAGES, she.taps <= MOST_TAPS) == (True, True), (she.pages, she.taps)
    number = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", she.text).group()
    hers = Application.objects.get(registration_number=number)
    assert hers.person.full_name == "Nur'aini Rahmawati"
    wishes = hers.choices.values_list("batch__program__title", flat=True)
    assert list(wishes) == [BREAD, SEWING]
    she.page.reload()
    assert number in she.text
    she.follow("Buka halaman status")
    assert she.heading == "Lamaran Anda sudah kami terima"
    assert "Anda tidak perlu melakukan apa-apa" in she.text
    assert Application.objects.count() == 1
    assert "Ini belum berarti Anda diterima." in newest_message(she)

    # When a verifier finds one photo unclear
    verifier = at_work(Role.VERIFIER)
    return_the_photo(verifier)

    # Then she reads what is wrong, and nothing but that photo is open to her
    assert "PERBAIKI BERKAS" in newest_message(she)
    she.follow("Buka dan jawab")
    assert she.heading == "Ada yang perlu Anda perbaiki"
    told = "Foto KTP belum jelas. Ambil ulang di tempat terang, lalu unggah lagi."
    assert told in she.section("Mohon perbaiki").inner_text()
    she.page.goto(f"/lamaran/{hers.pk}/isi/alamat/")
    assert she.heading == "Ada yang perlu Anda perbaiki"
    she.press("Kirim lagi")
    assert hers_is(hers, ApplicationStatus.NEEDS_FIX)
    she.follow("Unggah yang baru")
    assert she.page.locator("input[type=file][name=file]").count() == 1

    # And she mends it, and is told that the file is complete
    she.attach("Pilih foto atau PDF KTP-el", photo)
    she.press("Unggah KTP-el")
    she.follow("Selesai, kembali ke lamaran")
    she.press("Kirim lagi")
    assert she.heading == "Lamaran Anda sudah kami terima"
    accept(verifier)
    she.go(hers.get_absolute_url())
    assert she.heading == "Berkas lengkap"

    # Given two others with better scores, and a result that the portal published at its times
    rivals = [send_for_somebody(intake, title) for title in (BREAD, SEWING)]
    check_the_rest(intake, reviewer=staff[Role.VERIFIER])
    score(intake, {hers: 70, **dict.fromkeys(rivals, 90)}, staff)
    hold_the_round(selection_round, celery_worker_process, staff)

    # Then she reads her own place on the waitlist, and why
    she.go(hers.get_absolute_url())
    assert she.heading == f"Anda urutan ke-1 di daftar cadangan {BREAD}"
    she.follow("Lihat hasil dan alasannya")
    assert she.heading == "Anda cadangan ke-1"
    assert "Anda urutan ke-2 untuk 1 kursi" in she.text

    # And she may object, which somebody else answers
    object_to_the_result(she)
    answer_objection(
        Objection.objects.get(),
        is_upheld=False,
        answer="Nilai Anda sudah kami hitung ulang dan benar.",
        actor=staff[Role.APPROVER],
    )
    assert "Nilai Anda sudah kami hitung ulang dan benar." in newest_message(she)

    # When the holder of the seat gives it up, and says so twice from two open pages
    other = visit(PHONE, scripts=False)
    other.sign_in(rivals[0].user.username, "kata-sandi-contoh")
    other.go(rivals[0].get_absolute_url())
    stale = another_page_of(other, rivals[0])
    other.press(DECLINED)
    assert other.heading == "Kursi Anda sudah dialihkan"
    stale.get_by_role("button", name=DECLINED).click()
    stale.get_by_text("Tidak ada kursi yang menunggu jawaban Anda.").first.wait_for()

    # Then the seat is offered to her in words that nobody takes for the receipt
    assert who_sits_in(intake, BREAD) == [hers.pk]
    assert newest_message(she).startswith("PERLU KONFIRMASI sebelum")
    she.follow("Buka dan jawab")
    assert she.heading == "Selamat, Nur'aini Rahmawati. Anda mendapat kursi."
    assert "Jawab paling lambat" in she.text

    # And she takes it, which a press on a page that is still open does not change
    stale = another_page_of(she, hers)
    she.press("Ya, saya ambil kursi ini")
    assert "Daftar ulang di BLK paling lambat" in she.text
    stale.get_by_role("button", name=DECLINED).click()
    stale.get_by_text("Tidak ada kursi yang menunggu jawaban Anda.").first.wait_for()
    assert who_sits_in(intake, BREAD) == [hers.pk]

    # When she comes with her papers and staff write it down, the seat is hers alone to read of
    manager = at_work(Role.TRAINING_MANAGER)
    manager.go(f"/petugas/seleksi/{intake.code}/peserta/")
    manager.press(f"Sudah daftar ulang ({hers.registration_number})")
    assert "Daftar ulang tersimpan." in manager.text
    she.go(hers.get_absolute_url())
    assert she.heading == "Kursi ini milik Anda"
    assert other.page.goto(hers.get_absolute_url()).status == 404
    assert list(hers.person.notices.order_by("pk").values_list("kind", flat=True)) == [
        "application_received",
        "review_return",
        "review_verify",
        *["test_invitations"] * 2,  # both tests begin at once, so neither message waits
        "result_waitlisted",
        "objection_answered",
        "seat_freed",
    ]


def ask_whether_she_may_join(she):
    she.follow(f"Lihat kelas {BREAD}")
    she.follow("Cek syarat saya")
    assert she.pages <= 3  # the answer is on the page that this form leads to
    she.choose("Apakah alamat di KTP Anda di Kota Pekalongan?", "Ya")
    she.choose("Apakah Anda sedang bersekolah", "Tidak")
    she.choose("Apakah Anda sedang mengikuti pelatihan", "Tidak")
    write_birth_date(she)
    she.press("Periksa")
    assert she.heading == "Ya, Anda boleh ikut kelas ini"


def make_an_account(she):
    she.follow("Mulai mendaftar")
    she.write("Nomor HP atau email", PHONE_NUMBER)
    she.write("Buat kata sandi", PASSWORD)
    she.press("Buat akun")
    assert she.heading == "Lamaran Anda"


def write_birth_date(she):
    she.write("Tanggal", "5")
    she.write("Bulan", "juni")
    she.write("Tahun", "2002")


def answer_about_herself(she, visit):
    she.follow("Lanjut: NIK dan Kartu Keluarga")
    she.write("Berapa nomor Kartu Keluarga", "3375900101209001")
    with she.detour():
        she.write("Berapa NIK Anda?", "3375 9045 0602 990")
        she.press("Simpan dan lanjut")
        assert "Anda baru mengisi 15 angka" in she.page.get_by_role("alert").inner_text()
    she.write("Berapa NIK Anda?", "3375 9045 0602 9901")
    she.press("Simpan dan lanjut")
    she.write("Siapa nama Anda?", "Nur'aini")
    with she.detour():
        she.press("English")
        assert she.page.get_by_label("What is your name?").input_value() == "Nur'aini"
        she.press("Bahasa Indonesia")
    she.choose("Kartu identitas apa", "KTP elektronik (KTP-el)")
    with she.page.expect_navigation():  # the key presses that button, not one above it
        she.page.get_by_label("Siapa nama Anda?").press("Enter")
    she.arrive()
    she.write("Di mana Anda lahir?", "Pekalongan")
    write_birth_date(she)
    she.press("Simpan dan lanjut")
    assert goes_on_at(visit, "Lanjut: Jenis kelamin dan status perkawinan")
    she.choose("Jenis kelamin di KTP", "Perempuan")
    she.choose("Apa status perkawinan Anda?", "Belum kawin")
    she.press("Simpan dan lanjut")
    she.write("Jalan atau gang", "Jalan Contoh Gang 3 Nomor 12")
    she.write("RT", "3")
    she.write("RW", "5")
    with she.detour():
        she.write("Kelurahan di KTP", "Kraton")
        she.press("Simpan dan lanjut")
    she.choose("Kelurahan mana yang Anda maksud?", "Padukuhan Kraton (Pekalongan Utara)")
    she.press("Simpan dan lanjut")
    assert she.page.get_by_label("WhatsApp").input_value() == PHONE_NUMBER
    she.press("Simpan dan lanjut")
    she.choose("Apa pendidikan terakhir Anda?", "SMK atau MAK")
    she.press("Simpan dan lanjut")
    with she.detour():
        she.page.go_back()
        assert she.page.get_by_label("SMK atau MAK").is_checked()
        she.page.go_forward()
    she.choose("Apa pekerjaan Anda sekarang?", "Belum bekerja")
    she.press("Simpan dan lanjut")
    she.choose("Apakah Anda sedang bersekolah", "Tidak")
    she.choose("Apakah Anda sedang mengikuti pelatihan", "Tidak")
    she.press("Simpan dan lanjut")
    she.tick("Tidak ada yang sesuai")
    she.press("Simpan dan lanjut")
    she.choose("Apakah Anda memerlukan penyesuaian", "Tidak")
    she.press("Simpan dan lanjut")


def goes_on_at(visit, name):
    """Whether another phone of hers shows the first question without an answer (A-02)."""
    another = visit(PHONE, scripts=False)
    another.sign_in(PHONE_NUMBER, PASSWORD)
    another.page.goto(Application.objects.get().get_absolute_url())
    return another.page.get_by_role("link", name=name, exact=True).count() == 1


def choose_classes(she):
    assert she.heading == "Kelas mana yang Anda inginkan?"
    with she.detour():
        she.press(f"Jadikan pilihan 2 {SEWING}")
        she.press(f"Turunkan {BREAD}")
        she.press(f"Naikkan {BREAD}")
    she.press("Simpan dan lanjut")
    she.write("Mengapa Anda ingin ikut", "Saya ingin membuka usaha roti di rumah.")
    she.press("Simpan dan lanjut")


def send_papers(she, photo):
    for label in PAPERS.values():
        she.attach(f"Pilih foto atau PDF {label}", photo)
        she.press(f"Unggah {label}")
    she.follow("Lanjut")


def send_application(she):
    assert she.heading == "Periksa jawaban Anda"
    with she.detour():
        she.follow("Ubah Nama sesuai KTP")
        she.write("Siapa nama Anda?", "Nur'aini Rahmawati")
        she.press("Simpan dan lanjut")
        she.press("Kirim lamaran")
        assert "Centang pernyataan" in she.page.get_by_role("alert").inner_text()
    she.tick("Isian saya benar")
    she.press("Kirim lamaran")


def newest_message(she):
    """What the page of messages shows first."""
    she.go("/pesan/")
    return she.page.get_by_role("article").first.inner_text()


def return_the_photo(verifier):
    verifier.go("/petugas/antrean/")
    verifier.press("Ambil berikutnya")
    verifier.button("Sisanya sesuai").click()
    row = verifier.page.get_by_role("group", name=re.compile("Dokumen: KTP"))
    row.get_by_text("Tidak", exact=True).click()
    row.get_by_label("Alasan untuk pendaftar").select_option("unclear")
    verifier.page.locator("blockquote").get_by_text("Foto KTP belum jelas").wait_for()
    with verifier.page.expect_navigation():
        verifier.button("Kembalikan untuk diperbaiki").click()
    let_the_minute_for_undoing_pass()


def accept(verifier):
    verifier.go("/petugas/antrean/")
    verifier.press("Ambil berikutnya")
    verifier.button("Sisanya sesuai").click()
    with verifier.page.expect_navigation():
        verifier.button("Loloskan").click()
    let_the_minute_for_undoing_pass()


def let_the_minute_for_undoing_pass():
    Notice.objects.update(hold_until=a_moment_ago())


def hers_is(application, status):
    application.refresh_from_db()
    return application.status == status


def send_for_somebody(intake, title):
    """Send the application of somebody who wants only the class called ``title``."""
    draft = complete_draft(intake)
    draft.choices.exclude(batch__program__title=title).delete()
    draft.choices.update(rank=1)
    for kind in ("KK", "IJAZAH", "PAS_FOTO"):
        put_in_wallet(draft.person, kind)
    return submit_application(draft, actor=draft.user)


def score(intake, points, staff):
    by_application = {application.pk: value for application, value in points.items()}
    for kind in ("written", "interview"):
        assessment = hold_test(
            intake, kind, *intake.batches.all(), manager=staff[Role.TRAINING_MANAGER]
        )
        record_scores(
            assessment,
            {
                sitting.pk: {kind: by_application[sitting.application_id]}
                for sitting in assessment.sittings.all()
            },
            assessor=staff[Role.ASSESSOR],
        )


def object_to_the_result(she):
    she.follow("Ajukan sanggahan")
    assert she.heading == "Ajukan sanggahan"
    she.write("Apa yang keliru", "Nilai wawancara saya sepertinya tertukar dengan orang lain.")
    she.press("Kirim sanggahan")
    assert "Sedang diperiksa" in she.text


def another_page_of(somebody, application):
    page = somebody.page.context.new_page()
    page.goto(application.get_absolute_url())
    return page


def who_sits_in(intake, title):
    seats = Seat.objects.taken().filter(batch__intake=intake, batch__program__title=title)
    return list(seats.values_list("application", flat=True))
