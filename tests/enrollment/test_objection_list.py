"""The file of objections: whole, without names unless with a reason, without formulas."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import ListExport, PersonAccess
from accounts.services.relations import declare_relation
from blk_portal.shared.errors import DomainError
from enrollment.models import Objection
from enrollment.services.objections import answer_objection, file_objection
from tests.factories import UserFactory
from tests.factories.exports import asked_export, rows_in, written_export
from tests.factories.rounds import apply_for, batches_of, open_round, published, read_again

pytestmark = pytest.mark.django_db

FORMULA = "=HYPERLINK(A1)"
PERSONAL = ["name", "words", "answer"]


@pytest.fixture
def result():
    """A published result to which two people object; one of them has an answer."""
    selection_round = open_round(1)
    people = [
        apply_for(
            selection_round, *batches_of(selection_round), score=score, person__full_name=name
        )
        for score, name in [(90, "Ani Lestari"), (80, "Budi Santoso")]
    ]
    published(selection_round)
    for person in people:
        file_objection(person, FORMULA, actor=person.user)
    answer_objection(
        Objection.objects.earliest("pk"),
        is_upheld=True,
        answer="+62 benar",
        actor=UserFactory(display_name="Ibu Kepala"),
    )
    return read_again(selection_round), people


def asked(user=None, **fields):
    fields = {"key": "sanggahan", "columns": ["number"], **fields}
    return user or UserFactory(roles=["training_manager"]), fields


def file_of(result, user=None, **fields):
    user, fields = asked(user, query=f"intake={result[0].intake.code}", **fields)
    return written_export(user, **fields)


def test_each_objection_is_a_row_with_what_became_of_it(result):
    _round, people = result

    export = file_of(result, columns=["number", "state", "by"])

    assert rows_in(export) == [
        [people[0].registration_number, "Koreksi diperlukan", "Ibu Kepala"],
        [people[1].registration_number, "Belum dijawab", ""],
    ]
    assert export.row_count == 2
    assert PersonAccess.objects.count() == 0


@pytest.mark.parametrize("column", PERSONAL)
def test_what_an_applicant_wrote_and_who_he_is_leave_with_a_reason_alone(result, column):
    code = result[0].intake.code
    user, fields = asked(query=f"intake={code}", columns=["number", column])

    with pytest.raises(DomainError, match="untuk apa data pribadi"):
        asked_export(user, **fields)
    assert not ListExport.objects.exists()

    export = file_of(result, user, columns=["number", column], reason="Rapat sanggah")
    assert len(rows_in(export)) == 2
    assert sorted(PersonAccess.objects.values_list("person", "user", "what", "reason")) == sorted(
        (one.person_id, user.pk, "list", "Rapat sanggah") for one in result[1]
    )


@pytest.mark.parametrize("role", ["verifier", "assessor", "helper", "official", "grants_officer"])
def test_nobody_else_takes_it(result, role):
    user, fields = asked(UserFactory(roles=[role]), query=f"intake={result[0].intake.code}")

    with pytest.raises(DomainError, match="untuk orang lain"):
        asked_export(user, **fields)


def test_no_word_of_an_applicant_or_an_answer_becomes_a_formula(result):
    columns = {"columns": PERSONAL, "reason": "Rapat sanggah"}

    in_csv = rows_in(file_of(result, **columns))
    file = file_of(result, format="xlsx", **columns)
    sheet = load_workbook(default_storage.open(file.stored_name)).worksheets[0]

    assert in_csv == [
        ["Ani Lestari", f"'{FORMULA}", "'+62 benar"],
        ["Budi Santoso", f"'{FORMULA}", ""],
    ]
    assert [cell.value for cell in sheet[2]] == ["Ani Lestari", f"'{FORMULA}", "'+62 benar"]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_of_ones_own_people_nothing_leaves(result):
    user = UserFactory(roles=["training_manager"])
    declare_relation(result[1][0].person, user=user, kind="family")

    export = file_of(result, user)

    assert rows_in(export) == [[result[1][1].registration_number]]


def test_of_somebody_whose_data_is_put_away_number_and_state_are_left(result):
    person = result[1][0].person
    person.restricted_at = timezone.now()
    person.save()

    export = file_of(result, columns=["number", *PERSONAL], reason="Rapat sanggah")

    assert rows_in(export)[0] == [result[1][0].registration_number, "", "", ""]
    assert not PersonAccess.objects.filter(person=person).exists()
