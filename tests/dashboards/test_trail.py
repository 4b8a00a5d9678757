"""One trail tells every act and reading, from whatever table, in few statements."""

import csv
import io

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.choices import MergeReason
from accounts.models import Document, DocumentAccess, PersonAccess
from accounts.services.relations import declare_relation
from accounts.services.standstill import open_numbers
from dashboards.trail.sources import TRACKED, TRACKED_OF_GRANTS, Filters, Subject, trail
from dashboards.trail.words import lines_in_words
from enrollment.choices import PairReason
from enrollment.models import Objection, Participation, Review, ReviewItem, Sitting, TracerAnswer
from enrollment.services.claiming import claim
from enrollment.services.pair_decisions import call_apart
from enrollment.services.pair_merges import confirm_merge_of
from enrollment.services.reviews import record_review
from enrollment.services.status import change_status
from grants.models import BusinessGroup, FieldVerification, Handover, MonitoringVisit
from notices.services.calls import record_call
from tests.factories import IntakeFactory, UserFactory
from tests.factories.desk import (
    answers,
    assessment_of,
    batch_with_gates,
    case_factory,
    scored_batch,
    sitting_at,
)
from tests.factories.grants import GrantItemFactory, HandoverFactory, MonitoringVisitFactory
from tests.factories.merges import proposed, registered_twice

pytestmark = pytest.mark.django_db


@pytest.fixture
def verifier(db):
    return UserFactory(display_name="Bayu", roles=["verifier"])


@pytest.fixture
def auditor(db):
    user = UserFactory(display_name="Inspektur", roles=["auditor"])
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def said(subject, **filters):
    with translation.override("id"):
        lines = lines_in_words(trail(subject, Filters(**filters)))
    return [(line.who, line.what, line.why) for line in lines]


@pytest.fixture
def checked(verifier):
    """A file that a verifier opened, took in hand, and returned."""
    application = case_factory()
    document = application.person.documents.get(kind="KTP")
    DocumentAccess.objects.create(document=document, user=verifier, reason="verifikasi")
    open_numbers(application.person, user=verifier, reason="Dibandingkan dengan KTP")
    claim(application, reviewer=verifier)
    record_review(
        application,
        reviewer=verifier,
        decision="return",
        items=answers(application, document_KTP="unclear"),
        version=application.version,
        note="Foto gelap",
    )
    notice = application.person.notices.get()
    record_call(notice, "no_answer", "Nada sibuk", actor=verifier)
    application.refresh_from_db()
    return application


def test_every_kind_of_act_stands_in_the_trail_with_who_and_why(checked):
    told = said(Subject.of_application(checked))

    for line in [
        ("Portal", "Lamaran: Menunggu pemeriksaan", ""),
        ("Bayu", "Lamaran: Perlu perbaikan", "Dikembalikan untuk diperbaiki. Foto gelap"),
        ("Bayu", "Berkas dibuka: KTP atau surat keterangan perekaman", "verifikasi"),
        ("Bayu", "Dibuka: NIK dan nomor Kartu Keluarga", "Dibandingkan dengan KTP"),
        ("Bayu", "Dipilih dari daftar", ""),
        ("Bayu", "Dikembalikan untuk diperbaiki", "Foto gelap"),
        ("Bayu", "Telepon: Tidak diangkat", "Nada sibuk"),
        ("Portal", "Pilihan kelas ditulis: 1", ""),
    ]:
        assert line in told, (line, told)


def test_filters_leave_what_was_asked_for(checked, verifier):
    subject, other = Subject.of_application(checked), UserFactory(roles=["verifier"])

    assert {who for who, _what, _why in said(subject, who=verifier.pk)} == {"Bayu"}
    assert said(subject, who=other.pk) == []
    assert len(said(subject, kind="opened")) == 2
    assert said(subject, since=checked.created_at.date().replace(year=2100)) == []
    assert said(subject, until=checked.created_at.date().replace(year=2000)) == []


def test_the_trail_of_one_application_has_nothing_of_the_other(checked):
    other = case_factory(person=checked.person, user=checked.user, papers=(), claims=())
    change_status(other, "withdrawn", actor=None)

    assert not any("Ditarik" in what for _w, what, _y in said(Subject.of_application(checked)))
    assert any("Ditarik" in what for _w, what, _y in said(Subject.of_person(checked.person)))


