"""An invented resident applies, looks around and is refused, page by page, without a browser."""

from django.core.files.uploadedfile import SimpleUploadedFile

from enrollment.models import Application
from tests.files import picture

NIK, KK, PASSWORD = "3375904506029901", "3375900101209001", "perahu merah di pasir"
ANSWERS = [
    ("nik", {"nik": "3375 9045 0602 9901", "kk": KK}),
    ("nama", {"full_name": "Nur'aini Rahmawati", "identity_card": "ktp_el"}),
    (
        "lahir",
        {
            "birth_place": "Pekalongan",
            "birth_date_0": "5",
            "birth_date_1": "Juni",
            "birth_date_2": "2002",
        },
    ),
    ("diri", {"gender": "P", "marital_status": "single"}),
    ("alamat", {"address": "Jalan Melati 3", "rt": "3", "rw": "5", "kelurahan_name": "medono"}),
    ("kontak", {"phone": "0812-0000-0111", "email": "nuraini@example.com"}),
    ("pendidikan", {"education": "smk", "school": ""}),
    ("pekerjaan", {"work_status": "unemployed"}),
    ("syarat", {"not_in_school": "no", "not_in_training": "no"}),
    (
        "prioritas",
        dict.fromkeys(["disability", "poor", "tobacco_worker", "tobacco_family", "laid_off"], "no"),
    ),
    ("penyesuaian", {"needed": "no"}),
]


def apply(resident, intake):
    resident.get("/")
    resident.get("/akun/daftar/")
    resident.post("/akun/daftar/", {"username": "0812-0000-0111", "password1": PASSWORD})
    home = resident.post(f"/daftar/{intake.code}/", {})
    for part, answers in ANSWERS:
        resident.get(f"{home}isi/{part}/")
        resident.post(f"{home}isi/{part}/", answers | {"looked_again": "yes"})
    resident.post(f"{home}pilihan/", {"add": intake.batches.get().code})
    resident.post(f"{home}pilihan/", {"done": "yes"})
    resident.post(f"{home}isi/alasan/", {"motivation": "Saya ingin membuka usaha roti."})
    photo = SimpleUploadedFile("Nur'aini Rahmawati.jpg", picture(size=(900, 600)))
    resident.post(f"{home}dokumen/KTP/", {"file": photo})
    resident.get(f"{home}periksa/")
    key = Application.objects.get().submission_key
    resident.post(f"{home}periksa/", {"submission_key": str(key), "declared": "on"})
    return Application.objects.select_related("person__user").get()


def look_around(resident, application):
    home, paper = f"/lamaran/{application.pk}/", application.person.documents.get()
    for page in (
        *("/akun/", "/akun/riwayat/", "/akun/data-saya/", "/akun/data-saya/kontak/", "/pesan/"),
        *("/akun/data-saya/ktp/", "/akun/data-saya/dibuka/", "/akun/data-saya/persetujuan/"),
        *(home, f"{home}bukti/", f"{home}bukti.pdf", f"{home}pernyataan.pdf"),
        *(f"/dokumen-saya/{paper.uuid}/", f"/dokumen-saya/{paper.uuid}/berkas/"),
    ):
        resident.get(page)
    resident.post("/akun/data-saya/unduh/", {"format": "json", "password": PASSWORD}, status=200)


def try_ten_passwords(stranger):
    """The tenth one locks the account for a while."""
    wrong = {"login": "0812-0000-0111", "password": "salah"}
    for status in [422] * 9 + [429]:
        stranger.post("/akun/masuk/", wrong, status=status)
