"""Scores of a test as a file: what its maker may see at the moment of writing, no more."""

from decimal import Decimal

import pytest

from accounts.models import PersonAccess
from enrollment.models import Score
from enrollment.services.assessments import note_if_all_scored
from enrollment.services.scores import record_scores
from tests.factories import UserFactory
from tests.factories.desk import assessment_of, scored_batch, sitting_at
from tests.factories.exports import rows_in, written_export

pytestmark = pytest.mark.django_db

NAME = "Sekar Rahasia"


@pytest.fixture
def blind_test():
    """A test whose names are hidden, with one person whom one of two assessors has scored."""
    test = assessment_of(scored_batch(), needed=2)
    test.hides_names = True
    test.save()
    sitting = sitting_at(test, person__full_name=NAME)
    colleague = UserFactory(roles=["assessor"])
    record_scores(test, {sitting.pk: {"wawancara": Decimal("61.25")}}, assessor=colleague)
    return test


def file_of(user, test):
    """What a file of the scores holds: number, code, name and score of each row."""
    file = written_export(
        user,
        key="nilai",
        query=f"test={test.pk}",
        columns=["number", "code", "name", "score"],
        reason="Rapat nilai",
    )
    return rows_in(file)


def test_a_file_of_scores_holds_what_its_maker_sees_when_it_is_written(blind_test):
    assessor = UserFactory(roles=["assessor"])
    sitting = blind_test.sittings.get()
    manager = UserFactory(roles=["training_manager"])
    assert (file_of(assessor, blind_test), file_of(manager, blind_test)) == ([], [])

    Score.objects.create(sitting=sitting, criterion="wawancara", assessor=assessor, value=70)
    assert file_of(assessor, blind_test) == [["", sitting.code, "", "70.00"]]
    assert PersonAccess.objects.count() == 0

    note_if_all_scored(blind_test)
    number = sitting.application.registration_number
    rows = [[number, "", NAME, score] for score in ["61.25", "70.00"]]
    assert file_of(assessor, blind_test) == file_of(manager, blind_test) == rows
    assert PersonAccess.objects.filter(what="list", reason="Rapat nilai").count() == 2
