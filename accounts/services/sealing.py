"""History is sealed once a day: a digest of what was added, chained to the day before."""

import time

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import HistorySeal
from accounts.sealed_tables import BEFORE_EVERY_KEY, digest_of, newest_keys, sealed_tables

LOCK = 4203
LONGEST_WAIT = 60
MOST_ROWS = 1_000_000


def seal_history(*, longest_wait=LONGEST_WAIT):
    """Seal what was written since the last seal, once a day, and return the seals that were made.

    Each seal is a transaction of its own and holds ``MOST_ROWS`` at most, so that the first one of
    a large database is made in parts: who is stopped between two of them goes on after the last.
    None is made if the day is sealed to its end, or if somebody still writes a row that belongs
    under it after ``longest_wait`` seconds; the next attempt finds it written.
    """
    day = timezone.localdate()
    if HistorySeal.objects.filter(day=day, ends_day=True).exists():
        return []
    tables = sealed_tables()
    newest = newest_keys(tables)
    if not _written(tables, longest_wait):
        return []
    made = []
    while seal := _seal(day, tables, newest):
        made.append(seal)
    return made


@transaction.atomic
def _seal(day, tables, newest):
    """Make the next seal of ``day``; ``None`` when nothing of it is left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    previous = HistorySeal.objects.order_by("pk").last()
    of_day = HistorySeal.objects.filter(day=day)
    if of_day.filter(ends_day=True).exists():
        return None
    sealed = sealed_so_far()
    portions = _portions(tables, sealed, newest)
    reached = sealed | {name: portion["upto"] for name, portion in portions.items()}
    seal = HistorySeal(
        day=day,
        part=of_day.count() + 1,
        ends_day=all(reached.get(name, BEFORE_EVERY_KEY) >= key for name, key in newest.items()),
        sealed_at=timezone.now(),
        follows=previous.digest if previous else "",
        portions=portions,
        rows=sum(portion["rows"] for portion in portions.values()),
    )
    seal.digest = seal.computed_digest()
    seal.save()
    return seal


def _portions(tables, sealed, newest):
    """Read what comes next of each table, ``MOST_ROWS`` of all tables together."""
    portions, left = {}, MOST_ROWS
    for table in tables:
        after, upto = sealed.get(table.name, BEFORE_EVERY_KEY), newest.get(table.name)
        if not left or upto is None or upto <= after:
            continue
        read = digest_of(table, after, upto, table.columns, most=left)
        left -= read.rows
        portions[table.name] = {
            "after": after,
            "upto": read.upto,
            "rows": read.rows,
            "columns": table.columns,
            "sha256": read.sha256,
        }
    return portions


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
