"""Every file of a list holds every row that its filter leaves, however long, and says how many."""

import ast
import io
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import PersonAccess
from accounts.services import exports
from blk_portal.shared import lists
from enrollment.models import Objection, Participation, Score
from enrollment.services.assessments import note_if_all_scored
from notices.models import Notice
from tests.dashboards.worlds import random_world
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.factories.bulk import many_files
from tests.factories.crowds import crowd
from tests.factories.desk import assessment_of, scored_batch, sitting_at
from tests.factories.exports import rows_in, written_export
from tests.factories.grants import GrantRequestFactory, GrantRoundFactory
from tests.factories.rounds import open_round, published

pytestmark = pytest.mark.django_db

# One more than a page of any list has, and more than the worker reads at once in these tests.
MANY, AT_ONCE = 61, 7


def applicants():
    crowd(MANY)
    return ""


def queue():
    many_files(BatchFactory().intake, MANY)
    return "status=submitted"


def roster():
    batch = BatchFactory(status="running")
    for application in many_files(batch.intake, MANY):
        Participation.objects.create(batch=batch, application=application)
    return f"batch={batch.code}"


def scores():
    test = assessment_of(scored_batch())
    for _one in range(MANY):
        Score.objects.create(
            sitting=sitting_at(test), criterion="wawancara", assessor=UserFactory(), value=70
        )
    note_if_all_scored(test)
    return f"test={test.pk}"


def objections():
    intake = published(open_round(1)).intake
    Objection.objects.bulk_create(
        Objection(application=application, text="Saya hadir.")
        for application in ApplicationFactory.create_batch(MANY, intake=intake)
    )
    return f"intake={intake.code}"


def people_to_call():
    person = ApplicationFactory().person
    Notice.objects.bulk_create(
        Notice(
            person=person,
            kind="office_message",
            event_key=f"k{number}",
            subject="Tes",
            text="Tes",
            needs_answer=True,
        )
        for number in range(MANY)
    )
    Notice.objects.update(hold_until=person.created_at)
    return ""


def requests():
    grant_round = GrantRoundFactory()
    GrantRequestFactory.create_batch(MANY, grant_round=grant_round)
    return f"round={grant_round.code}"


WORLDS = {
    "pendaftar": applicants,
    "antrean": queue,
    "peserta": roster,
    "nilai": scores,
    "sanggahan": objections,
    "panggilan": people_to_call,
    "hibah": requests,
}
FIGURES = sorted(key for key in lists._lists if key.startswith("angka-"))


def reader_of(staff_list):
    """Somebody who may read the list; several of its readers see some rows alone."""
    return UserFactory(roles=[sorted(staff_list.roles, reverse=True)[0]])


def test_every_list_has_its_world_here():
    assert {*WORLDS, *FIGURES} == lists._lists.keys()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("key", WORLDS)
def test_a_file_holds_what_the_filter_leaves(key, format, monkeypatch):
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", AT_ONCE)
    query, staff_list = WORLDS[key](), lists.find(key)
    user = reader_of(staff_list)
    columns = [column.key for column in staff_list.columns if not column.is_personal]

    export = written_export(user, key=key, query=query, columns=columns, format=format)

    rows = staff_list.narrow(user, QueryDict(query)).rows
    assert rows.count() == export.row_count == export.rows_expected == MANY
    assert rows_of(export) == MANY


def test_a_file_of_one_page_would_be_noticed(monkeypatch):
    whole = exports._Content._rows
    monkeypatch.setattr(exports._Content, "_rows", lambda content: islice(whole(content), 60))
    query, staff_list = applicants(), lists.find("pendaftar")

    export = written_export(reader_of(staff_list), key="pendaftar", query=query)

    assert (rows_of(export), export.rows_expected) == (60, MANY)


def rows_of(export):
    if export.format == "csv":
        return len(rows_in(export))
    book = load_workbook(exports.default_storage.open(export.stored_name), read_only=True)
    said = list(book.worksheets[1].values)[0]
    rows = len(list(book.worksheets[0].values)) - 1
    assert said == ("Jumlah baris", rows)
    return rows


def test_files_behind_figures_hold_what_each_counts(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    random_world(seed=7)
    counted = {}
    for key in FIGURES:
        staff_list = lists.find(key)
        user = reader_of(staff_list)
        columns = [column.key for column in staff_list.columns if not column.is_personal]
        export = written_export(user, key=key, query="tahun=0", columns=columns)
        counted[key] = staff_list.narrow(user, QueryDict("tahun=0")).rows.count()
        assert len(rows_in(export)) == export.row_count == counted[key], key

    assert max(counted.values()) > 2


def test_a_workbook_of_scores_holds_everybody_who_came(client):
    test = assessment_of(scored_batch())
    for _one in range(MANY):
        sitting_at(test)
    client.force_login(UserFactory(roles=["assessor"]))

    answer = client.get(reverse("enrollment:score_workbook", args=[test.pk]))

    book = load_workbook(io.BytesIO(answer.content), read_only=True)
    assert len(list(book.worksheets[0].values)) - 1 == MANY


def test_a_trail_is_taken_whole(client):
    application = ApplicationFactory()
    auditor = UserFactory(roles=["auditor"])
    for number in range(MANY):
        PersonAccess.objects.create(
            person=application.person, user=auditor, reason=f"Alasan {number}"
        )
    client.force_login(auditor)

    answer = client.post(
        reverse("dashboards:trail_of_person_csv", args=[application.person_id]),
        {"reason": "Pemeriksaan"},
    )

    text = b"".join(answer).decode()
    assert [text.count(f"Alasan {number}\r\n") for number in range(MANY)] == [1] * MANY


WRITERS = {"csv_response", "xlsx_response", "csv_lines", "write_xlsx"}
FILES = {
    "accounts/services/exports.py": "the files of lists, here",
    "dashboards/trail/views.py": "here",
    "dashboards/views/fairness.py": "a fixed number of groups",
    "dashboards/views/figures.py": "a line for each kelurahan",
    "enrollment/views/score_files.py": "here",
}


def test_no_other_file_of_rows_leaves_the_portal():
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ["accounts", "notices", "programs", "enrollment", "grants", "dashboards"]
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in WRITERS
    }

    assert found == FILES.keys()
