"""A resident applies on a small phone without scripts, from the landing page to the receipt."""

import re

import pytest

from enrollment.models import Application
from tests.enrollment.residents import open_intake
from tests.files import picture
from tests.journeys.browsing import DESKTOP

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


def test_a_resident_applies_on_a_small_phone_without_scripts(applicant, tmp_path):
    # Given an open intake with two classes
    intake = open_intake(titles=["Pembuatan Roti dan Kue", "Menjahit Pakaian"])
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
    applicant.follow("Buat akun")
    applicant.write("Nomor HP atau email", "0812-0000-0111")
    applicant.write("Buat kata sandi", "roti hangat tiap pagi")
    applicant.press("Buat akun")
    assert applicant.heading == "Lamaran Anda"

    # And answers page by page
    applicant.follow("Lanjut: NIK dan Kartu Keluarga")
    answer_about_herself(applicant)
    assert applicant.heading == "Kelas mana yang Anda inginkan?"
    applicant.press("Jadikan pilihan 1 Menjahit Pakaian")
    applicant.press("Jadikan pilihan 2 Pembuatan Roti dan Kue")
    applicant.press("Naikkan Pembuatan Roti dan Kue")
    applicant.press("Simpan dan lanjut")
    applicant.write("Mengapa Anda ingin ikut", "Saya ingin membuka usaha roti di rumah.")
    applicant.press("Simpan dan lanjut")
    applicant.page.get_by_label("Foto atau berkas PDF KTP-el").set_input_files(photo)
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
    assert applicant.pages <= MOST_PAGES + 4  # a class page twice, a wish moved, two slips


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
    applicant.choose("Kartu identitas apa", "KTP elektronik (KTP-el)")
    applicant.press("Simpan dan lanjut")
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
    for question in ["penyandang disabilitas", "DTSEN", "suami, istri", "karena PHK"]:
        applicant.choose(re.compile(question), "Tidak")
    applicant.choose("Apakah Anda bekerja di pabrik rokok?", "Tidak")
    applicant.press("Simpan dan lanjut")
    applicant.choose("Apakah Anda memerlukan penyesuaian", "Tidak")
    applicant.press("Simpan dan lanjut")
