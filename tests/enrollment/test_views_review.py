import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import DocumentAccess, PersonAccess
from enrollment.models import Application, Review
from enrollment.services.claiming import claim
from notices.models import Notice
from programs.models import Intake
from tests.factories import UserFactory
from tests.factories.desk import answers, batch_with_gates, case_factory
from tests.factories.exports import numbers_in, written_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier():
    return UserFactory(display_name="Rina", roles=["verifier"])


@pytest.fixture
def desk(client, verifier):
    client.force_login(verifier)
    return client


def queue(**query):
    return reverse("enrollment:queue", query=query)


def case(application, name="case", **kwargs):
    return reverse(f"enrollment:{name}", kwargs={"pk": application.pk, **kwargs})


def numbers_on(response):
    return [row.application.registration_number for row in response.context["rows"]]


def answered(application, decision, **reasons):
    """Return the fields of the form as a verifier fills them in."""
    fields = {"version": application.version, "decision": decision}
    for item in answers(application, **reasons):
        name = item.requirement.replace(":", "-")
        fields[name] = "no" if item.reason else "ok"
        fields[f"{name}-reason"] = item.reason
    return fields


@pytest.mark.parametrize("files", [1, 3])
def test_the_queue_asks_the_same_few_questions_at_any_length(
    desk, files, django_assert_num_queries
):
    batch = batch_with_gates()
    for _ in range(files):
        case_factory(batch=batch, claims=["disability"])
    desk.get(queue())

    with django_assert_num_queries(12):
        response = desk.get(queue())

    assert len(response.context["rows"]) == files


def test_the_queue_shows_what_waits_longest_first_and_never_the_own_family_card(desk, verifier):
    now = timezone.now()
    late = case_factory(submitted_at=now - timedelta(hours=3))
    early = case_factory(submitted_at=now - timedelta(days=2))
    case_factory(user=verifier)
    case_factory(person__kk=verifier.person.kk)

    response = desk.get(queue())

    assert numbers_on(response) == [early.registration_number, late.registration_number]
    assert [row.age for row in response.context["rows"]] == ["2 hari", "3 jam"]
    assert response.context["waiting"] == 2


def test_files_of_a_postponed_intake_are_not_in_the_queue(desk):
    waiting, postponed = case_factory(), case_factory()
    Intake.objects.filter(pk=postponed.intake_id).update(status="postponed")

    response = desk.get(queue())

    assert numbers_on(response) == [waiting.registration_number]


def test_filters_narrow_the_list_the_counts_and_the_file_alike(desk, verifier):
    batch = batch_with_gates()
    wanted = case_factory(batch=batch, claims=["disability"])
    case_factory(batch=batch, status="verified", claims=["disability"])
    case_factory(batch=batch)
    case_factory()

    for query in (
        {"batch": batch.code, "flag": "priority"},
        {"program": batch.program.slug, "flag": "priority"},
        {"intake": batch.intake.code, "q": wanted.registration_number},
    ):
        response = desk.post(reverse("enrollment:queue_search"), query, follow=True)
        export = written_export(
            verifier, key="antrean", query=response.request["QUERY_STRING"], columns=["number"]
        )

        assert numbers_on(response) == numbers_in(export) == [wanted.registration_number]
    assert {tab["code"]: tab["count"] for tab in response.context["tabs"]}["verified"] in (0, 1)


def test_a_name_narrows_the_page(desk):
    wanted = case_factory(person__full_name="Nur'aini")
    case_factory()

    response = desk.post(reverse("enrollment:queue_search"), {"q": "nur"}, follow=True)

    assert numbers_on(response) == [wanted.registration_number]


def test_the_file_holds_every_page_of_the_state_shown(desk, verifier):
    batch = batch_with_gates()
    files = [case_factory(batch=batch, papers=()) for _ in range(51)]
    mine = case_factory(batch=batch, papers=())
    claim(mine, reviewer=verifier)
    case_factory(batch=batch, papers=(), status="verified")

    page = desk.get(queue())

    assert len(page.context["rows"]) == 50
    assert page.context["page"].paginator.count == 52
    every = [file.registration_number for file in [*files, mine]]
    assert numbers_in(written_export(verifier, key="antrean")) == every
    assert numbers_in(written_export(verifier, key="antrean", query="status=mine")) == every[-1:]


