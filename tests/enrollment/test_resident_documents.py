"""The page of documents: each paper by itself, taken over, too old, or returned."""

from datetime import timedelta

import brotli
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import Document, DocumentAccess
from accounts.services import upload_rate
from accounts.services.documents import store_document
from blk_portal.shared import uploads
from blk_portal.shared.cache import ForgivingRedisCache
from blk_portal.shared.uploads_process import CleanerFailed
from programs.models import RequiredDocument
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet
from tests.factories import UserFactory
from tests.factories.desk import case_factory
from tests.files import pdf, photo, uploaded
from tests.weights import KIB, QUESTION

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
KINDS = ["KK", "IJAZAH", "PAS_FOTO", "AK1"]


@pytest.fixture
def draft():
    intake = open_intake()
    program = intake.batches.first().program
    for position, kind in enumerate(KINDS, start=1):
        RequiredDocument.objects.create(
            program=program, kind=kind, label=kind, position=position, is_required=kind == "KK"
        )
    return complete_draft(intake)


@pytest.fixture
def resident(client, draft):
    client.force_login(draft.user)
    return client


def page(client, draft):
    return client.get(reverse("enrollment:documents", args=[draft.pk]))


def row_of(client, draft, kind):
    rows = page(client, draft).context["rows"]
    return next(row["paper"] for row in rows if row["paper"].kind == kind)


def send(client, draft, kind, upload, **options):
    url = reverse("enrollment:upload", args=[draft.pk, kind])
    return client.post(url, {"file": upload}, **options)


def checked(person, kind, *, days_ago=90):
    document = put_in_wallet(person, kind, status="verified")
    at = timezone.now() - timedelta(days=days_ago)
    Document.objects.filter(pk=document.pk).update(created_at=at, checked_at=at)
    return document


def test_a_script_that_sends_a_file_gets_that_paper_alone(resident, draft):
    answer = send(resident, draft, "KK", uploaded(pdf(pages=2), "kk.pdf"), headers=HTMX)

    assert answer.status_code == 200
    assert "HX-Request" in answer["Vary"]
    assert 'id="KK"' in answer.text and "<html" not in answer.text and 'id="KTP"' not in answer.text
    assert "2 halaman" in answer.text
    assert 'data-said="KK tersimpan."' in answer.text
    document = draft.person.documents.get(kind="KK")
    assert 'width="170" height="240" alt="Lihat KK" loading="lazy"' in answer.text
    assert resident.get(reverse("enrollment:own_page", args=[document.uuid, 2])).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refusal_stands_beside_its_own_paper_and_keeps_the_others(resident, draft, headers):
    send(resident, draft, "AK1", photo())

    answer = send(resident, draft, "KK", uploaded(b"<html>"), headers=headers)

    assert answer.status_code == 422
    section = answer.text.split('id="KK"')[1].split("</section>")[0]
    assert "Berkas ini bukan foto atau PDF" in section
    assert {paper.kind for paper in draft.person.documents.current()} == {"KTP", "AK1"}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_busy_portal_says_when_to_send_again(resident, draft, headers, monkeypatch):
    def busy(content):
        raise CleanerFailed("busy")

    monkeypatch.setattr(uploads.cleaner, "clean", busy)

    answer = send(resident, draft, "KK", photo(), headers=headers)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Portal sedang ramai. Coba lagi sebentar lagi." in answer.text
    assert not draft.person.documents.filter(kind="KK").exists()


def test_very_many_uploads_in_a_short_time_are_refused_for_that_user(resident, draft, settings):
    settings.UPLOAD_RATE = 2
    with time_machine.travel("2026-03-02T03:04:00Z", tick=False) as clock:
        codes = [send(resident, draft, "KK", photo()).status_code for _ in range(2)]
        answer = send(resident, draft, "KK", photo(), headers=HTMX)

        assert codes == [302, 302]
        assert (answer.status_code, answer["Retry-After"]) == (429, "360")
        assert "Coba lagi 6 menit lagi." in answer.text and 'id="KK"' in answer.text
        assert store_document(draft.person, "KK", photo(), actor=UserFactory())
        clock.shift(timedelta(minutes=6))
        assert send(resident, draft, "KK", photo()).status_code == 302


