import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Consent, DataRequest, DocumentAccess, PersonAccess, PersonChange
from blk_portal.shared import personal_data
from enrollment.models import Score, ScoreCorrection, ScoreTalk
from notices.services.outbox import queue_notice
from tests.factories import ApplicationFactory, PersonFactory, UserFactory
from tests.factories.desk import DocumentFactory, assessment_of, case_factory, scored_batch
from tests.factories.grants import GrantRequestFactory
from tests.filled_forms import shown_on

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-contoh"


@pytest.fixture
def person():
    return PersonFactory(user=UserFactory(roles=["resident"]), full_name="Siti Nurhayati")


@pytest.fixture
def resident(client, person):
    client.force_login(person.user)
    return client


def page(client, name, **kwargs):
    return client.get(reverse(f"accounts:{name}", kwargs=kwargs)).content.decode()


def test_the_overview_masks_the_nik_since_phones_are_shared(resident, person):
    shown = page(resident, "own_data")

    assert person.nik_masked in shown
    assert person.nik not in shown


def test_every_section_shows_its_own_and_nobody_elses(resident, person):
    stranger = case_factory(motivation="Rahasia orang lain").person
    mine = case_factory(user=person.user, person=person, motivation="Ingin membuka toko kue")
    for owner, text in ((person, "Kabar untuk saya"), (stranger, "Kabar untuk orang lain")):
        with translation.override("id"):
            queue_notice(
                owner, "objection_answered", context={"answer": text}, event_key=f"x:{owner.pk}"
            )
    GrantRequestFactory(person=person, business_name="Warung saya")
    GrantRequestFactory(person=stranger, business_name="Warung orang lain")

    pages = "".join(page(resident, "own_section", key=s.key) for s in personal_data.sections())

    assert mine.motivation in pages
    assert "Kabar untuk saya" in pages
    assert "Warung saya" in pages
    assert "orang lain" not in pages
    assert stranger.full_name not in pages


def test_each_page_needs_few_statements_whatever_is_held(resident, person):
    application = case_factory(user=person.user, person=person)
    staff = [UserFactory(roles=["verifier"], display_name=f"Rina {n}") for n in range(5)]
    for user in staff:
        PersonAccess.objects.create(person=person, user=user, reason="Telepon")
        DocumentAccess.objects.create(document=person.documents.first(), user=user)
        GrantRequestFactory(person=person)
    assert application
    urls = [reverse("accounts:own_data"), reverse("accounts:own_openings")]
    urls += [reverse("accounts:own_consents"), reverse("accounts:own_contact")]
    urls += [
        reverse("accounts:own_section", kwargs={"key": s.key}) for s in personal_data.sections()
    ]

    counts = {}
    for url in urls:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert resident.get(url).status_code == 200
        counts[url] = len(queries)

    assert {url: number for url, number in counts.items() if number > 10} == {}


def test_scores_come_without_names_and_only_after_the_result(resident, person):
    batch = scored_batch()
    assessor = UserFactory(roles=["assessor"], display_name="Agus Penguji")
    application = ApplicationFactory(person=person, user=person.user, intake=batch.intake)
    sitting = assessment_of(batch).sittings.create(application=application, attendance="attended")
    Score.objects.create(sitting=sitting, criterion="wawancara", assessor=assessor, value=72)
    about = {"sitting": sitting, "criterion": "wawancara", "assessor": assessor}
    ScoreTalk.objects.create(lowest=40, highest=72, words="Gugup di awal", **about)
    ScoreCorrection.objects.create(old_value=70, new_value=72, reason="Salah jumlah", **about)

    before = page(resident, "own_section", key="tests")
    for status in ("verified", "not_selected"):
        application.status = status
        application.save()
    after = page(resident, "own_section", key="tests")

    assert "Wawancara</dt><dd>72" in after
    assert "Wawancara</dt><dd>72" not in before
    for said in [
        "Catatan tentang Wawancara</dt><dd>Gugup di awal",
        "diperbaiki</dt><dd>Salah jumlah",
    ]:
        assert (said in before, said in after) == (False, True)
    assert "Agus" not in before + after


def test_openings_say_role_unit_and_initials_but_no_name(resident, person):
    verifier = UserFactory(roles=["verifier"], display_name="Rina Contoh")
    PersonAccess.objects.create(person=person, user=verifier, reason="Menelepon tentang berkas")
    DocumentAccess.objects.create(document=DocumentFactory(person=person), user=verifier)

    shown = page(resident, "own_openings")

    assert "Verifikator R.C., UPTD BLK" in shown
    assert "Menelepon tentang berkas" in shown
    assert "Pemeriksaan lamaran Anda" in shown
    assert "Rina" not in shown