def test_flags_say_where_to_look_twice(desk):
    batch = batch_with_gates()
    first = case_factory(batch=batch, claims=["poor"], accommodation="Kursi roda")
    case_factory(batch=batch, person__kk=first.person.kk)

    rows = {row.application.pk: row for row in desk.get(queue()).context["rows"]}

    assert [flag.label for flag in rows[first.pk].flags] == [
        "Periksa lagi NIK",
        "KK sama dengan pendaftar lain",
        "Kategori prioritas",
        "Minta penyesuaian",
    ]


@pytest.mark.parametrize(
    ("days", "label"),
    [(2, []), (1, ["Tenggat besok"]), (0, ["Tenggat hari ini"]), (-3, ["Lewat tenggat"])],
)
def test_a_promise_that_is_near_or_broken_is_flagged(desk, days, label):
    batch = batch_with_gates()
    case_factory(batch=batch)
    Intake.objects.update(verified_by=timezone.localdate() + timedelta(days=days))

    (row,) = desk.get(queue()).context["rows"]

    assert [flag.label for flag in row.flags if "enggat" in flag.label] == label


def test_take_the_next_one_opens_the_oldest_of_the_filtered(desk, verifier):
    case_factory()
    wanted = case_factory()
    code = wanted.choices.get().batch.code

    response = desk.post(reverse("enrollment:take_next", query={"batch": code}))

    assert response["Location"] == case(wanted) + f"?batch={code}"
    wanted.refresh_from_db()
    assert wanted.claimed_by == verifier


def test_accepting_opens_the_next_file_and_offers_to_undo(desk):
    first, second = case_factory(), case_factory()

    response = desk.post(case(first), answered(first, "verify"), follow=True)

    assert response.redirect_chain == [(case(second), 302)]
    review = Review.objects.get(application=first)
    assert case(first, "case_undo", review=review.pk) in response.content.decode()

    response = desk.post(case(first, "case_undo", review=review.pk))

    first.refresh_from_db()
    assert first.status == "submitted"


def test_a_form_that_is_not_finished_keeps_its_answers(desk):
    application = case_factory()
    fields = answered(application, "return", identity="nik_differs") | {
        "identity-reason": "",
        "note": "telepon dulu",
    }
    del fields["address"]

    response = desk.post(case(application), fields)

    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors == {
        "address": ["Jawab pemeriksaan “Alamat di KTP”."],
        "identity-reason": ["Pilih alasan untuk “NIK, nama, dan tanggal lahir”."],
    }
    assert form["note"].value() == "telepon dulu"
    assert Review.objects.count() == 0


def test_the_note_stays_with_staff_and_the_message_reaches_the_applicant(client, verifier):
    application = case_factory()
    client.force_login(verifier)
    words = {"note": "Telepon dulu sebelum tes", "message": "Bawa KTP asli saat tes."}
    client.post(case(application), answered(application, "return", identity="nik_differs") | words)
    Notice.objects.update(hold_until=timezone.now())
    client.force_login(application.user)
    download = {"password": "kata-sandi-contoh", "format": "json"}

    pages = [
        client.get(reverse("enrollment:application", args=[application.pk])),
        client.get(reverse("notices:my_notices")),
        client.post(reverse("accounts:own_download"), download),
    ]
    told = [page.content.decode() for page in pages]

    assert Review.objects.get().note == words["note"]
    assert [words["note"] in page for page in told] == [False, False, False]
    assert [words["message"] in page for page in told[1:]] == [True, True]


def compared(response):
    """Label, stored and own words of each line that differs."""
    return [(row.label, row.theirs, row.yours) for row in response.context["rows"] if row.differs]


def test_a_late_save_shows_both_versions_side_by_side(desk):
    application = case_factory()
    fields = answered(application, "return", identity="nik_differs") | {
        "note": "catatan saya",
        "message": "Silakan datang",
        "identity-text": "angka ke-7",
    }
    client = Client()
    client.force_login(UserFactory(display_name="Bayu", roles=["verifier"]))
    client.post(case(application), answered(application, "verify") | {"note": "sudah cocok"})

    response = desk.post(case(application), fields)

    assert response.status_code == 409
    assert compared(response) == [
        ("NIK, nama, dan tanggal lahir", "Sesuai", "NIK beda dengan KTP. angka ke-7"),
        ("Keputusan", "Diloloskan", "Dikembalikan untuk diperbaiki"),
        ("Catatan petugas", "sudah cocok", "catatan saya"),
    ]
    page = response.content.decode()
    assert "Silakan datang" in page
    assert "Bayu memutuskan lebih dulu" in page
    assert list(Review.objects.values_list("decision", "note")) == [("verify", "sudah cocok")]


