"""A statement composed once reads what a queryset composed anew reads, whoever asks for what."""

import threading

import pytest
from django.db import connection, transaction

from blk_portal.shared.composed import Composed
from enrollment.models import Application
from enrollment.querysets.applications import ApplicationQuerySet
from enrollment.views.own import _reading
from programs.models import Batch
from programs.views.public import BATCH_IN_FULL, BATCHES_OF_INTAKE, BATCHES_OF_PROGRAM, WITH_HISTORY
from tests.factories import ApplicationFactory, BatchFactory, UserFactory

ADDITIONS = (
    ApplicationQuerySet.with_origin,
    ApplicationQuerySet.with_state_of_round,
    ApplicationQuerySet.with_checks_elsewhere,
    ApplicationQuerySet.with_papers_asked,
    ApplicationQuerySet.with_trainings,
)


def everything(row):
    """All that was read of a row and of the rows joined to it, by name."""
    return {
        name: everything(value) if hasattr(value, "_meta") else value
        for name, value in vars(row).items()
        if name != "_state"
    } | {name: value and everything(value) for name, value in row._state.fields_cache.items()}


@pytest.mark.django_db
def test_rows_are_those_of_the_queryset_for_each_key(django_assert_num_queries):
    first, second = ApplicationFactory(), ApplicationFactory(education="smk")
    anew = (
        Application.objects.with_all(ADDITIONS)
        .select_related("intake", "person__kelurahan")
        .order_by("pk")
    )
    expected = [everything(row) for row in anew]
    reading = _reading(False, ADDITIONS)

    with django_assert_num_queries(2):
        read = [everything(reading.get(pk=row.pk, whose=row.user_id)) for row in (first, second)]

    assert read == expected


@pytest.mark.django_db
def test_what_is_out_of_reach_does_not_exist():
    application = ApplicationFactory()

    with pytest.raises(Application.DoesNotExist):
        _reading(False, ADDITIONS).get(pk=application.pk, whose=UserFactory().pk)


@pytest.mark.django_db
def test_public_reads_are_those_of_their_querysets():
    batch, other = BatchFactory(), BatchFactory()
    intake = [
        everything(row)
        for row in WITH_HISTORY.filter(intake=batch.intake).select_related("intake", "program")
    ]

    assert [everything(row) for row in BATCHES_OF_INTAKE.read(code=batch.intake.code)] == intake
    assert BATCH_IN_FULL.get(code=other.code) == other
    assert BATCHES_OF_PROGRAM.read(program=batch.program_id) == [batch]
    assert BATCHES_OF_PROGRAM.read(program=0) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_reads_by_its_own_connection():
    codes = [BatchFactory().code for _one in range(2)]
    by_code = Composed(lambda code: Batch.objects.filter(code=code), code=str)
    by_code.get(code=codes[0])
    asked, read = [], []

    def reads(code):
        def note(execute, sql, params, many, context):
            asked.extend(params if "programs_batch" in sql else ())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            read.append(by_code.get(code=code).code)
        connection.close()

    threads = [threading.Thread(target=reads, args=[code]) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(asked) == sorted(read) == sorted(codes)


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_refused_the_second_time_too():
    batch = BatchFactory()
    locking = Composed(lambda pk: Batch.objects.select_for_update().filter(pk=pk), pk=int)
    with transaction.atomic():
        assert locking.get(pk=batch.pk) == batch

    with pytest.raises(transaction.TransactionManagementError):
        locking.get(pk=batch.pk)


def test_a_key_that_is_lost_in_the_statement_is_refused():
    of_nobody = Composed(lambda pk: Batch.objects.filter(pk__lt=0), pk=int)

    with pytest.raises(ValueError, match="A key does not stand"):
        of_nobody.read(pk=1)
