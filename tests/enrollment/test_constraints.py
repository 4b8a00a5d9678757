"""What the database refuses, whoever asks."""

from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from blk_portal.shared.audit import record_for_this_transaction
from blk_portal.shared.models import StatusChange
from enrollment.choices import APPLICATION_MOVES, ApplicationStatus
from enrollment.models import Application, Seat
from tests.atonce import one_waits_for_the_other
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    ChoiceFactory,
    IntakeFactory,
    UserFactory,
)


def take_seat(batch, application, number):
    return Seat.objects.create(
        batch=batch,
        number=number,
        application=application,
        person=application.person,
        taken_at=timezone.now(),
    )


@pytest.fixture
def without_trigger():
    """Take one trigger out for a test, as the owner of the table; transactions bring it back."""

    def disable(table, trigger):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
                [table, f"%{trigger}%"],
            )
            (name,) = cursor.fetchone()
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
            cursor.execute("SET ROLE blk_app")

    return disable


@pytest.mark.django_db
def test_seat_beyond_capacity_is_refused():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)

    with pytest.raises(IntegrityError, match="has 2 seats, not 3"), transaction.atomic():
        take_seat(batch, application, 3)

    assert Seat.objects.count() == 0


@pytest.mark.django_db
def test_seat_beyond_capacity_is_possible_once_the_trigger_is_taken_out(without_trigger):
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)
    without_trigger("enrollment_seat", "seat_within_capacity")

    take_seat(batch, application, 3)

    assert Seat.objects.count() == 1


@pytest.mark.django_db
def test_seat_beyond_capacity_is_refused_to_raw_sql():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)

    with (
        pytest.raises(IntegrityError, match="has 2 seats, not 3"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO enrollment_seat (batch_id, number, application_id, person_id, label, "
            "taken_at, release) VALUES (%s, 3, %s, %s, 'open', now(), '')",
            [batch.pk, application.pk, application.person_id],
        )


@pytest.mark.django_db
def test_capacity_below_a_taken_seat_is_refused():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)
    take_seat(batch, application, 2)

    with pytest.raises(IntegrityError, match="seat 2 is taken"), transaction.atomic():
        type(batch).objects.filter(pk=batch.pk).update(capacity=1)


@pytest.mark.django_db
def test_capacity_below_a_taken_seat_is_possible_once_the_trigger_is_taken_out(without_trigger):
    without_trigger("programs_batch", "capacity_covers_taken_seats")
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)
    take_seat(batch, application, 2)

    type(batch).objects.filter(pk=batch.pk).update(capacity=1)

    batch.refresh_from_db()
    assert batch.capacity == 1


@pytest.mark.django_db
def test_person_cannot_hold_two_seats():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake)
    take_seat(batch, application, 1)
    later = ApplicationFactory(person=application.person, user=UserFactory())
    other = BatchFactory(intake=later.intake)

    with pytest.raises(IntegrityError, match="one_seat_per_person"), transaction.atomic():
        take_seat(other, later, 1)


@pytest.mark.django_db
def test_seat_for_another_persons_application_is_refused():
    application, stranger = ApplicationFactory(), ApplicationFactory()
    batch = BatchFactory(intake=application.intake)

    with pytest.raises(IntegrityError, match="another person or intake"), transaction.atomic():
        Seat.objects.create(
            batch=batch,
            number=1,
            application=application,
            person=stranger.person,
            taken_at=timezone.now(),
        )


@pytest.mark.django_db(transaction=True)
def test_two_open_transactions_committing_together_cannot_share_the_last_seat():
    intake = IntakeFactory()
    batch = BatchFactory(intake=intake, capacity=1)
    first, second = ApplicationFactory.create_batch(2, intake=intake)

    done, refused = one_waits_for_the_other(
        partial(take_seat, batch, first, 1), partial(take_seat, batch, second, 1)
    )

    assert done == "done"
    assert "one_holder_per_seat" in refused
    assert Seat.objects.taken().count() == 1


@pytest.mark.django_db(transaction=True)
def test_lowering_the_capacity_waits_for_an_open_seat_and_is_then_refused():
    application = ApplicationFactory()
    batch = BatchFactory(intake=application.intake, capacity=2)

    done, refused = one_waits_for_the_other(
        partial(take_seat, batch, application, 2),
        lambda: type(batch).objects.filter(pk=batch.pk).update(capacity=1),
    )

    assert done == "done"
    assert "seat 2 is taken" in refused
    batch.refresh_from_db()
    assert batch.capacity == 2


