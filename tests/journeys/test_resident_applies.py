"""A resident applies on a small phone without scripts, and gets in when another declines."""

import re

import pytest

from enrollment.checklist import requirements_of
from enrollment.models import Application, Score, Sitting
from enrollment.services.reviews import CheckedItem, record_review
from enrollment.services.rounds import prepare_round
from enrollment.services.submission import submit_application
from programs.models import Criterion
from tests.enrollment.residents import complete_draft, plan_intake
from tests.factories import UserFactory
from tests.factories.rounds import interview_of, published, read_again
from tests.files import picture
from tests.journeys.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.journey]

MOST_PAGES = 30


class Applicant:
    """Somebody with a phone: reads each new page with axe, at phone and desk width."""

    def __init__(self, page, axe):
        self.page, self.axe = page, axe
        self.pages = 0
        self.look()

    def look(self):
        self.pages += 1
        assert self.axe(self.page) == []
        phone = self.page.viewport_size
        self.page.set_viewport_size(DESKTOP["viewport"])
        assert self.axe(self.page) == []
        self.page.set_viewport_size(phone)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= phone["width"]

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.look()

    def write(self, label, text):
        self.page.get_by_label(label).fill(text)

    def choose(self, question, answer):
        group = self.page.get_by_role("group", name=question)
        group.get_by_text(answer, exact=True).click()

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def applicant(journey_database, phone, axe):
    return Applicant(phone, axe)


def test_a_resident_applies_on_a_small_phone_and_gets_in_when_another_declines(
    applicant, browsing, axe, tmp_path
):
    # Given an open intake with two classes of one seat each
    intake, selection_round = open_round()
    photo = tmp_path / "ktp.jpg"
    photo.write_bytes(picture(size=(900, 600)))
    batch = intake.batches.get(program__title="Pembuatan Roti dan Kue")

    # When she finds the class and learns that she may join
    applicant.page.goto("/")
    applicant.look()
    applicant.page.goto(batch.get_absolute_url())
    applicant.look()
    applicant.follow("Cek syarat saya")
    applicant.choose("Apakah alamat di KTP Anda di Kota Pekalongan?", "Ya")
    applicant.choose("Apakah Anda sedang bersekolah", "Tidak")
    applicant.choose("Apakah Anda sedang mengikuti pelatihan", "Tidak")
    write_birth_date(applicant)
    applicant.press("Periksa")
    assert applicant.heading == "Ya, Anda boleh ikut kelas ini"

    # And makes an account
    applicant.follow("Mulai mendaftar")
    applicant.write("Nomor HP atau email", "0812-0000-0111")
    applicant.write("Buat kata sandi", "roti hangat tiap pagi")
    applicant.press("Buat akun")
    assert applicant.heading == "Lamaran Anda"

    # And answers page by page
    applicant.follow("Lanjut: NIK dan Kartu Keluarga")
    answer_about_herself(applicant)
    assert applicant.heading == "Kelas mana yang Anda inginkan?"
    applicant.press("Jadikan pilihan 2 Menjahit Pakaian")
    applicant.press("Turunkan Pembuatan Roti dan Kue")
    applicant.press("Naikkan Pembuatan Roti dan Kue")
    applicant.press("Simpan dan lanjut")
    applicant.write("Mengapa Anda ingin ikut", "Saya ingin membuka usaha roti di rumah.")
    applicant.press("Simpan dan lanjut")
    applicant.page.get_by_label("Pilih foto atau PDF KTP-el").set_input_files(photo)
    applicant.press("Unggah KTP-el")
    applicant.follow("Lanjut")

    # And looks it all over, mends one answer and sends it
    assert applicant.heading == "Periksa jawaban Anda"
    applicant.follow("Ubah Nama sesuai KTP")
    applicant.write("Siapa nama Anda?", "Nur'aini Rahmawati")
    applicant.press("Simpan dan lanjut")
    applicant.press("Kirim lamaran")
    assert "Centang pernyataan" in applicant.page.get_by_role("alert").inner_text()
    applicant.page.get_by_label("Isian saya benar").check()
    applicant.press("Kirim lamaran")

    # Then she holds a number that she can say over the phone
    assert applicant.heading == "Lamaran Anda sudah kami terima"
    number = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", applicant.page.content()).group()
    application = Application.objects.get(registration_number=number)
    assert application.status == "submitted"
    assert application.person.full_name == "Nur'aini Rahmawati"
    wishes = application.choices.values_list("batch__program__title", flat=True)
    assert list(wishes) == ["Pembuatan Roti dan Kue", "Menjahit Pakaian"]

    # And reloading the receipt changes nothing
    applicant.page.reload()
    assert number in applicant.page.content()
    applicant.follow("Buka halaman status")
    assert Application.objects.count() == 1
    assert (
        applicant.pages <= MOST_PAGES + 6
    )  # a class page twice, a wish moved, two slips, two languages

    # Given two people with better scores, and a result that is published
    rivals = [send_for_somebody(intake, title) for title in ["Pembuatan Roti dan Kue", "Menjahit"]]
    for sent, score in [(application, 70), *((rival, 90) for rival in rivals)]:
        verify_and_score(sent, selection_round, score)
    published(read_again(selection_round))

    # When she looks, she is the next in line, and learns why
    applicant.page.reload()
    assert applicant.heading == "Anda urutan ke-1 di daftar cadangan Pembuatan Roti dan Kue"
    applicant.follow("Lihat hasil dan alasannya")
    assert applicant.heading == "Anda cadangan ke-1"
    assert "Anda urutan ke-2 untuk 1 kursi" in applicant.page.content()

    # And when the holder of the seat declines it on another phone
    other = Applicant(browsing.open(PHONE, scripts=False), axe)
    sign_in(other, rivals[0].user.username, "kata-sandi-contoh")
    other.page.goto(rivals[0].get_absolute_url())
    other.look()
    other.press("Tidak, saya lepas kursi")
    assert other.heading == "Kursi Anda sudah dialihkan"

    # Then the seat is hers, and she takes it
    applicant.page.goto(application.get_absolute_url())
    applicant.look()
    assert applicant.heading == "Selamat, Nur'aini Rahmawati. Anda mendapat kursi."
    applicant.press("Ya, saya ambil kursi ini")
    assert "Daftar ulang di BLK" in applicant.page.get_by_role("main").inner_text()
    seat = application.seats.taken().get()
    assert seat.batch.program.title == "Pembuatan Roti dan Kue"


