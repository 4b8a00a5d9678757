"""History is sealed once a day: a digest of what was added, chained to the day before."""

import time

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import HistorySeal
from accounts.sealed_tables import BEFORE_EVERY_KEY, digest_of, newest_keys, sealed_tables

LOCK = 4203
LONGEST_WAIT = 60


def seal_history(*, longest_wait=LONGEST_WAIT):
    """Seal what was written since the last seal and return the new one, once a day.

    Return ``None`` if today has its seal, or if somebody still writes a row that belongs under it
    after ``longest_wait`` seconds; the next attempt finds it written.
    """
    day = timezone.localdate()
    if HistorySeal.objects.filter(day=day).exists():
        return None
    tables = sealed_tables()
    newest = newest_keys(tables)
    if not _written(tables, longest_wait):
        return None
    return _seal(day, tables, newest)


@transaction.atomic
def _seal(day, tables, newest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if HistorySeal.objects.filter(day=day).exists():
        return None
    sealed, portions = sealed_so_far(), {}
    for table in tables:
        after, upto = sealed.get(table.name, BEFORE_EVERY_KEY), newest.get(table.name)
        if upto is None or upto <= after:
            continue
        read = digest_of(table, after, upto, table.columns)
        portions[table.name] = {
            "after": after,
            "upto": upto,
            "rows": read.rows,
            "columns": table.columns,
            "sha256": read.sha256,
        }
    previous = HistorySeal.objects.order_by("pk").last()
    seal = HistorySeal(
        day=day,
        sealed_at=timezone.now(),
        follows=previous.digest if previous else "",
        portions=portions,
        rows=sum(portion["rows"] for portion in portions.values()),
    )
    seal.digest = seal.computed_digest()
    seal.save()
    return seal


def sealed_so_far():
    """Return ``{table: largest key under a seal}``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT part.key, max((part.value ->> 'upto')::bigint) "
            "FROM accounts_historyseal seal, jsonb_each(seal.portions) part GROUP BY part.key"
        )
        return dict(cursor.fetchall())


def _written(tables, longest_wait):
    """Wait until everybody who writes to ``tables`` now is done; return whether they are.

    A key is given before its row can be seen. Whoever was given one below those that were read
    just now holds a lock of writing on the table until the row stands.
    """
    names = [table.name for table in tables]
    writing, until = _writing(names), time.monotonic() + longest_wait
    while writing and time.monotonic() < until:
        time.sleep(0.05)
        writing &= _writing(names)
    return not writing


def _writing(names):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE mode = 'RowExclusiveLock' AND granted "
            "AND relation = ANY(%s::regclass[]::oid[]) AND pid <> pg_backend_pid() "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [names],
        )
        return {row[0] for row in cursor.fetchall()}
