"""How far it is from the front page to the receipt on a phone that was never here before."""

import re

import pytest

from enrollment.models import Application
from programs.models import RequiredDocument
from tests.enrollment.residents import open_intake
from tests.files import picture

pytestmark = [pytest.mark.journey]

MOST_PAGES = 30
MOST_TAPS = 60
PAPERS = {"KTP": "KTP-el", "KK": "Kartu Keluarga", "IJAZAH": "Ijazah", "PAS_FOTO": "Pas foto"}


class Counting:
    """Somebody without scripts; a field that is typed into is one tap, and so is a chosen file."""

    def __init__(self, page):
        self.page, self.pages, self.taps = page, 1, 0

    def follow(self, name):
        self._go(self.page.get_by_role("link", name=name).first)

    def press(self, name):
        self._go(self.page.get_by_role("button", name=name).first)

    def write(self, label, text):
        self.taps += 1
        self.page.get_by_label(label).first.fill(text)

    def choose(self, question, answer):
        self.taps += 1
        self.page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()

    def tick(self, label):
        self.taps += 1
        self.page.get_by_label(label).check()

    def attach(self, label, path):
        self.taps += 1
        self.page.get_by_label(re.compile(label)).first.set_input_files(path)

    def go_on(self):
        self.press("Simpan dan lanjut")

    def _go(self, target):
        self.taps += 1
        self.pages += 1
        target.click()


def write_birth_date(she):
    she.write("Tanggal", "5")
    she.write("Bulan", "Juni")
    she.write("Tahun", "2002")


def test_a_whole_application_takes_at_most_30_pages_and_60_taps(journey_database, phone, tmp_path):
    # Given a class that asks for all four papers
    batch = open_intake().batches.order_by("pk").first()
    batch.program.required_documents.all().delete()
    for position, (kind, label) in enumerate(PAPERS.items()):
        RequiredDocument.objects.create(
            program=batch.program, kind=kind, label=label, position=position
        )
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(picture(size=(900, 600)))
    she = Counting(phone)

    # When she finds the class, and learns on the third page, before an account, that she may join
    she.page.goto("/")
    she.follow(f"Lihat kelas {batch.program.title}")
    she.follow("Cek syarat saya")
    assert she.pages <= 3  # the answer is on the page that this form leads to
    for question in ["alamat di KTP", "sedang bersekolah", "sedang mengikuti pelatihan"]:
        she.choose(re.compile(question), "Ya" if "alamat" in question else "Tidak")
    write_birth_date(she)
    she.press("Periksa")

    # And makes an account and answers everything
    she.follow("Mulai mendaftar")
    she.write("Nomor HP atau email", "0812-0000-0111")
    she.write("Buat kata sandi", "roti hangat tiap pagi")
    she.press("Buat akun")
    she.follow("Lanjut: NIK dan Kartu Keluarga")
    she.write("Berapa NIK Anda?", "3375 9045 0602 9901")
    she.write("Berapa nomor Kartu Keluarga", "3375900101209001")
    she.go_on()
    she.write("Siapa nama Anda?", "Nur'aini")
    she.choose("Kartu identitas apa", "KTP elektronik (KTP-el)")
    she.go_on()
    she.write("Di mana Anda lahir?", "Pekalongan")
    write_birth_date(she)
    she.go_on()
    she.choose("Jenis kelamin di KTP", "Perempuan")
    she.choose("Apa status perkawinan Anda?", "Belum kawin")
    she.go_on()
    she.write("Jalan atau gang", "Jalan Contoh Gang 3 Nomor 12")
    she.write("RT", "3")
    she.write("RW", "5")
    she.write("Kelurahan di KTP", "Kraton Lor")
    she.go_on()
    she.go_on()  # the phone number is known from the account
    she.choose("Apa pendidikan terakhir Anda?", "SMK atau MAK")
    she.go_on()
    she.choose("Apa pekerjaan Anda sekarang?", "Belum bekerja")
    she.go_on()
    she.choose(re.compile("sedang bersekolah"), "Tidak")
    she.choose(re.compile("sedang mengikuti pelatihan"), "Tidak")
    she.go_on()
    she.tick("Tidak ada yang sesuai")
    she.go_on()
    she.choose("Apakah Anda memerlukan penyesuaian", "Tidak")
    she.go_on()
    she.go_on()  # the class that she came from is her first wish
    she.write("Mengapa Anda ingin ikut", "Saya ingin membuka usaha roti di rumah.")
    she.go_on()
    for label in PAPERS.values():
        she.attach(f"Pilih foto atau PDF {label}", photo)
        she.press(f"Unggah {label}")
    she.follow("Lanjut")
    she.tick("Isian saya benar")
    she.press("Kirim lamaran")

    # Then it is sent, and she went no further than was promised
    assert she.page.get_by_role("heading", level=1).inner_text() == "Lamaran Anda sudah kami terima"
    application = Application.objects.get()
    assert list(application.choices.values_list("batch", flat=True)) == [batch.pk]
    print(f"pages: {she.pages}, taps: {she.taps}")
    assert she.pages <= MOST_PAGES
    assert she.taps <= MOST_TAPS
