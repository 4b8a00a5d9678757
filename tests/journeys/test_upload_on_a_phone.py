"""A resident sends papers from a phone: on a bad line, on a slow one, and without scripts."""

import random
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image

from accounts.models import Document
from accounts.services.demo import DEMO_PASSWORD
from accounts.sessions import SessionStore
from tests.enrollment.residents import complete_draft, open_intake
from tests.files import pdf, picture
from tests.journeys.browsing import PHONE

pytestmark = [pytest.mark.journey]
MEGABIT = 1_000_000 / 8


@pytest.fixture
def draft(journey_database):
    draft = complete_draft(open_intake())
    draft.user.set_password(DEMO_PASSWORD)
    draft.user.save()
    Document.objects.all().update(status="removed")
    return draft


@pytest.fixture
def documents(draft, visit):
    """A function that brings her to the page of documents, with or without scripts."""

    def open_page(**options):
        visitor = visit(PHONE, **options)
        visitor.sign_in(draft.user.username, DEMO_PASSWORD)
        visitor.page.get_by_role("button", name="Keluar").first.wait_for()
        visitor.go(reverse("enrollment:documents", args=[draft.pk]))
        return visitor

    return open_page


def choose(visitor, path):
    visitor.page.locator("input[type=file][name=file]").first.set_input_files(path)


def paper(visitor):
    return visitor.page.locator("#KTP")


def test_a_photo_is_sent_again_after_the_line_broke(documents, draft, tmp_path):
    path = tmp_path / "ktp-depan.jpg"
    path.write_bytes(picture(size=(3000, 2250)))
    visitor = documents()

    # When the line is dead
    visitor.page.route("**/dokumen/KTP/", lambda route: route.abort("connectionreset"))
    choose(visitor, path)

    # Then it says so beside the paper, and once the line is back one press is enough
    lost = paper(visitor).get_by_text("Sambungan terputus di")
    lost.wait_for()
    assert "Jawaban lain tetap aman." in lost.inner_text()
    visitor.look()
    visitor.page.unroute("**/dokumen/KTP/")
    visitor.page.get_by_role("button", name="Coba lagi").click()
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()
    assert visitor.page.locator("[data-upload-status]").text_content() == "KTP-el tersimpan."
    visitor.page.locator("#KTP img").scroll_into_view_if_needed()
    visitor.page.locator("#KTP img").evaluate("image => image.decode()")
    visitor.look()

    # And what was sent is the photo made smaller in the browser, with its own name
    document = Document.objects.current().get()
    assert document.page_sizes == [[2000, 1500]]
    assert document.original_name == "ktp-depan.jpg"


def test_a_file_that_a_busy_portal_refuses_is_sent_again_by_itself(
    documents, draft, tmp_path, browsing
):
    path = tmp_path / "ktp.jpg"
    path.write_bytes(picture(size=(900, 600)))
    visitor = documents()
    busy = iter([True, False])
    visitor.page.route(
        "**/dokumen/KTP/",
        lambda route: (
            route.fulfill(status=503, headers={"Retry-After": "5"})
            if next(busy)
            else route.continue_()
        ),
    )

    choose(visitor, path)

    paper(visitor).get_by_text("Portal sedang ramai").wait_for()
    assert paper(visitor).get_by_role("button", name="Coba lagi").count() == 0
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()
    assert Document.objects.current().get().original_name == "ktp.jpg"
    assert [trouble[:3] for trouble in browsing.troubles] == ["503"]
    browsing.troubles.clear()


def test_a_session_that_ended_leads_to_signing_in_and_back_to_the_papers(
    documents, draft, tmp_path
):
    path = tmp_path / "ktp.jpg"
    path.write_bytes(picture(size=(900, 600)))
    visitor = documents()
    page = visitor.page.url
    end_every_session()

    choose(visitor, path)

    visitor.page.get_by_role("heading", name="Masuk", exact=True).wait_for()
    visitor.look()
    visitor.write("Nomor HP atau email", draft.user.username)
    visitor.write("Kata sandi", DEMO_PASSWORD)
    visitor.press("Masuk")
    assert visitor.page.url == page
    choose(visitor, path)
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()


def end_every_session():
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        store["seen_at"] = 0
        store.save()


def test_a_large_file_arrives_over_a_slow_line_with_its_progress(documents, draft, tmp_path):
    def attach(document):
        document.attachments["noise"] = random.Random(3).randbytes(5_000_000)

    path = tmp_path / "ktp.pdf"
    path.write_bytes(pdf(pages=2, arrange=attach))
    visitor = documents()
    line = visitor.page.context.new_cdp_session(visitor.page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 100,
            "downloadThroughput": MEGABIT,
            "uploadThroughput": MEGABIT,
        },
    )

    choose(visitor, path)

    some = re.compile(r"^[1-9]\d?%, \d,\d dari 4,8 MB$")
    paper(visitor).get_by_text(some).wait_for()
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()
    assert "2 halaman" in paper(visitor).inner_text()


def test_a_refused_file_says_why_beside_the_paper_and_another_is_taken(documents, draft, tmp_path):
    bad, good = tmp_path / "ktp.jpg", tmp_path / "foto.jpg"
    bad.write_bytes(b"<html>")
    good.write_bytes(picture(size=(900, 600)))
    visitor = documents()

    choose(visitor, bad)
    paper(visitor).get_by_text("Berkas ini bukan foto atau PDF").wait_for()
    visitor.look()
    choose(visitor, good)
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()

    assert Document.objects.current().get().original_name == "foto.jpg"


def test_a_large_photo_is_made_small_by_the_portal_without_scripts(documents, draft, tmp_path):
    path = tmp_path / "ktp.jpg"
    noise = Image.frombytes("RGB", (3000, 2250), random.Random(3).randbytes(20_250_000))
    noise.save(path, quality=94)
    assert 7_000_000 < path.stat().st_size < 8 * 1024 * 1024
    visitor = documents(scripts=False)

    choose(visitor, path)
    visitor.page.get_by_role("button", name="Unggah KTP-el").click()
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()

    kept = Document.objects.current().get()
    assert (kept.original_name, kept.page_sizes) == ("ktp.jpg", [[2000, 1500]])


def test_a_photo_is_sent_replaced_and_removed_without_scripts(documents, draft, tmp_path):
    path = tmp_path / "ktp.jpg"
    path.write_bytes(picture(size=(900, 600)))
    visitor = documents(scripts=False)

    choose(visitor, path)
    visitor.page.get_by_role("button", name="Unggah KTP-el").click()
    paper(visitor).get_by_text("Tersimpan", exact=True).wait_for()
    visitor.look()
    first = Document.objects.current().get()

    paper(visitor).get_by_text("Ganti").first.click()
    choose(visitor, path)
    visitor.page.get_by_role("button", name="Unggah KTP-el").click()
    visitor.page.get_by_role("alert").or_(visitor.page.locator(".alert")).first.wait_for()
    assert Document.objects.current().get() != first

    visitor.page.get_by_role("link", name="Lihat KTP-el").click()
    visitor.look()
    visitor.go(reverse("enrollment:documents", args=[draft.pk]))
    visitor.page.get_by_role("button", name="Hapus KTP-el").click()
    visitor.look()
    assert list(Document.objects.current()) == []
