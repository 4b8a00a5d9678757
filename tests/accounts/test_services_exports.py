"""A list leaves the portal whole, once, with a reason where it names people."""

import csv
import hashlib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.access_log import openings
from accounts.models import ListExport, PersonAccess
from accounts.services import exports
from accounts.services.exports import (
    interrupted_exports,
    sweep_lost_files,
    write_export,
)
from accounts.services.retention import apply_retention
from blk_portal.shared.errors import DomainError
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.factories.crowds import crowd
from tests.factories.exports import asked_export, written_export

pytestmark = pytest.mark.django_db

PERSONAL = ["name", "nik_masked", "phone", "address", "nik"]
PAYLOADS = ["=1+1", "+62", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"]


def csv_rows(export):
    content = default_storage.open(export.stored_name).read().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def xlsx_sheets(export):
    book = load_workbook(default_storage.open(export.stored_name))
    return [[[cell.value for cell in row] for row in sheet] for sheet in book]


def applicants(number, **fields):
    batch = BatchFactory()
    return ApplicationFactory.create_batch(number, intake=batch.intake, **fields)


@pytest.mark.parametrize("number", [61, 1500])
def test_a_file_holds_every_row_and_says_how_many(number):
    user = UserFactory(roles=["training_manager"])
    crowd(number)

    for format, read in [("csv", csv_rows), ("xlsx", lambda export: xlsx_sheets(export)[0])]:
        export = written_export(user, format=format, query="sort=number")

        rows = read(export)
        numbers = [row[0] for row in rows[1 : number + 1]]
        assert export.row_count == export.rows_expected == export.rows_done == number
        assert numbers == sorted(numbers) and len(set(numbers)) == number


def test_a_file_says_what_it_is_at_its_end():
    user = UserFactory(display_name="Ibu Pengelola", roles=["training_manager"])
    (application,) = applicants(1, status="verified")

    export = written_export(
        user, query="status=verified&sort=-name", columns=["number", "name"], reason="Absensi"
    )

    rows = csv_rows(export)
    assert rows[:4] == [
        ["Nomor pendaftaran", "Nama"],
        [application.registration_number, application.person.full_name],
        [],
        ["Jumlah baris", "1"],
    ]
    said = dict(rows[4:])
    assert said["Status"] == "Lolos berkas"
    assert said["Diurutkan menurut"] == "Nama, terbalik"
    assert said["Dibuat oleh"] == "Ibu Pengelola"
    assert said["Alasan"] == "Absensi"
    assert "Keadaan pada" in said


def test_a_workbook_says_the_same_on_a_sheet_of_its_own():
    applicants(2)

    rows, about = xlsx_sheets(written_export(format="xlsx", columns=["sent", "number"]))

    assert len(rows) == 3
    assert rows[1][1].tzinfo is None  # a moment that a spreadsheet can sort
    assert about[0] == ["Jumlah baris", 2]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_an_applicant_wrote_becomes_a_formula(payload):
    applicants(1, person__full_name=payload)
    asked = {"columns": ["name"], "reason": "Absensi"}

    (_head, (in_csv,), *_facts) = csv_rows(written_export(**asked))
    book = load_workbook(default_storage.open(written_export(format="xlsx", **asked).stored_name))
    cell = book.worksheets[0]["A2"]

    assert in_csv == f"'{payload}"
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("verifier", {"name", "nik_masked", "phone", "address"}),
        ("training_manager", {"name", "nik_masked", "phone", "address", "nik"}),
        ("approver", {"name", "nik_masked"}),
        ("auditor", {"name", "nik_masked", "nik"}),
    ],
)
@pytest.mark.parametrize("column", PERSONAL)
def test_a_role_takes_its_own_personal_columns_alone(role, allowed, column):
    (application,) = applicants(1)
    user = UserFactory(roles=[role])
    person = application.person
    values = {
        "name": person.full_name,
        "nik_masked": person.nik_masked,
        "phone": "0819-" + person.phone[6:10] + "-" + person.phone[10:],
        "address": "Jalan Contoh 1 RT 003 RW 005",
        "nik": person.nik,
    }

    if column in allowed:
        export = written_export(user, columns=[column], reason="Absensi")
        assert csv_rows(export)[1] == [values[column]]
    else:
        with pytest.raises(DomainError, match="Pilih kolom"):
            asked_export(user, columns=[column], reason="Absensi")
        assert not ListExport.objects.exists()


@pytest.mark.parametrize("column", PERSONAL)
def test_a_personal_column_needs_a_reason(column):
    with pytest.raises(DomainError, match="untuk apa data pribadi"):
        asked_export(columns=["number", column], reason="  ")

    assert not ListExport.objects.exists()


def test_the_database_wants_the_reason_too():
    export = asked_export()

    with pytest.raises(IntegrityError, match="personal_export_has_a_reason"), transaction.atomic():
        ListExport.objects.create(
            user=export.user,
            list_key="pendaftar",
            columns=["name"],
            format="csv",
            language="id",
            is_personal=True,
            rows_expected=0,
        )


