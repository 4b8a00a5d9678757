"""What a resident sees after sending, state by state, and what may be changed then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.choices import DocumentKind
from blk_portal.shared.formats import long_datetime, weekday_date
from enrollment.choices import HOLDING_A_SEAT, ApplicationStatus
from enrollment.models import Assessment, Objection, Offer, Participation, Review, Sitting
from enrollment.services.offering import offer_seat, told_at
from enrollment.services.review_notices import LEAST_TIME_TO_CORRECT
from enrollment.services.seats import take_seat
from enrollment.services.status import change_status
from enrollment.services.submission import submit_application, withdraw_application
from programs.models import Intake
from tests.enrollment.residents import complete_draft, open_intake, put_in_wallet
from tests.factories import UserFactory
from tests.files import photo

pytestmark = pytest.mark.django_db

BEYOND_DRAFT = [status for status in ApplicationStatus.values if status != "draft"]


@pytest.fixture
def sent():
    draft = complete_draft(open_intake())
    return submit_application(draft, actor=draft.user)


@pytest.fixture
def resident(client, sent):
    client.force_login(sent.user)
    return client


def return_to_resident(application, **requirements):
    verifier = UserFactory(roles=["verifier"])
    review = Review.objects.create(
        application=application, reviewer=verifier, decision="return", message="Mohon perbaiki."
    )
    for requirement, reason in requirements.items():
        review.items.create(requirement=requirement.replace("__", ":"), result="fix", reason=reason)
    change_status(application, ApplicationStatus.NEEDS_FIX, actor=verifier, reason="return")
    return review


def page_of(resident, application, name="application", **kwargs):
    return resident.get(reverse(f"enrollment:{name}", kwargs={"pk": application.pk, **kwargs}))


def test_only_what_was_returned_can_be_changed(resident, sent):
    return_to_resident(sent, document__KTP="unclear")

    status = page_of(resident, sent)
    address = page_of(resident, sent, "question", part="alamat")
    wishes = page_of(resident, sent, "wishes")
    documents = page_of(resident, sent, "documents")

    assert [str(row.title) for row in status.context["corrections"]] == [
        str(DocumentKind.KTP.label)
    ]
    assert (address.status_code, wishes.status_code) == (302, 302)
    assert [row["paper"].kind for row in documents.context["rows"]] == ["KTP"]


def test_what_was_returned_says_until_when_and_what_comes_first(resident, sent):
    Intake.objects.update(verified_by=timezone.localdate() - timedelta(days=1))
    return_to_resident(sent, document__KTP="unclear", address="address_differs")

    page = page_of(resident, sent)

    (paper, address) = page.context["corrections"]
    last_day = timezone.localdate() + LEAST_TIME_TO_CORRECT
    assert paper.links == [
        ("Unggah yang baru", reverse("enrollment:documents", args=[sent.pk]) + "#KTP")
    ]
    assert paper.sentences[0].startswith("Foto KTP belum jelas.")
    assert (page.context["next_correction"], page.context["correct_by"]) == (paper, last_day)
    (waiting,) = [step for step in page.context["steps"] if step.state == "now"]
    assert waiting.when == f"sampai {weekday_date(last_day)}"


def test_correction_is_sent_once_the_paper_is_new(resident, sent):
    return_to_resident(sent, document__KTP="unclear")
    send_again = reverse("enrollment:resubmit", args=[sent.pk])

    resident.post(send_again)
    sent.refresh_from_db()
    assert sent.status == ApplicationStatus.NEEDS_FIX
    assert "Perlu diganti" in page_of(resident, sent, "documents").content.decode()

    resident.post(reverse("enrollment:upload", args=[sent.pk, "KTP"]), {"file": photo()})
    assert "Perlu diganti" not in page_of(resident, sent, "documents").content.decode()
    page = page_of(resident, sent)
    assert [row.is_replaced for row in page.context["corrections"]] == [True]
    assert page.context["next_correction"] is None
    resident.post(send_again)
    sent.refresh_from_db()
    assert sent.status == ApplicationStatus.SUBMITTED


def test_returned_address_can_be_mended(resident, sent):
    return_to_resident(sent, address="address_differs")
    page = reverse("enrollment:question", args=[sent.pk, "alamat"])

    answer = resident.post(
        page, {"address": "Jalan Baru 9", "rt": "1", "rw": "2", "kelurahan_name": "Medono"}
    )

    sent.person.refresh_from_db()
    assert answer["Location"] == sent.get_absolute_url()
    assert (sent.person.address, sent.person.rt) == ("Jalan Baru 9", "001")


def test_nothing_is_changed_after_sending(resident, sent):
    page = reverse("enrollment:question", args=[sent.pk, "alasan"])

    assert resident.get(page).status_code == 302
    assert resident.post(page, {"motivation": "Saya berubah pikiran tentang kelas"})
    sent.refresh_from_db()
    assert sent.motivation == "Saya ingin membuka usaha roti di rumah."
    answer = resident.post(reverse("enrollment:upload", args=[sent.pk, "KTP"]), {"file": photo()})
    assert answer.status_code == 404


def test_offer_is_answered_with_its_button(resident, sent):
    change_status(sent, ApplicationStatus.VERIFIED, actor=None)
    change_status(sent, ApplicationStatus.SEATED, actor=None)
    seat = take_seat(sent.choices.first().batch, sent)
    offer = Offer.objects.create(
        application=sent, seat=seat, expires_at=timezone.now() + timedelta(days=3)
    )
    assert page_of(resident, sent).context["offer"] == offer

    resident.post(reverse("enrollment:answer_offer", args=[sent.pk]), {"answer": "stay"})

    offer.refresh_from_db()
    assert (offer.answer, offer.answered_by) == ("stay", sent.user)
    assert page_of(resident, sent).context["offer"] is None


def test_withdrawing_frees_the_seat_of_a_first_come_class(client):
    intake = open_intake(titles=["Las"], max_choices=1, method="first_come", capacity=1)
    first = submit_application(complete_draft(intake), actor=None)

    withdraw_application(first, actor=first.user)

    second = submit_application(complete_draft(intake), actor=None)
    assert second.seats.taken().get().number == 1
    first.refresh_from_db()
    assert first.status == ApplicationStatus.WITHDRAWN


def test_confirmed_seat_cannot_be_withdrawn(resident, sent):
    for status in ["verified", "seated", "confirmed"]:
        change_status(sent, status, actor=None, reason="contoh")

    resident.post(reverse("enrollment:withdraw", args=[sent.pk]))

    sent.refresh_from_db()
    assert sent.status == ApplicationStatus.CONFIRMED


def test_objection_before_a_result_is_refused_in_words(resident, sent):
    change_status(sent, ApplicationStatus.INELIGIBLE, actor=None, reason="refuse")
    page = reverse("enrollment:objection", args=[sent.pk])

    answer = resident.post(page, {"text": "Umur saya sudah delapan belas tahun."})

    assert answer.status_code == 422
    assert Objection.objects.count() == 0


@pytest.mark.parametrize("status", BEYOND_DRAFT)
def test_status_page_opens_in_every_state(resident, sent, status, django_assert_max_num_queries):
    path = {
        "submitted": [],
        "needs_fix": ["needs_fix"],
        "verified": ["verified"],
        "ineligible": ["ineligible"],
        "seated": ["verified", "seated"],
        "waitlisted": ["verified", "waitlisted"],
        "not_selected": ["verified", "not_selected"],
        "confirmed": ["verified", "seated", "confirmed"],
        "lapsed": ["verified", "seated", "lapsed"],
        "left": ["verified", "seated", "confirmed", "left"],
        "withdrawn": ["withdrawn"],
        "excluded": ["excluded"],
    }[status]
    for step in path:
        change_status(sent, step, actor=None, reason="contoh")
    if status in HOLDING_A_SEAT:
        offer_seat(take_seat(sent.choices.first().batch, sent))
    page_of(resident, sent)

    with django_assert_max_num_queries(8):
        page = page_of(resident, sent)

    assert page.status_code == 200
    assert status not in str(page.context["heading"].title)


def test_second_apply_opens_the_first_application(resident, sent):
    answer = resident.get(reverse("enrollment:start", args=[sent.intake.code]))

    assert answer["Location"] == sent.get_absolute_url()


def test_paper_of_the_wallet_serves_the_next_intake(resident, sent):
    change_status(sent, ApplicationStatus.WITHDRAWN, actor=None)
    put_in_wallet(sent.person, "KK")
    later = open_intake()

    resident.get(reverse("enrollment:start", args=[later.code]))
    application = sent.user.applications.get(intake=later)
    for batch in later.batches.all()[:1]:
        resident.post(reverse("enrollment:wishes", args=[application.pk]), {"add": batch.code})

    (row,) = page_of(resident, application, "documents").context["rows"]
    assert row["paper"].is_in_order


def test_opening_the_page_shows_that_the_person_knows_of_the_seat(resident, sent):
    for status in ["verified", "seated"]:
        change_status(sent, status, actor=None, reason="contoh")
    offer = offer_seat(take_seat(sent.choices.first().batch, sent))
    assert told_at(offer) is None

    page_of(resident, sent)

    assert told_at(offer) is not None


def test_a12_appointments_stand_on_the_status_page_with_the_card(resident, sent):
    change_status(sent, "verified", actor=None)
    starts_at = timezone.now() + timedelta(days=2)
    assessment = Assessment.objects.create(
        intake=sent.intake, kind="written", title="Tes tulis", starts_at=starts_at, place="Ruang A"
    )
    Sitting.objects.create(assessment=assessment, application=sent)

    page = page_of(resident, sent)

    words = page.content.decode()
    assert "Datanglah ke tes Anda" in words
    assert "Ruang A" in words
    assert reverse("enrollment:test_card_pdf", args=[sent.pk]) in words
    assert [step.title for step in page.context["steps"] if step.state == "now"] == ["Tes tulis"]


@pytest.mark.parametrize(
    ("facts", "heading", "last_step"),
    [
        ({}, "Kursi ini milik Anda", "Hari terakhir pelatihan"),
        ({"has_finished": True}, "Anda sudah menyelesaikan pelatihan", "Uji kompetensi"),
        (
            {"has_finished": True, "is_competent": True, "certificate_number": "S-1"},
            "Selamat, Anda kompeten",
            "Sertifikat Anda sudah ada",
        ),
        (
            {"has_finished": True, "is_competent": False},
            "Anda menyelesaikan pelatihan, belum kompeten",
            "Uji kompetensi: Belum kompeten",
        ),
        (
            {"has_finished": False},
            "Anda tidak menyelesaikan pelatihan",
            "Anda tidak menyelesaikan pelatihan",
        ),
    ],
)
def test_a12_the_status_page_follows_the_training(
    resident, sent, facts, heading, last_step, django_assert_max_num_queries
):
    for status in ["verified", "seated", "confirmed"]:
        change_status(sent, status, actor=None, reason="contoh")
    batch = sent.choices.first().batch
    Participation.objects.create(application=sent, batch=batch, **facts)
    page_of(resident, sent)

    with django_assert_max_num_queries(8):
        page = page_of(resident, sent)

    assert page.context["title"] == heading
    assert str(page.context["steps"][-1].title) == last_step


@pytest.mark.parametrize("status", ["ineligible", "not_selected", "lapsed"])
def test_a13_whoever_gets_no_seat_is_shown_a_way_on(resident, sent, status):
    path = ["verified"] if status != "ineligible" else []
    for step in [*path, *(["seated"] if status == "lapsed" else []), status]:
        change_status(sent, step, actor=None, reason="contoh")

    assert reverse("programs:program_list") in main_of(page_of(resident, sent))


@pytest.mark.parametrize(
    "answer, reason",
    [
        ("", "Sampai {deadline} kami belum menerima jawaban Anda."),
        ("decline", "Anda melepas kursi ini."),
        ("stay", "Anda tidak daftar ulang tepat waktu."),
    ],
)
def test_a13_whoever_lost_a_seat_reads_how(resident, sent, answer, reason):
    for step in ["verified", "seated", "lapsed"]:
        change_status(sent, step, actor=None, reason="contoh")
    seat = take_seat(sent.choices.first().batch, sent)
    now = timezone.now()
    Offer.objects.create(
        application=sent,
        seat=seat,
        expires_at=now,
        answer=answer,
        answered_at=now if answer else None,
        closed_at=now,
        closing="lapsed",
    )

    page = page_of(resident, sent)

    assert reason.format(deadline=long_datetime(now)) in main_of(page)


@pytest.mark.parametrize("is_open", [True, False])
def test_withdrawing_is_offered_after_a_refusal_only_while_one_may_begin_anew(
    resident, sent, is_open
):
    change_status(sent, "ineligible", actor=None, reason="refuse")
    if not is_open:
        Intake.objects.update(status="closed")

    page = page_of(resident, sent)

    assert (reverse("enrollment:withdraw", args=[sent.pk]) in main_of(page)) is is_open


def main_of(page):
    return page.content.decode().split("<main", 1)[1].split("</main", 1)[0]