def test_answers_come_along_when_the_applicant_changed_the_file_meanwhile(desk):
    application = case_factory()
    late = answered(application, "return", identity="nik_differs") | {"note": "catatan saya"}
    Application.objects.update(version=application.version + 1)

    conflict = desk.post(case(application), late)
    hidden = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', conflict.content.decode())
    )
    gone_on = desk.post(case(application), hidden | {"decision": "preview"})

    assert conflict.status_code == 409
    assert gone_on.status_code == 200
    form = gone_on.context["form"]
    assert form["version"].value() == str(application.version + 1)
    assert form["note"].value() == "catatan saya"
    assert (form["identity"].value(), form["identity-reason"].value()) == ("no", "nik_differs")
    assert Review.objects.count() == 0


def test_a_file_in_another_hand_is_read_only_until_taken_over(desk, verifier):
    application = case_factory()
    claim(application, reviewer=UserFactory(display_name="Bayu", roles=["verifier"]))

    page = desk.get(case(application)).content.decode()
    assert "Bayu" in page
    assert 'name="decision"' not in page

    response = desk.post(case(application), answered(application, "verify") | {"note": "cocok"})
    assert response.status_code == 409
    assert response.context["holder"].display_name == "Bayu"
    assert "cocok" in response.content.decode()

    desk.post(case(application, "case_claim"))
    application.refresh_from_db()
    assert application.claimed_by.display_name == "Bayu"

    desk.post(case(application, "case_claim"), {"take_over": "1"})
    application.refresh_from_db()
    assert application.claimed_by == verifier


def test_the_message_is_previewed_from_the_answers(desk):
    application = case_factory()
    fields = answered(application, "", document_KTP="unclear")

    htmx = {"HX-Request": "true"}
    piece = desk.post(case(application, "case_preview"), fields, headers=htmx).content.decode()

    assert "Foto KTP belum jelas. Ambil ulang di tempat terang, lalu unggah lagi." in piece
    assert "<html" not in piece
    whole = desk.post(case(application), fields | {"decision": "preview"})
    assert whole.status_code == 200
    assert "Foto KTP belum jelas" in whole.content.decode()
    assert Review.objects.count() == 0


def test_whole_numbers_are_shown_for_a_reason_that_is_kept(desk, verifier):
    person = case_factory().person
    application = Application.objects.get()

    assert person.nik not in desk.get(case(application)).content.decode()
    refused = desk.post(case(application, "case_numbers"))
    assert refused.status_code == 422
    assert PersonAccess.objects.count() == 0

    shown = desk.post(case(application, "case_numbers"), {"why": "compare"})

    assert person.nik in shown.content.decode()
    access = PersonAccess.objects.get()
    assert (access.person, access.user, access.reason) == (person, verifier, "compare")


def test_opening_a_paper_is_written_down_and_a_strangers_paper_is_not_there(desk, verifier):
    application, other = case_factory(), case_factory()
    paper = application.person.documents.get(kind="KTP")

    response = desk.get(case(application, "case_document", uuid=paper.uuid))

    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    access = DocumentAccess.objects.get()
    assert (access.document, access.user) == (paper, verifier)
    assert desk.get(case(other, "case_document", uuid=paper.uuid)).status_code == 404


def test_the_own_file_does_not_exist_at_the_desk(desk, verifier):
    own = case_factory(user=verifier)
    paper = own.person.documents.first()

    assert desk.get(case(own)).status_code == 404
    assert desk.post(case(own), answered(own, "verify")).status_code == 404
    assert desk.post(case(own, "case_claim")).status_code == 404
    assert desk.get(case(own, "case_document", uuid=paper.uuid)).status_code == 404
    assert desk.get(case(own, "case_numbers")).status_code == 404