def test_each_person_in_a_file_reads_who_took_it_and_why():
    user = UserFactory(display_name="Budi Santoso", roles=["verifier"])
    first, second = applicants(2)

    written_export(user, columns=["number"])
    assert not PersonAccess.objects.exists()
    written_export(user, columns=["name"], reason="Absensi wawancara")

    assert sorted(PersonAccess.objects.values_list("person", "user", "what", "reason")) == sorted(
        (person, user.pk, "list", "Absensi wawancara")
        for person in [first.person_id, second.person_id]
    )
    (opening,) = openings(first.person)
    assert (opening.what, opening.why) == (
        "Baris Anda dalam daftar yang diunduh",
        "Absensi wawancara",
    )


def test_of_people_who_had_their_data_put_away_nothing_personal_leaves():
    (application,) = applicants(1, person__restricted_at=timezone.now())
    export = written_export(columns=["number", *PERSONAL], reason="Laporan")

    assert csv_rows(export)[1] == [application.registration_number, "", "", "", "", ""]
    assert not PersonAccess.objects.exists()


def test_the_same_key_makes_one_file():
    key, user = uuid4(), UserFactory(roles=["verifier"])

    first, second = [asked_export(user, submission_key=key) for _time in range(2)]

    assert first == second
    assert write_export(first).row_count == 0
    assert write_export(first) is None
    assert len(default_storage.listdir("exports")[1]) == 1


def test_a_list_of_others_is_refused():
    with pytest.raises(DomainError, match="untuk orang lain"):
        asked_export(UserFactory(roles=["helper"]))


def test_whoever_lost_the_role_meanwhile_gets_no_file():
    export = asked_export()
    export.user.groups.clear()

    refused = write_export(ListExport.objects.get())

    assert refused.refusal
    assert (refused.written_at, refused.stored_name) == (None, "")
    assert not default_storage.exists("exports")


def test_a_file_is_in_the_language_of_its_maker():
    with translation.override("en"):
        export = asked_export()

    assert csv_rows(write_export(export))[0] == ["Registration number"]


def test_the_digest_is_that_of_the_bytes():
    export = written_export()
    content = default_storage.open(export.stored_name).read()

    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert export.size == len(content)


def test_what_was_asked_and_written_stays():
    export = written_export()
    rows = ListExport.objects.filter(pk=export.pk)

    for change in [{"reason": "lain"}, {"query": ""}, {"columns": ["nik"]}]:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows.delete()
    for change in [{"row_count": 7}, {"sha256": "1" * 64}, {"expires_at": timezone.now()}]:
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            rows.update(**change)
    with connection.cursor() as cursor, pytest.raises(InternalError, match="Cannot"):
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE accounts_listexport SET reason = 'lain'")


def test_a_killed_attempt_leaves_nothing_that_counts_and_the_next_one_is_whole(monkeypatch):
    applicants(3)
    export = asked_export(columns=["name"], reason="Absensi")

    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(exports, "_finish", killed)
        write_export(export)

    export.refresh_from_db()
    assert (export.attempts, export.written_at) == (1, None)
    assert not PersonAccess.objects.exists()

    assert write_export(export).row_count == 3
    assert PersonAccess.objects.count() == 3
    assert len(default_storage.listdir("exports")[1]) == 1


def test_an_overtaken_attempt_stops_and_leaves_no_file(monkeypatch):
    applicants(3)
    export = asked_export()
    begun = exports._begun

    def overtaken(row):
        older = begun(row)
        assert write_export(row).attempts == 2
        return older

    monkeypatch.setattr(exports, "_begun", lambda row: (monkeypatch.undo(), overtaken(row))[1])

    assert write_export(export) is None
    assert len(default_storage.listdir("exports")[1]) == 1
    assert ListExport.objects.get().attempts == 2


def test_files_at_which_nobody_works_are_found(monkeypatch):
    waiting, fresh, working, done = [asked_export() for _number in range(4)]
    write_export(done)
    now = timezone.now()
    monkeypatch.setattr(exports.timezone, "now", lambda: now + timedelta(seconds=31))
    ListExport.objects.filter(pk=working.pk).update(heartbeat_at=now + timedelta(seconds=20))
    ListExport.objects.filter(pk=fresh.pk).update(attempts=exports.MOST_ATTEMPTS)

    assert list(interrupted_exports()) == [waiting]


def test_the_file_goes_after_its_days_and_the_record_stays(
    monkeypatch, django_capture_on_commit_callbacks
):
    export = written_export()
    later = timezone.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    with django_capture_on_commit_callbacks(execute=True):
        apply_retention()

    export.refresh_from_db()
    assert export.removed_at is not None
    assert not default_storage.exists(export.stored_name)
    assert (export.row_count, export.list_key) == (0, "pendaftar")


def test_files_that_no_row_names_are_swept(monkeypatch):
    export = written_export()
    lost = default_storage.save("exports/lost.csv", default_storage.open(export.stored_name))
    assert sweep_lost_files() == 0

    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert sweep_lost_files() == 1
    assert default_storage.exists(export.stored_name)
    assert not default_storage.exists(lost)