def test_rows_changed_in_bulk_and_by_raw_sql_stand_in_the_trail():
    sitting = sitting_at(assessment_of(scored_batch()), attendance="invited")
    application = sitting.application
    review = application.reviews.create(reviewer=UserFactory(), decision="return")
    Objection.objects.create(application=application, text="Nilai saya")
    choice = application.choices.get()

    sitting.attendance = "absent"
    Sitting.objects.bulk_update([sitting], ["attendance"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE enrollment_sitting SET attendance = 'attended'")
        cursor.execute("UPDATE enrollment_choice SET rank = 3")
        cursor.execute("UPDATE enrollment_review SET decision = 'verify'")
        cursor.execute(
            "UPDATE enrollment_objection SET is_upheld = true, answer = 'Ya', "
            "answered_at = now(), answered_by_id = %s",
            [review.reviewer_id],
        )
        cursor.execute("UPDATE enrollment_application SET status = 'withdrawn'")
        cursor.execute("DELETE FROM enrollment_choice WHERE id = %s", [choice.pk])

    told = [what for _who, what, _why in said(Subject.of_application(application))]
    for what in [
        "Undangan tes diubah: Tidak hadir",
        "Undangan tes diubah: Hadir",
        "Pilihan kelas diubah: 3",
        "Pilihan kelas dihapus: 3",
        "Pemeriksaan berkas diubah: Diloloskan",
        "Lamaran: Ditarik",
    ]:
        assert what in told, (what, told)
    assert [what for what in told if what.startswith("Sanggahan diubah")]


@pytest.mark.parametrize(
    "tracked", [*TRACKED, *TRACKED_OF_GRANTS], ids=lambda tracked: tracked.model.__name__
)
def test_every_table_of_the_trail_has_events(tracked):
    event = tracked.model.pgh_event_model

    assert any(trigger.name == "append_only" for trigger in event._meta.triggers)


def test_the_way_of_a_grant_stands_in_the_trail_of_the_person():
    handover = HandoverFactory()
    grant = handover.grant
    item = GrantItemFactory(grant=grant)
    visit = MonitoringVisitFactory(grant=grant)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE grants_grantitem SET value = 1 WHERE id = %s", [item.pk])
        cursor.execute("UPDATE grants_handover SET condition = 'broken'")
        cursor.execute("UPDATE grants_fieldverification SET score = 100")
        cursor.execute("UPDATE grants_monitoringvisit SET due_on = due_on + 1")

    told = [what for _who, what, _why in said(Subject.of_person(grant.request.person), kind="rows")]
    assert sorted(told) == [
        "Barang hibah ditulis",
        "Barang hibah diubah",
        "Hibah ditetapkan ditulis",
        "Kunjungan sesudah serah terima ditulis",
        "Kunjungan sesudah serah terima diubah",
        "Serah terima (BAST) ditulis",
        "Serah terima (BAST) diubah",
        "Tinjauan lapangan ditulis",
        "Tinjauan lapangan diubah",
    ]
    assert visit.grant == grant


def test_points_of_a_check_and_answers_after_training_stand_in_the_trail(checked):
    batch = checked.choices.get().batch
    participation = Participation.objects.create(application=checked, batch=batch)
    TracerAnswer.objects.create(participation=participation, months=6, activity="employed")
    ReviewItem.objects.filter(review__application=checked, result="ok").update(
        result="fix", reason="unclear"
    )

    told = [what for _who, what, _why in said(Subject.of_application(checked), kind="rows")]

    assert "Jawaban sesudah pelatihan ditulis: Bekerja" in told
    assert "Butir pemeriksaan diubah: Perlu diperbaiki" in told


def test_events_keep_no_words_of_people():
    kept = {
        model: {field.name for field in model.pgh_event_model._meta.get_fields()}
        for model in [
            *(Review, ReviewItem, Objection, Document),
            *(FieldVerification, Handover, MonitoringVisit, BusinessGroup),
        ]
    }

    assert not kept[Review] & {"message", "note"}
    assert not kept[ReviewItem] & {"text", "checked"}
    assert not kept[FieldVerification] & {"team", "findings"}
    assert not kept[Handover] & {"place", "giver", "receivers", "witnesses"}
    assert not kept[MonitoringVisit] & {"place", "note"}
    assert not kept[BusinessGroup] & {"name", "deed_number"}
    assert not kept[Objection] & {"text", "answer"}
    assert not kept[Document] & {"file", "original_name", "sha256"}


def test_a_row_changed_on_a_page_names_who_changed_it():
    batch = batch_with_gates(status="open", intake=IntakeFactory(status="open"))
    draft = case_factory(status="draft", batch=batch, papers=(), claims=())
    client = Client()
    client.force_login(draft.user)

    client.post(f"{draft.get_absolute_url()}pilihan/", {"remove": batch.code})

    told = said(Subject.of_application(draft), kind="rows")
    assert (str(draft.user), "Pilihan kelas dihapus: 1", "") in told


def test_the_reason_why_two_are_different_people_is_not_told_as_one_of_a_merge(verifier):
    pair, first, _second = registered_twice()

    call_apart(pair, actor=verifier, reason="papers", note="KTP berbeda")

    (decided,) = said(Subject.of_person(first), kind="status", who=verifier.pk)
    assert decided == (
        "Bayu",
        "Mungkin terdaftar dua kali: Dua orang berbeda",
        "Berkas keduanya sudah dibandingkan. KTP berbeda",
    )
    assert set(PairReason.values).isdisjoint(MergeReason.values)


@pytest.mark.parametrize("whose", ["kept", "gone"])
def test_a_merge_stands_in_the_trail_of_both_records(whose, verifier):
    pair, kept, gone = registered_twice()
    proposed(pair, kept, actor=verifier, reason="same_papers", note="KTP asli")

    confirm_merge_of(pair, actor=UserFactory(display_name="Ratih", roles=["verifier"]))

    told = said(Subject.of_person({"kept": kept, "gone": gone}[whose]), kind="status")
    of_the_merge = [line for line in told if not line[1].startswith("Lamaran")]
    assert of_the_merge == [
        (
            "Ratih",
            "Mungkin terdaftar dua kali: Satu orang, satu data",
            "Berkas keduanya sudah dibandingkan",
        ),
        ("Ratih", "Satu data dari dua: Disatukan", "Berkas keduanya menunjukkan orang yang sama"),
        (
            "Bayu",
            "Satu data dari dua: Menunggu petugas kedua",
            "Berkas keduanya menunjukkan orang yang sama",
        ),
        ("Portal", "Mungkin terdaftar dua kali: Menunggu keputusan", ""),
    ]


def test_opening_a_trail_is_written_down_once_and_seen_by_the_person(auditor, checked):
    address = reverse("dashboards:trail_of_application", args=[checked.pk])

    for query in ["", "?page=2", "?kind=opened"]:
        assert auditor.get(address + query).status_code == 200

    access = PersonAccess.objects.get(user=auditor.user)
    assert (access.person, access.what, access.reason) == (checked.person, "trail", "Audit")


def test_a_trail_is_taken_away_only_with_a_reason(auditor, checked):
    address = reverse("dashboards:trail_of_person_csv", args=[checked.person.pk])

    refused = auditor.post(address, {"reason": " "})
    assert (refused.status_code, PersonAccess.objects.filter(what="trail").count()) == (302, 0)

    taken = auditor.post(address + "?kind=opened", {"reason": "Permintaan Inspektorat"})
    rows = list(csv.reader(io.StringIO(b"".join(taken.streaming_content).decode("utf-8-sig"))))
    end = rows.index([])
    assert rows[end + 1] == ["Jumlah baris", "3"]
    assert rows[-1] == ["Alasan", "Permintaan Inspektorat"]
    assert [row[3] for row in rows[1:end]] == [
        "Dibuka: Catatan siapa melakukan apa",
        "Dibuka: NIK dan nomor Kartu Keluarga",
        "Berkas dibuka: KTP atau surat keterangan perekaman",
    ]
    access = PersonAccess.objects.get(what="trail")
    assert (access.user, access.reason) == (auditor.user, "Permintaan Inspektorat")


def test_the_number_leads_to_the_trail_and_not_to_that_of_ones_own_people(auditor, checked):
    find, body = reverse("dashboards:trail_find"), {"number": "7KM4-9TQX"}
    assert auditor.post(find, body).status_code == 422

    declare_relation(checked.person, user=auditor.user, kind="family")
    for name, pk in [("trail_of_application", checked.pk), ("trail_of_person", checked.person_id)]:
        assert auditor.get(reverse(f"dashboards:{name}", args=[pk])).status_code == 404


def test_a_long_trail_costs_as_many_statements_as_a_short_one(
    auditor, checked, django_assert_max_num_queries, verifier
):
    address = reverse("dashboards:trail_of_person", args=[checked.person_id])
    auditor.get(address)
    with django_assert_max_num_queries(12) as few:
        auditor.get(address)

    with transaction.atomic():
        for number in range(120):
            open_numbers(checked.person, user=UserFactory(), reason=f"alasan {number}")
    with django_assert_max_num_queries(len(few)):
        page = auditor.get(address)
    assert page.context["page"].paginator.num_pages >= 3
