"""One worker for one thing: an advisory lock that dies with the connection that holds it."""

from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection

ROUND_OF_INTAKE = 4201
BULK_ACT = 4202


def intake_lock(intake_pk):
    """Try to hold the round of an intake for this connection; yield whether it is held."""
    return _lock(ROUND_OF_INTAKE, intake_pk)


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
