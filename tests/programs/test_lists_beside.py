"""The lists beside a class are the very rows that a prefetch would have brought."""

from decimal import Decimal

import pytest

from enrollment.models import Choice
from programs.lists_beside import OF_THE_CLASS, OF_THE_PROGRAMME, read_with_lists
from programs.models import Batch, Criterion, Gate, RequiredDocument, Reserve
from tests.factories import BatchFactory, ChoiceFactory

pytestmark = pytest.mark.django_db

NAMES = [*OF_THE_CLASS, *OF_THE_PROGRAMME]


@pytest.fixture
def batch():
    """A class with two rows in each list, the second one first in order."""
    batch = BatchFactory()
    for position, code in [(2, "later"), (1, "sooner")]:
        Gate.objects.create(batch=batch, position=position, code=code, type="age", minimum_age=18)
        Criterion.objects.create(
            batch=batch,
            position=position,
            code=code,
            name=code,
            assessed_by="interview",
            weight=Decimal("33.30"),
            maximum=10 * position,
            minimum=None if code == "sooner" else Decimal("0.05"),
        )
        Reserve.objects.create(
            batch=batch, position=position, category=code, name=code, facts=["a", "b"], seats=1
        )
        RequiredDocument.objects.create(
            program=batch.program, position=position, kind=code, label=code
        )
    return batch


def rows_of(batch):
    """Every value of every list of a class, with its type."""
    lists = [getattr(batch, name) for name in OF_THE_CLASS]
    lists += [getattr(batch.program, name) for name in OF_THE_PROGRAMME]
    return [[_values(row) for row in rows.all()] for rows in lists]


def _values(row):
    values = [getattr(row, field.attname) for field in row._meta.concrete_fields]
    return [(value, type(value)) for value in values]


def test_values_types_and_order_are_those_of_the_database(batch, django_assert_num_queries):
    BatchFactory(intake=batch.intake)
    stored = rows_of(Batch.objects.get(pk=batch.pk))

    with django_assert_num_queries(1):
        read, empty = read_with_lists(
            Batch.objects.select_related("program").order_by("pk"), *NAMES
        )
        assert rows_of(read) == stored
        assert rows_of(empty) == [[] for _name in NAMES]


def test_the_class_of_a_row_has_them_too_and_only_those_asked_for(batch, django_assert_num_queries):
    wish = ChoiceFactory(batch=batch, application__intake=batch.intake)

    with django_assert_num_queries(1):
        (read,) = read_with_lists(
            Choice.objects.filter(pk=wish.pk).select_related("batch__program"),
            *("gates", "required_documents"),
            batch="batch",
        )
        gates = [gate.code for gate in read.batch.gates.all()]
        papers = [paper.kind for paper in read.batch.program.required_documents.all()]
    with django_assert_num_queries(1):
        later = list(read.batch.gates.filter(code="later"))
    with django_assert_num_queries(1):
        criteria = [criterion.code for criterion in read.batch.criteria.all()]

    assert gates == papers == criteria == ["sooner", "later"]
    assert later == [batch.gates.get(code="later")]
