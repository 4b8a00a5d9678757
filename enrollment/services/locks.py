"""One worker for one thing: an advisory lock that dies with the connection that holds it."""

from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection

ROUND_OF_INTAKE = 4201
BULK_ACT = 4202
PATIENCE_IN_MILLISECONDS = 5000


def intake_lock(intake_pk):
    """Try to hold the round of an intake for this connection; yield whether it is held."""
    return _lock(ROUND_OF_INTAKE, intake_pk)


def end_holder_of_intake(intake_pk):
    """End the connection that holds the round of an intake; return whether it is ended.

    What it had written in its transaction is undone, and nothing can follow over it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_locks WHERE locktype = 'advisory' "
            "AND classid = %s AND objid = %s AND granted AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [PATIENCE_IN_MILLISECONDS, ROUND_OF_INTAKE, intake_pk],
        )
        return all(is_ended for (is_ended,) in cursor.fetchall())


def bulk_lock(act_pk):
    """Try to hold a bulk act for this connection; yield whether it is held."""
    return _lock(BULK_ACT, act_pk)


@contextmanager
def _lock(kind, pk):
    is_held = _ask("SELECT pg_try_advisory_lock(%s, %s)", kind, pk)
    try:
        yield is_held
    finally:
        # A connection that broke has let go of the lock already.
        with suppress(OperationalError, InterfaceError):
            if is_held:
                _ask("SELECT pg_advisory_unlock(%s, %s)", kind, pk)


def _ask(statement, kind, pk):
    with connection.cursor() as cursor:
        cursor.execute(statement, [kind, pk])
        return cursor.fetchone()[0]