def test_contact_data_changes_at_once_and_keeps_what_it_was(resident, person):
    old = person.phone

    answer = resident.post(
        reverse("accounts:own_contact"), {"phone": "0813-1111-2222", "email": "", "residence": ""}
    )

    person.refresh_from_db()
    change = PersonChange.objects.get()
    assert answer.status_code == 302
    assert person.phone == "+6281311112222"
    assert (change.field, change.old, change.new, change.by) == (
        *("phone", old, "+6281311112222"),
        person.user,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT old || new FROM accounts_personchange")
        assert old not in cursor.fetchone()[0]


def identity(**changes):
    return {
        "full_name": "Siti Nurhayati",
        "birth_place": "Pekalongan",
        "birth_date_0": "12",
        "birth_date_1": "April",
        "birth_date_2": "1999",
        "gender": "P",
        "marital_status": "single",
        "address": "Jalan Contoh 1",
        "rt": "3",
        "rw": "005",
        "kelurahan": "33.75.01.1002",
        "outside_regency": "",
    } | changes


def test_the_data_of_the_ktp_may_be_corrected_until_it_was_compared(resident, person):
    url = reverse("accounts:own_identity")

    resident.post(url, identity(full_name="Siti  Nurhayati Ningsih"))
    person.refresh_from_db()
    assert person.full_name == "Siti Nurhayati Ningsih"
    assert [change.field for change in PersonChange.objects.all()] == ["full_name"]

    person.identity_verified_at = timezone.now()
    person.save()
    resident.post(url, identity(full_name="Orang Lain"))
    person.refresh_from_db()
    assert person.full_name == "Siti Nurhayati Ningsih"
    assert "Minta pembetulan" in resident.get(url).content.decode()


@pytest.mark.parametrize(
    "field, text",
    [("full_name", "S1ti"), ("full_name", "S"), ("birth_date_2", "2021"), ("rt", "12a")],
)
def test_the_data_of_the_ktp_obeys_the_rules_of_the_application(field, text, resident, person):
    page = resident.post(reverse("accounts:own_identity"), identity(**{field: text}))

    assert list(page.context["form"].errors) == [field.removesuffix("_2")]
    assert f'value="{text}"' in page.content.decode()
    assert not PersonChange.objects.exists()


def test_the_data_of_the_ktp_stays_while_an_application_is_checked(resident, person):
    ApplicationFactory(person=person, user=person.user)

    resident.post(reverse("accounts:own_identity"), identity(full_name="Orang Lain"))

    person.refresh_from_db()
    assert person.full_name == "Siti Nurhayati"


def test_consents_are_given_and_withdrawn_one_by_one(resident, person):
    url = reverse("accounts:own_consents")
    assert "checked" not in page(resident, "own_consents")

    resident.post(url, {"purpose": "publicity_photos", "agree": "yes"})
    resident.post(url, {"purpose": "publicity_photos", "agree": "yes"})
    assert Consent.objects.get().is_live
    resident.post(url, {"purpose": "publicity_photos", "agree": "no"})

    consent = Consent.objects.get()
    assert (consent.is_live, consent.source, consent.withdrawn_by) == (False, "self", person.user)
    assert resident.post(url, {"purpose": "anything", "agree": "yes"}).status_code == 404


def test_a_download_wants_the_password_and_holds_everything(resident, person):
    url = reverse("accounts:own_download")
    case_factory(user=person.user, person=person, motivation="Ingin membuka toko kue")

    wrong = resident.post(url, {"format": "json", "password": "bukan-ini"})
    right = resident.post(url, {"format": "json", "password": PASSWORD})
    pdf = resident.post(url, {"format": "pdf", "password": PASSWORD})

    held = json.loads(right.content)
    assert wrong.status_code == 422
    assert list(held["sections"]) == [section.key for section in personal_data.sections()]
    assert person.nik in right.content.decode()
    assert "Ingin membuka toko kue" in right.content.decode()
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in right["Cache-Control"]
    assert person.nik not in right["Content-Disposition"]


def test_a_request_says_the_clock_and_what_cannot_go(resident, person):
    ApplicationFactory(person=person, user=person.user)

    shown = page(resident, "own_request_new", kind="erase")
    resident.post(reverse("accounts:own_request_new", kwargs={"kind": "erase"}), {"text": ""})

    request = DataRequest.objects.get()
    assert "3 × 24 jam" in shown
    assert "Yang belum bisa dihapus" in shown
    assert request.due_at - request.received_at == timedelta(hours=72)
    assert "Batalkan permintaan" in page(resident, "own_request", pk=request.pk)
    resident.post(reverse("accounts:own_request_cancel", kwargs={"pk": request.pk}))
    request.refresh_from_db()
    assert request.status == "cancelled"


def test_the_queue_is_oldest_first_and_marks_the_clock(client, person):
    now = timezone.now()
    for hours, name in ((50, "Warga Santai"), (5, "Warga Segera"), (-1, "Warga Terlambat")):
        DataRequest.objects.create(
            person=PersonFactory(full_name=name),
            kind="erase",
            received_at=now - timedelta(hours=72 - hours),
            due_at=now + timedelta(hours=hours),
        )
    client.force_login(UserFactory(roles=["training_manager"]))

    shown = client.get(reverse("accounts:data_requests")).content.decode()
    start = client.get(reverse("accounts:staff_home")).content.decode()

    places = [shown.index(name) for name in ("Warga Terlambat", "Warga Segera", "Warga Santai")]
    assert places == sorted(places)
    assert shown.count("badge--problem") == 2
    assert "1 terlambat" in start


def test_staff_correct_checked_data_and_the_opening_is_written_down(client, person):
    person.identity_verified_at = timezone.now()
    person.save()
    request = DataRequest.objects.create(
        person=person,
        kind="correct",
        text="Nama salah",
        received_at=timezone.now(),
        due_at=timezone.now() + timedelta(hours=72),
    )
    keeper = UserFactory(roles=["admin"])
    client.force_login(keeper)
    url = reverse("accounts:data_request_correct", kwargs={"pk": request.pk})

    known = shown_on(client, url)
    client.post(url, identity(full_name="Siti Nurhayatun", reason="KTP dibandingkan") | known)
    client.post(
        reverse("accounts:data_request", kwargs={"pk": request.pk}),
        {"decision": "accepted", "answer": "Sudah kami betulkan."},
    )

    person.refresh_from_db()
    request.refresh_from_db()
    change = PersonChange.objects.get()
    assert person.full_name == "Siti Nurhayatun"
    assert (change.reason, change.by) == ("KTP dibandingkan", keeper)
    assert PersonAccess.objects.get().user == keeper
    assert (request.status, request.decided_by) == ("accepted", keeper)
