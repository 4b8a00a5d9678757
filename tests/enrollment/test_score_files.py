"""Scores as a workbook: a sentence for each wrong row, everything stored or nothing."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Score, ScoreFile
from enrollment.services.attendance import record_attendance
from enrollment.services.score_files import confirm_score_file, look_at_score_file, rows_for
from enrollment.services.scores import record_scores
from tests.atonce import all_at_once, one_waits_for_the_other
from tests.factories import UserFactory
from tests.factories.desk import assessment_of, scored_batch, sitting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessor():
    return UserFactory(roles=["assessor"])


@pytest.fixture
def test_of_three(assessor):
    test = assessment_of(scored_batch(), needed=2)
    for name in ["Ani", "Budi", "Citra"]:
        sitting_at(test, person__full_name=name)
    return test


def filled(test, assessor, values, *, change=lambda rows: None):
    """Return the workbook of ``assessor`` with ``values`` by name, as an upload."""
    header, rows = rows_for(test, assessor)
    for row in rows:
        row[1] = values.get(row[-1], row[1])
    change(rows)
    book = Workbook()
    for row in [header, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("nilai.xlsx", content.getvalue())


def scores(assessor):
    return {
        name: value
        for name, value in Score.objects.filter(assessor=assessor).values_list(
            "sitting__application__person__full_name", "value"
        )
    }


def test_what_was_filled_in_is_looked_at_and_then_stored_whole(test_of_three, assessor):
    file = filled(test_of_three, assessor, {"Ani": 75.5, "Budi": "80,25"})

    preview = look_at_score_file(test_of_three, file, assessor=assessor)

    assert (len(preview.changed), len(preview.unchanged), len(preview.wrong)) == (2, 1, 0)
    assert scores(assessor) == {}
    stored = confirm_score_file(preview.file, assessor=assessor)
    assert (stored.stored, stored.rows) == (2, [])
    assert scores(assessor) == {"Ani": Decimal("75.50"), "Budi": Decimal("80.25")}


def test_each_wrong_row_says_what_is_wrong_and_nothing_is_stored(test_of_three, assessor):
    stranger = sitting_at(test_of_three, person__full_name="Dian", attendance="absent")
    near = sitting_at(test_of_three, person__full_name="Eka")
    far = sitting_at(test_of_three, person__full_name="Fitri")
    full = sitting_at(test_of_three, person__full_name="Gita")
    for _one in range(2):
        colleague = UserFactory(roles=["assessor"])
        record_scores(test_of_three, {full.pk: {"wawancara": Decimal(50)}}, assessor=colleague)
    code_of = {row[-1]: row[0] for row in rows_for(test_of_three, assessor)[1]}
    declare_relation(near.application.person, user=assessor, kind="family")

    def spoil(rows):
        twice = next(row for row in rows if row[-1] == "Fitri")
        rows.append(list(twice))
        for code in [stranger.code, near.code, "ZZZZZ"]:
            rows.append([code, 50, "0", "", ""])

    file = filled(
        test_of_three,
        assessor,
        {"Ani": "=40+40", "Budi": "delapan puluh", "Citra": 101, "Fitri": 60, "Gita": 70},
        change=spoil,
    )
    preview = look_at_score_file(test_of_three, file, assessor=assessor)

    told = {}
    for row in preview.wrong:
        told.setdefault(row.code, row.errors)
    assert told == {
        code_of["Ani"]: ["Wawancara: rumus. Tempel hasilnya sebagai nilai."],
        code_of["Budi"]: ["Wawancara: “delapan puluh” bukan angka."],
        code_of["Citra"]: ["Wawancara: nilai antara 0 dan 100."],
        far.code: ["Kode ini ada di lebih dari satu baris."],
        full.code: ["Penguji lain sudah menilai orang ini; tidak perlu lebih."],
        stranger.code: ["Orang ini tidak tercatat hadir."],
        near.code: ["Tidak ada orang dengan kode ini yang Anda nilai."],
        "ZZZZZ": ["Tidak ada orang dengan kode ini yang Anda nilai."],
    }
    assert preview.file is None
    assert (scores(assessor), ScoreFile.objects.count()) == ({}, 0)


def test_a_row_that_changed_since_it_was_downloaded_is_refused(test_of_three, assessor):
    file = filled(test_of_three, assessor, {"Ani": 70, "Budi": 60})
    ani = test_of_three.sittings.get(application__person__full_name="Ani")
    record_scores(test_of_three, {ani.pk: {"wawancara": Decimal(90)}}, assessor=assessor)

    preview = look_at_score_file(test_of_three, file, assessor=assessor)

    assert [row.errors for row in preview.wrong] == [["Baris ini berubah sejak berkas diunduh."]]
    assert (preview.file, scores(assessor)) == (None, {"Ani": Decimal(90)})


def test_what_changes_between_looking_and_confirming_stores_nothing(test_of_three, assessor):
    preview = look_at_score_file(
        test_of_three, filled(test_of_three, assessor, {"Ani": 70, "Budi": 60}), assessor=assessor
    )
    budi = test_of_three.sittings.get(application__person__full_name="Budi")
    manager = UserFactory(roles=["training_manager"])
    record_attendance(test_of_three, {budi.pk: "absent"}, actor=manager)

    with pytest.raises(DomainError) as refusal:
        confirm_score_file(preview.file, assessor=assessor)

    assert str(refusal.value) == "Ada yang berubah sejak berkas ini dilihat. Unduh lagi."
    assert scores(assessor) == {}


def test_somebody_else_s_scores_stand_in_no_workbook(test_of_three, assessor):
    ani = test_of_three.sittings.get(application__person__full_name="Ani")
    colleague = UserFactory(roles=["assessor"])
    record_scores(test_of_three, {ani.pk: {"wawancara": Decimal("61.25")}}, assessor=colleague)

    values = [row[1] for row in rows_for(test_of_three, assessor)[1]]

    assert values == [None, None, None]


@pytest.mark.django_db(transaction=True)
def test_confirming_twice_at_once_stores_once(test_of_three, assessor):
    preview = look_at_score_file(
        test_of_three, filled(test_of_three, assessor, {"Ani": 70}), assessor=assessor
    )

    told = all_at_once(
        [lambda: confirm_score_file(preview.file, assessor=assessor) for _ in range(2)]
    )

    assert told == ["done", "done"]
    assert scores(assessor) == {"Ani": Decimal(70)}
    assert ScoreFile.objects.get().stored == 1


@pytest.fixture
def two_ways_to_score(transactional_db, test_of_three, assessor):
    """Scores typed on the page, and others of the same person from a file looked at before."""
    file = filled(test_of_three, assessor, {"Ani": 70})
    preview = look_at_score_file(test_of_three, file, assessor=assessor)
    ani = test_of_three.sittings.get(application__person__full_name="Ani")
    typed = {ani.pk: {"wawancara": Decimal(90)}}
    return [
        lambda: record_scores(test_of_three, typed, assessor=assessor),
        lambda: confirm_score_file(preview.file, assessor=assessor),
    ]


def test_a_file_confirmed_while_scores_are_typed_waits_and_stores_nothing(
    two_ways_to_score, assessor
):
    told = one_waits_for_the_other(*two_ways_to_score)

    assert told == ["done", "Ada yang berubah sejak berkas ini dilihat. Unduh lagi."]
    assert (scores(assessor), ScoreFile.objects.get().confirmed_at) == ({"Ani": Decimal(90)}, None)


def test_without_the_lock_what_was_typed_is_overwritten(two_ways_to_score, assessor, monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)

    told = one_waits_for_the_other(*two_ways_to_score)

    assert told == ["done", "done"]
    assert scores(assessor) == {"Ani": Decimal(70)}


def test_the_page_goes_from_the_workbook_over_the_preview_to_the_scores(
    client, test_of_three, assessor
):
    client.force_login(assessor)
    page = reverse("enrollment:score_upload", kwargs={"pk": test_of_three.pk})
    book = client.get(reverse("enrollment:score_workbook", kwargs={"pk": test_of_three.pk}))
    sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
    sheet.cell(2, 2).value = 88
    content = io.BytesIO()
    sheet.parent.save(content)

    preview = client.post(page, {"file": SimpleUploadedFile("n.xlsx", content.getvalue())})
    file = ScoreFile.objects.get()
    for _press in range(2):
        client.post(reverse("enrollment:score_confirm", kwargs={"pk": file.pk}))

    assert "1 dengan nilai baru, 2 tetap, 0 salah" in preview.content.decode()
    assert list(Score.objects.values_list("value", flat=True)) == [Decimal(88)]
    client.force_login(UserFactory(roles=["assessor"]))
    other = client.post(reverse("enrollment:score_confirm", kwargs={"pk": file.pk}))
    assert other.status_code == 404