@pytest.mark.django_db
def test_person_has_one_live_application_per_intake():
    first = ApplicationFactory()

    with (
        pytest.raises(IntegrityError, match="one_live_application_per_intake"),
        transaction.atomic(),
    ):
        ApplicationFactory(person=first.person, user=UserFactory(), intake=first.intake)

    Application.objects.filter(pk=first.pk).update(status=ApplicationStatus.WITHDRAWN)
    ApplicationFactory(person=first.person, user=UserFactory(), intake=first.intake)
    assert Application.objects.live().count() == 1


@pytest.mark.django_db
def test_person_has_two_live_applications_once_the_constraint_is_taken_out():
    first = ApplicationFactory()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; DROP INDEX one_live_application_per_intake; SET ROLE blk_app")

    ApplicationFactory(person=first.person, user=UserFactory(), intake=first.intake)

    assert Application.objects.live().count() == 2


@pytest.mark.django_db
def test_registration_number_and_draw_code_are_given_once():
    application = ApplicationFactory()

    for field in ["registration_number", "draw_code"]:
        with pytest.raises(IntegrityError, match="given once"), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(**{field: "OTHER"})


@pytest.mark.django_db
def test_wish_for_a_class_of_another_intake_is_refused():
    application = ApplicationFactory()

    with pytest.raises(IntegrityError, match="is not in the intake"), transaction.atomic():
        ChoiceFactory(application=application, batch=BatchFactory())


@pytest.mark.django_db
@pytest.mark.parametrize("old", ApplicationStatus)
def test_database_allows_the_moves_of_the_table_and_no_other(old, without_trigger):
    application = ApplicationFactory(status=old)
    record_for_this_transaction(actor=None, reason="test")
    allowed = set()

    for new in ApplicationStatus:
        if new == old:
            continue
        try:
            with transaction.atomic():
                Application.objects.filter(pk=application.pk).update(status=new)
                allowed.add(new)
                raise InterruptedError
        except (IntegrityError, InterruptedError):
            pass

    assert allowed == APPLICATION_MOVES[old]


@pytest.mark.django_db
def test_each_of_many_rows_moved_by_raw_sql_leaves_history():
    applications = ApplicationFactory.create_batch(3)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE enrollment_application SET status = 'verified'")

    moves = StatusChange.objects.filter(subject="enrollment_application", to_status="verified")
    assert sorted(moves.values_list("subject_id", flat=True)) == sorted(
        application.pk for application in applications
    )


@pytest.mark.django_db
def test_one_statement_leaves_a_line_for_each_row_that_moved_and_for_no_other():
    first, second = ApplicationFactory.create_batch(2, status="submitted")
    ApplicationFactory(status="verified")
    before = StatusChange.objects.count()

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('blk.reason', 'by_hand', true)")
        cursor.execute(
            "UPDATE enrollment_application SET school = 'SMK', status = "
            "CASE id WHEN %s THEN 'needs_fix' ELSE 'verified' END",
            [first.pk],
        )

    lines = StatusChange.objects.order_by("pk")[before:]
    assert {(one.subject_id, one.from_status, one.to_status, one.reason) for one in lines} == {
        (first.pk, "submitted", "needs_fix", "by_hand"),
        (second.pk, "submitted", "verified", "by_hand"),
    }
    assert len(lines) == 2


@pytest.mark.django_db
def test_a_row_that_takes_another_number_makes_no_other_moves_and_leaves_a_line():
    application = ApplicationFactory(status="submitted")
    other = application.pk + 1000

    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="illegal move"), transaction.atomic():
            cursor.execute("UPDATE enrollment_application SET id = %s, status = 'seated'", [other])
        cursor.execute("UPDATE enrollment_application SET id = %s, status = 'verified'", [other])

    line = StatusChange.objects.get(subject="enrollment_application", subject_id=other)
    assert (line.from_status, line.to_status) == ("", "verified")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shared_statuschange SET to_status = 'x'",
        "DELETE FROM shared_statuschange",
        "TRUNCATE shared_statuschange",
    ],
)
def test_history_cannot_be_changed_by_the_app_role(statement):
    ApplicationFactory()

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
