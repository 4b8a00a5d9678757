"""One worker for one intake: an advisory lock that dies with the connection that holds it."""

from contextlib import contextmanager

from django.db import connection

ROUND_OF_INTAKE = 4201


@contextmanager
def intake_lock(intake_pk):
    """Try to hold the round of an intake for this connection; yield whether it is held."""
    is_held = _ask("SELECT pg_try_advisory_lock(%s, %s)", intake_pk)
    try:
        yield is_held
    finally:
        if is_held:
            _ask("SELECT pg_advisory_unlock(%s, %s)", intake_pk)


def _ask(statement, intake_pk):
    with connection.cursor() as cursor:
        cursor.execute(statement, [ROUND_OF_INTAKE, intake_pk])
        return cursor.fetchone()[0]
