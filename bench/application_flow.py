"""A whole application, from the first page of sign-up to the receipt, as a list of requests."""

import datetime
import io
import secrets
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from enrollment.models import Application, FactType
from programs.choices import IntakeStatus, SelectionMethod
from programs.models import Batch, RequiredDocument

PASSWORD = "perahu merah di pasir"


def photo():
    """A picture as a phone takes it: 1600 by 1200 pixels, with some noise."""
    written = io.BytesIO()
    noise = Image.effect_noise((1600, 1200), 40).convert("RGB")
    noise.save(written, "JPEG", quality=80)
    return written.getvalue()


PHOTO = photo()


def questions(random, batch):
    """Return part and answers of every question page, for an invented resident."""
    born = datetime.date(1990, 1, 1) + datetime.timedelta(days=random.randrange(4000))
    serial = random.randrange(1, 9999)
    facts = dict.fromkeys(FactType.objects.values_list("code", flat=True), "no")
    nik = f"337504{born.day + 40:02}{born:%m%y}{serial:04}"
    return [
        ("nik", {"nik": nik, "kk": f"337504{random.randrange(10**10):010}"}),
        ("nama", {"full_name": "Contoh Ukur", "identity_card": "ktp_el"}),
        (
            "lahir",
            {
                "birth_place": "Pekalongan",
                "birth_date_0": born.day,
                "birth_date_1": born.month,
                "birth_date_2": born.year,
            },
        ),
        ("diri", {"gender": "P", "marital_status": "single"}),
        (
            "alamat",
            {"address": "Jalan Ukur 1", "rt": "1", "rw": "1", "kelurahan_name": "kraton lor"},
        ),
        ("kontak", {"phone": f"0812{random.randrange(10**8):08}", "email": ""}),
        ("pendidikan", {"education": "smk", "school": ""}),
        ("pekerjaan", {"work_status": "unemployed"}),
        ("syarat", facts),
        ("prioritas", facts),
        ("penyesuaian", {"needed": "no"}),
    ]


def apply(visit):
    """Apply once; ``visit(name, method, url, data)`` makes a request and returns its answer."""
    random = Random(secrets.token_bytes(16))
    batch = Batch.objects.filter(
        intake__status=IntakeStatus.OPEN, selection_method=SelectionMethod.MERIT
    ).first()
    if batch is None:
        raise RuntimeError("No intake takes applications now; seed the demo world anew.")
    phone = f"0813{random.randrange(10**8):08}"

    visit("quick check", "get", f"/boleh-ikut/{batch.code}/")
    visit("sign-up page", "get", "/akun/daftar/")
    visit("sign up", "post", "/akun/daftar/", {"username": phone, "password1": PASSWORD})
    home = visit("begin", "post", f"/daftar/{batch.intake.code}/")["Location"]
    application = Application.objects.get(user__username=f"+62{phone[1:]}")
    visit("task list", "get", home)
    for part, answers in questions(random, batch):
        visit("question pages", "get", f"{home}isi/{part}/")
        visit("answers", "post", f"{home}isi/{part}/", answers | {"looked_again": "yes"})
    visit("wishes page", "get", f"{home}pilihan/")
    visit("wish", "post", f"{home}pilihan/", {"add": batch.code})
    visit("wishes done", "post", f"{home}pilihan/", {"done": "yes"})
    visit("question pages", "get", f"{home}isi/alasan/")
    visit("answers", "post", f"{home}isi/alasan/", {"motivation": "Saya ingin membuka usaha."})
    visit("documents page", "get", f"{home}dokumen/")
    for paper in RequiredDocument.objects.filter(program=batch.program, is_required=True):
        file = SimpleUploadedFile("foto.jpg", PHOTO)
        visit("upload of 1600 x 1200", "post", f"{home}dokumen/{paper.kind}/", {"file": file})
    visit("check answers", "get", f"{home}periksa/")
    key = {"submission_key": str(application.submission_key), "declared": "on"}
    visit("send", "post", f"{home}periksa/", key)
    visit("receipt", "get", f"{home}bukti/")
    visit("status page", "get", home)

    application.refresh_from_db()
    if application.status != "submitted":
        raise RuntimeError(f"The application was not sent; it is {application.status}.")
