"""A helper applies for a woman at the counter, then for a man, in one real browser."""

import re

import pytest
from playwright.sync_api import Error, expect

from accounts.choices import Role
from accounts.models import HelpSession
from enrollment.models import Application
from notices.models import Notice
from tests.enrollment.residents import complete_draft, open_intake
from tests.files import picture

pytestmark = [pytest.mark.journey]

NIK, KK = "3375904506029901", "3375900101209001"
ANSWERS = {
    "full_name": "Nur'aini Rahmawati",
    "identity_card": "ktp_el",
    "birth_place": "Pekalongan",
    "birth_date_0": "5",
    "birth_date_1": "juni",
    "birth_date_2": "2002",
    "gender": "P",
    "marital_status": "single",
    "address": "Jalan Contoh Gang 3 Nomor 12",
    "rt": "3",
    "rw": "5",
    "kelurahan_name": "Medono",
    "phone": "0812-0000-0111",
    "education": "smk",
    "work_status": "unemployed",
    "motivation": "Saya ingin membuka usaha roti di rumah.",
    "needed": "no",
}
BANNER = "Anda sedang membantu"


@pytest.fixture
def helper(at_work):
    return at_work(Role.HELPER)


def test_a_helper_serves_two_people_and_neither_meets_the_other(helper, tmp_path):
    # Given an open intake, a woman without a phone of her own, and a man who has begun by himself
    page = helper.page
    intake = open_intake(titles=("Pembuatan Roti dan Kue",))
    his = complete_draft(intake, full_name="Budi Santoso")
    photo = tmp_path / "ktp.jpg"
    photo.write_bytes(picture(size=(900, 600)))

    # When the helper reads her the words and she agrees
    begin_with(helper, NIK, kk=KK)
    assert BANNER in banner(page)
    helper.go(f"/daftar/{intake.code}/")
    helper.press("Mulai")

    # And they answer page by page, choose the class and take a photo of her KTP
    answer_everything(helper, photo)
    assert helper.heading == "Periksa jawaban Anda"
    assert "Nur'aini R***" in banner(page)
    page.locator("[name=declared]").check()
    helper.press("Kirim lamaran")

    # Then she has a receipt that says who entered it, and a message of her own
    number = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.content()).group()
    hers = Application.objects.get(registration_number=number)
    assert (hers.status, hers.user, hers.entered_by) == ("submitted", None, helper.user)
    assert "Dimasukkan oleh Pendamping H.C." in page.get_by_role("main").inner_text()
    assert Notice.objects.get(kind="application_received").person == hers.person
    receipt, paper = page.url, hers.person.documents.current().get()

    # Given a second tab that still shows her status page and a form of hers
    tab = page.context.new_page()
    tab.goto(hers.get_absolute_url())
    assert number in tab.content()

    # When he is served next
    page.goto(receipt)
    page.get_by_role("button", name="Selesai", exact=True).click()
    expect(page.get_by_role("cell", name=number)).to_be_visible()
    assert "Nur'aini R***" in page.content()
    assert "Rahmawati" not in page.content()
    begin_with(helper, his.person.nik)

    # Then neither the back button nor the second tab shows anything of hers
    for _step in range(6):
        shown = what_back_shows(page)
        assert number not in shown or "Warga yang Anda bantu hari ini" in shown, page.url
        assert not any(secret in shown for secret in ("Rahmawati", "0812-0000-0111", NIK, KK))
    tab.reload()
    assert "bukan milik warga yang sedang Anda bantu" in tab.content()
    assert "Budi S***" in banner(tab)
    for path in [receipt, f"/dokumen-saya/{paper.uuid}/", hers.get_absolute_url()]:
        assert page.request.get(path).status == 404

    # And a form of his that was left open cannot be sent once somebody else is served
    tab.goto(f"/lamaran/{his.pk}/isi/kontak/")
    tab.locator("[name=phone]").fill("0812-9999-0001")
    page.goto("/petugas/bantu/")
    page.get_by_role("button", name="Selesai", exact=True).click()
    begin_with(helper, NIK)
    tab.get_by_role("button", name="Simpan dan lanjut").click()
    tab.get_by_text("dibuka untuk warga lain").first.wait_for()
    his.person.refresh_from_db()
    assert his.person.phone != "+6281299990001"

    # And after signing out nothing opens
    page.goto("/petugas/bantu/")
    page.get_by_role("button", name="Keluar", exact=True).click()
    expect(page.get_by_role("link", name="Masuk", exact=True)).to_be_visible()
    shown = what_back_shows(page)
    assert not any(secret in shown for secret in ("Rahmawati", number, NIK))
    assert list(HelpSession.objects.order_by("pk").values_list("ending", flat=True)) == [
        "done",
        "done",
        "signed_out",
    ]


def what_back_shows(page):
    """Press Back; the browser refuses a page that answered a form and was not to be kept."""
    for _try in range(50):
        try:
            page.go_back(wait_until="load")
        except Error as refusal:
            # The browser is still putting its own error page in the place of the page before.
            if "Not attached to an active page" in str(refusal):
                page.wait_for_timeout(100)
                continue
            assert "ERR_CACHE_MISS" in str(refusal)
            return ""
        return content_of(page)
    raise AssertionError("the browser never went back")


def content_of(page):
    """Return what a page shows, once it no longer changes to another one."""
    for _try in range(50):
        try:
            return page.content()
        except Error as refusal:
            assert "is navigating" in str(refusal)
            page.wait_for_timeout(100)
    raise AssertionError("the page never stood still")


def begin_with(helper, nik, *, kk=""):
    helper.go("/petugas/bantu/")
    helper.fill(nik=nik)
    helper.press("Cari warga")
    if kk:
        helper.fill(kk=kk)
    helper.page.get_by_text("Saya bacakan isinya").click()
    helper.press("Mulai membantu")


def banner(page):
    return page.get_by_role("region", name="Bantu warga").inner_text()


def answer_everything(helper, photo):
    """Answer whatever page comes next until all answers are looked over."""
    page = helper.page
    page.get_by_role("link", name=re.compile("^Lanjut: ")).click()
    for _page in range(20):
        page.wait_for_load_state()
        if page.url.rstrip("/").endswith("periksa"):
            return
        if page.locator("input[type=file]").count():
            page.locator("input[type=file]").first.set_input_files(photo)
            expect(page.locator(".thumb img").first).to_be_visible()
            helper.follow("Lanjut")
            continue
        add = page.get_by_role("button", name=re.compile("^Jadikan pilihan 1 "))
        if add.count():
            add.first.click()
        answer_page(page)
        # Each of these pages is read with axe in the journey of a resident.
        page.get_by_role("button", name="Simpan dan lanjut").click()
    raise AssertionError(f"still at {page.url}")


def answer_page(page):
    for field in page.locator("main form [name]").all():
        name, kind = field.get_attribute("name"), field.get_attribute("type")
        if kind == "radio":
            value = ANSWERS.get(name, "no")
            page.locator(f"[name='{name}'][value='{value}']").check(force=True)
        elif name == "none_of_these":
            field.check()
        elif name in ANSWERS and kind != "hidden":
            field.fill(ANSWERS[name])