def open_round():
    intake = plan_intake(titles=["Pembuatan Roti dan Kue", "Menjahit Pakaian"], capacity=1)
    for batch in intake.batches.all():
        Criterion.objects.create(
            batch=batch, code="interview", name="Wawancara", assessed_by="interview", weight=100
        )
    selection_round = prepare_round(intake, actor=UserFactory(roles=["training_manager"]))
    intake.refresh_from_db()
    return intake, selection_round


def send_for_somebody(intake, title):
    """Send the application of somebody who wants only the class called ``title``."""
    draft = complete_draft(intake)
    draft.choices.exclude(batch__program__title__startswith=title).delete()
    draft.choices.update(rank=1)
    return submit_application(draft, actor=draft.user)


def verify_and_score(application, selection_round, score):
    record_review(
        application,
        reviewer=UserFactory(roles=["verifier"]),
        decision="verify",
        items=[CheckedItem(requirement.code) for requirement in requirements_of(application)],
        version=application.version,
    )
    sitting = Sitting.objects.create(
        assessment=interview_of(selection_round), application=application, attendance="attended"
    )
    Score.objects.create(
        sitting=sitting,
        criterion="interview",
        assessor=UserFactory(roles=["assessor"]),
        value=score,
    )


def sign_in(somebody, username, password):
    somebody.page.goto("/akun/masuk/")
    somebody.look()
    somebody.write("Nomor HP atau email", username)
    somebody.write("Kata sandi", password)
    somebody.press("Masuk")


def write_birth_date(applicant):
    applicant.write("Tanggal", "5")
    applicant.write("Bulan", "juni")
    applicant.write("Tahun", "2002")


def answer_about_herself(applicant):
    applicant.write("Berapa NIK Anda?", "3375 9045 0602 990")
    applicant.write("Berapa nomor Kartu Keluarga", "3375900101209001")
    applicant.press("Simpan dan lanjut")
    assert "Anda baru mengisi 15 angka" in applicant.page.get_by_role("alert").inner_text()
    applicant.write("Berapa NIK Anda?", "3375 9045 0602 9901")
    applicant.press("Simpan dan lanjut")
    applicant.write("Siapa nama Anda?", "Nur'aini")
    applicant.press("English")
    assert applicant.page.get_by_label("What is your name?").input_value() == "Nur'aini"
    applicant.press("Bahasa Indonesia")
    applicant.choose("Kartu identitas apa", "KTP elektronik (KTP-el)")
    applicant.page.get_by_label("Siapa nama Anda?").press("Enter")
    applicant.look()
    applicant.write("Di mana Anda lahir?", "Pekalongan")
    write_birth_date(applicant)
    applicant.press("Simpan dan lanjut")
    applicant.choose("Jenis kelamin di KTP", "Perempuan")
    applicant.choose("Apa status perkawinan Anda?", "Belum kawin")
    applicant.press("Simpan dan lanjut")
    applicant.write("Jalan atau gang", "Jalan Contoh Gang 3 Nomor 12")
    applicant.write("RT", "3")
    applicant.write("RW", "5")
    applicant.write("Kelurahan di KTP", "Kraton")
    applicant.press("Simpan dan lanjut")
    applicant.choose("Kelurahan mana yang Anda maksud?", "Padukuhan Kraton (Pekalongan Utara)")
    applicant.press("Simpan dan lanjut")
    assert applicant.page.get_by_label("WhatsApp").input_value() == "0812-0000-0111"
    applicant.press("Simpan dan lanjut")
    applicant.choose("Apa pendidikan terakhir Anda?", "SMK atau MAK")
    applicant.press("Simpan dan lanjut")
    applicant.choose("Apa pekerjaan Anda sekarang?", "Belum bekerja")
    applicant.press("Simpan dan lanjut")
    applicant.choose("Apakah Anda sedang bersekolah", "Tidak")
    applicant.choose("Apakah Anda sedang mengikuti pelatihan", "Tidak")
    applicant.press("Simpan dan lanjut")
    applicant.page.get_by_label("Tidak ada yang sesuai").check()
    applicant.press("Simpan dan lanjut")
    applicant.choose("Apakah Anda memerlukan penyesuaian", "Tidak")
    applicant.press("Simpan dan lanjut")
