"""Which tables are sealed, and the digest of their rows.

A row counts by the JSON array of its columns, and of an event also by who sent the request. The
digest of a portion is the SHA-256 over the SHA-256 of its rows in the order of their keys, so it
does not depend on how many are read at once. Moments stand in UTC, the zone of every connection.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import pghistory.models
from django.apps import apps
from django.db import connection
from psycopg2.sql import SQL, Identifier, Literal

from accounts.models.history_seal import SEALS
from blk_portal.shared import personal_data

ROWS_AT_ONCE = 20_000
BEFORE_EVERY_KEY = -(2**63)


@dataclass(frozen=True)
class SealedTable:
    """An append-only table; its rows may be deleted once they are older than ``kept_for``."""

    name: str
    key: str
    columns: list
    kept_for: timedelta | None
    is_of_events: bool


@dataclass(frozen=True)
class Digest:
    """What was read: how many rows, up to which key, and their SHA-256."""

    rows: int
    upto: int
    sha256: str


def sealed_tables():
    """Every append-only table but the seals, without the columns that erasing empties."""
    lets_go = personal_data.let_go_of_history()
    found = []
    for model in apps.get_models():
        name = model._meta.db_table
        freely = lets_go.get(name)
        if name == SEALS or not _is_append_only(model):
            continue
        if freely and freely.rows and not freely.after:
            continue
        emptied = freely.columns if freely else ()
        found.append(
            SealedTable(
                name=name,
                key=model._meta.pk.column,
                columns=sorted(
                    field.column
                    for field in model._meta.local_concrete_fields
                    if field.column not in emptied
                ),
                kept_for=freely.after if freely else None,
                is_of_events=issubclass(model, pghistory.models.Event),
            )
        )
    return sorted(found, key=lambda table: table.name)


def _is_append_only(model):
    triggers = getattr(model._meta, "triggers", [])
    return any(trigger.name == "append_only" for trigger in triggers)


def newest_keys(tables):
    """Return ``{name: largest key}`` of the tables that have rows, in one statement."""
    each = [
        SQL("SELECT {}::text, max({})::bigint FROM {}").format(
            Literal(table.name),
            Identifier(table.key),
            Identifier(table.name),
        )
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(SQL(" UNION ALL ").join(each))
        return {name: key for name, key in cursor.fetchall() if key is not None}


def digest_of(table, after, upto, columns, *, most=None):
    """Digest ``columns`` of the rows above the key ``after``, up to ``upto``, few at a time.

    Stop at a row before it when ``most`` of them are read.
    """
    row = [SQL("t.{}").format(Identifier(column)) for column in columns]
    sender = SQL("")
    if table.is_of_events:
        row.append(SQL("sender.metadata ->> 'user'"))
        sender = SQL("LEFT JOIN pghistory_context sender ON sender.id = t.pgh_context_id")
    statement = SQL(
        "SELECT count(*), max(key), "
        "string_agg(sha256(convert_to(content, 'UTF8')), ''::bytea ORDER BY key) FROM ("
        "SELECT t.{key} AS key, jsonb_build_array({row})::text AS content FROM {table} t {sender} "
        "WHERE t.{key} > %s AND t.{key} <= %s ORDER BY t.{key} LIMIT %s) portion"
    ).format(
        key=Identifier(table.key),
        row=SQL(", ").join(row),
        table=Identifier(table.name),
        sender=sender,
    )
    number, hashed = 0, hashlib.sha256()
    with connection.cursor() as cursor:
        while after < upto:
            at_once = ROWS_AT_ONCE if most is None else min(ROWS_AT_ONCE, most - number)
            if not at_once:
                return Digest(number, after, hashed.hexdigest())
            cursor.execute(statement, [after, upto, at_once])
            count, newest, digests = cursor.fetchone()
            if not count:
                break
            number, after = number + count, newest
            hashed.update(digests)
    return Digest(number, upto, hashed.hexdigest())
