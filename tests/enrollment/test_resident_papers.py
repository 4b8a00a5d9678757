"""Receipt, test card and statement letter as PDF: what stands on them, and for whom."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Application, Assessment, Sitting
from enrollment.services.submission import submit_application
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAPERS = ["receipt_pdf", "test_card_pdf", "statement_pdf"]


@pytest.fixture
def sent():
    draft = complete_draft(open_intake(), full_name="Nur'aini")
    return submit_application(draft, actor=draft.user)


@pytest.fixture
def resident(client, sent):
    client.force_login(sent.user)
    return client


def invite(application):
    starts_at = timezone.now() + timedelta(days=3)
    assessment = Assessment.objects.create(
        intake=application.intake,
        kind="written",
        title="Tes tulis",
        starts_at=starts_at,
        place="Ruang A",
    )
    return Sitting.objects.create(assessment=assessment, application=application)


def paper(client, application, name):
    return client.get(reverse(f"enrollment:{name}", args=[application.pk]))


def words_of(response):
    document = pypdfium2.PdfDocument(response.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_receipt_carries_number_and_wishes_and_no_whole_nik(resident, sent):
    response = paper(resident, sent, "receipt_pdf")
    words = words_of(response)

    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    for expected in [
        "Bukti pendaftaran",
        "belum berarti Anda mendapat kursi",
        sent.registration_number,
        "Nur'aini",
        "Pilihan 1: Roti dan Kue",
        sent.person.nik_masked,
        "/cek/",
    ]:
        assert expected in words
    assert sent.person.nik not in words


def test_test_card_says_when_where_and_what_to_bring(resident, sent):
    put_in_wallet(sent.person, "PAS_FOTO")
    sitting = invite(sent)

    words = words_of(paper(resident, sent, "test_card_pdf"))

    hour = f"{timezone.localtime(sitting.moment):%H.%M} WIB"
    for expected in ["Kartu tes", sent.registration_number, "Ruang A", hour, "KTP asli"]:
        assert expected in words


def test_test_card_shows_the_photo_of_the_wallet(resident, sent):
    invite(sent)
    without = len(images_of(paper(resident, sent, "test_card_pdf")))

    put_in_wallet(sent.person, "PAS_FOTO")

    assert len(images_of(paper(resident, sent, "test_card_pdf"))) == without + 1


def images_of(response):
    document = pypdfium2.PdfDocument(response.content)
    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    return [thing for page in document for thing in page.get_objects(filter=[kind])]


def test_there_is_no_test_card_before_an_invitation(resident, sent):
    assert paper(resident, sent, "test_card_pdf").status_code == 404


def test_statement_letter_carries_text_time_and_version(resident, sent):
    words = words_of(paper(resident, sent, "statement_pdf"))

    declared = timezone.localtime(sent.declared_at)
    assert "Isian saya benar" in words
    assert "versi 2026-1" in words
    assert f"{declared:%H.%M} WIB" in words


def test_an_unknown_version_of_the_text_is_not_made_up(resident, sent):
    link = reverse("enrollment:statement_pdf", args=[sent.pk])
    receipt = reverse("enrollment:receipt", args=[sent.pk])
    assert link in resident.get(receipt).content.decode()

    Application.objects.filter(pk=sent.pk).update(declaration_version="1999-1")

    assert paper(resident, sent, "statement_pdf").status_code == 404
    assert link not in resident.get(receipt).content.decode()


def test_papers_are_in_english_for_who_reads_english(resident, sent):
    resident.cookies["django_language"] = "en"

    assert "Proof of registration" in words_of(paper(resident, sent, "receipt_pdf"))


@pytest.mark.parametrize("name", PAPERS)
def test_papers_belong_to_their_applicant_alone(client, sent, name):
    invite(sent)
    client.force_login(UserFactory(roles=["resident"]))

    assert paper(client, sent, name).status_code == 404


@pytest.mark.parametrize("name", PAPERS)
def test_a_draft_has_no_papers(client, name):
    draft = complete_draft(open_intake())
    client.force_login(draft.user)

    assert paper(client, draft, name).status_code == 404