def test_uploads_are_taken_while_nothing_can_be_counted(resident, draft, settings, monkeypatch):
    settings.UPLOAD_RATE = 0
    away = ForgivingRedisCache("unix:///nowhere/redis.sock", {})
    monkeypatch.setattr(ForgivingRedisCache, "rests_until", 0.0)
    monkeypatch.setattr(upload_rate, "cache", away)

    assert send(resident, draft, "KK", photo()).status_code == 302


def test_a_paper_checked_before_is_taken_over_with_one_tap(resident, draft):
    document = checked(draft.person, "KK")
    row = row_of(resident, draft, "KK")
    assert (row.is_offered, row.is_in_order) == (True, False)
    when = timezone.localdate(document.checked_at or timezone.now() - timedelta(days=90))
    assert f"Pakai KK yang sudah diperiksa {when.day} " in page(resident, draft).text

    resident.post(reverse("enrollment:reuse_document", args=[draft.pk, "KK"]))

    row = row_of(resident, draft, "KK")
    assert (row.is_offered, row.is_in_order, row.document) == (False, True, document)


def test_all_papers_checked_before_are_taken_over_with_one_tap(resident, draft):
    for kind in ["KK", "IJAZAH"]:
        checked(draft.person, kind)
    assert "Pakai semuanya lagi" in page(resident, draft).text

    resident.post(reverse("enrollment:reuse_document", args=[draft.pk, "semua"]))

    draft.refresh_from_db()
    assert draft.reused_papers == ["IJAZAH", "KK"]


def test_a_paper_that_was_never_checked_cannot_be_taken_over(resident, draft):
    answer = resident.post(
        reverse("enrollment:reuse_document", args=[draft.pk, "KTP"]), follow=True
    )

    assert "Dokumen ini tidak bisa dipakai lagi" in answer.text
    draft.refresh_from_db()
    assert draft.reused_papers == []


def test_a_photo_of_last_year_asks_for_a_new_one_and_a_diploma_does_not(resident, draft):
    for kind in ["PAS_FOTO", "IJAZAH"]:
        checked(draft.person, kind, days_ago=366)

    photo_row, diploma = (row_of(resident, draft, kind) for kind in ("PAS_FOTO", "IJAZAH"))

    assert (photo_row.is_expired, photo_row.is_offered, photo_row.is_in_order) == (
        True,
        False,
        False,
    )
    assert (diploma.is_expired, diploma.is_offered) == (False, True)
    assert "Unggah yang lebih baru" in page(resident, draft).text

    send(resident, draft, "PAS_FOTO", photo())
    assert row_of(resident, draft, "PAS_FOTO").is_in_order


def test_replacing_a_checked_paper_says_that_it_is_checked_again(resident, draft):
    checked(draft.person, "KK")
    assert "akan diperiksa lagi oleh petugas" in page(resident, draft).text

    send(resident, draft, "KK", photo())

    row = row_of(resident, draft, "KK")
    assert (row.document.status, row.is_in_order) == ("uploaded", True)


def test_pages_and_thumbnails_of_another_are_not_there(client, draft):
    document = draft.person.documents.get()
    client.force_login(UserFactory(roles=["resident"]))

    urls = [
        reverse("enrollment:own_document", args=[document.uuid]),
        reverse("enrollment:own_file", args=[document.uuid]),
        reverse("enrollment:own_thumbnail", args=[document.uuid]),
        reverse("enrollment:own_page", args=[document.uuid, 1]),
    ]

    assert [client.get(url).status_code for url in urls] == [404] * 4


def test_a_verifier_sees_page_images_inline_and_one_opening_is_written_down(client):
    application = case_factory(papers=("KTP",))
    document = application.person.documents.get()
    client.force_login(UserFactory(roles=["verifier"]))
    url = reverse("enrollment:case_document_page", args=[application.pk, document.uuid, 1])

    text = client.get(reverse("enrollment:case", args=[application.pk])).text
    answers = [client.get(url) for _ in range(3)]

    assert f'<img src="{url}" width="1" height="1"' in text
    assert {answer["Content-Disposition"].split(";")[0] for answer in answers} == {"inline"}
    assert DocumentAccess.objects.filter(document=document).count() == 1


def test_the_page_of_documents_is_light(resident, draft, django_assert_max_num_queries):
    for kind in KINDS:
        send(resident, draft, kind, photo())

    with django_assert_max_num_queries(8):
        answer = page(resident, draft)

    assert len(brotli.compress(answer.content)) <= QUESTION.html * KIB
