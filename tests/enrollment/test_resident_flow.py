"""From the first question to the receipt, as the pages ask it."""

import pytest
from django.urls import reverse

from enrollment.models import Application
from notices.models import Notice
from tests.enrollment.residents import RESIDENT, open_intake
from tests.factories import UserFactory
from tests.files import photo

pytestmark = pytest.mark.django_db


ANSWERS = [
    ("nik", {"nik": "3375 9045 0602 9901", "kk": "3375900101209001"}),
    ("nama", {"full_name": "Nur'aini", "identity_card": "ktp_el"}),
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
    (
        "alamat",
        {"address": "Jalan Contoh 3", "rt": "3", "rw": "5", "kelurahan_name": "kraton lor"},
    ),
    ("kontak", {"phone": "0812-0000-0111", "email": ""}),
    ("pendidikan", {"education": "smk", "school": ""}),
    ("pekerjaan", {"work_status": "unemployed"}),
    ("syarat", {"not_in_school": "no", "not_in_training": "no"}),
    (
        "prioritas",
        {
            "disability": "no",
            "poor": "no",
            "tobacco_worker": "no",
            "tobacco_family": "no",
            "laid_off": "no",
        },
    ),
    ("penyesuaian", {"needed": "no"}),
]


def test_resident_answers_page_by_page_and_sends(client):
    intake = open_intake()
    user = UserFactory(**RESIDENT)
    client.force_login(user)

    page = client.get(f"/daftar/{intake.code}/", follow=True)
    application = Application.objects.get()
    assert page.context["next_url"] == f"/lamaran/{application.pk}/isi/nik/"

    url = page.context["next_url"]
    for part, answers in ANSWERS:
        assert url == reverse("enrollment:question", args=[application.pk, part])
        assert client.get(url).status_code == 200
        answered = client.post(url, answers)
        assert answered.status_code == 302, answered.context["form"].errors
        url = answered["Location"]

    assert url == f"/lamaran/{application.pk}/pilihan/"
    first, second = intake.batches.order_by("code")
    client.post(url, {"add": second.code})
    client.post(url, {"add": first.code})
    client.post(url, {"raise": first.code})
    url = client.post(url, {"done": "yes"})["Location"]
    url = client.post(url, {"motivation": "Saya ingin membuka usaha roti di rumah."})["Location"]
    assert url == f"/lamaran/{application.pk}/dokumen/"
    client.post(f"{url}KTP/", {"file": photo()})
    url = client.get(url).context["next_url"]
    assert url == f"/lamaran/{application.pk}/periksa/"
    check = client.get(url)
    assert check.status_code == 200
    sent = client.post(
        url, {"submission_key": str(application.submission_key), "declared": "on"}, follow=True
    )

    application.refresh_from_db()
    assert application.status == "submitted"
    assert sent.request["PATH_INFO"] == f"/lamaran/{application.pk}/bukti/"
    assert application.registration_number in sent.content.decode()
    assert list(application.choices.values_list("batch", flat=True)) == [first.pk, second.pk]
    assert application.person.kelurahan_id == "33.75.03.1006"
    assert application.person.full_name == "Nur'aini"
    assert list(Notice.objects.values_list("kind", flat=True)) == ["application_received"]
    assert client.get(f"/lamaran/{application.pk}/").status_code == 200
