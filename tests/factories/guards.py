"""Taking a guard of the database out, as its owner, within the transaction of a test."""

from django.db import connection


def take_out(table, name):
    """Disable the trigger, or drop the constraint or unique index, ``name`` of ``table``."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_statement(cursor, table, name))
        cursor.execute("SET ROLE blk_app")


def _statement(cursor, table, name):
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
        "AND (tgname = %s OR tgname ~ ('^pgtrigger_' || %s || '_[0-9a-f]+$'))",
        [table, name, name],
    )
    if found := cursor.fetchone():
        return f'ALTER TABLE {table} DISABLE TRIGGER "{found[0]}"'
    cursor.execute(
        "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s", [table, name]
    )
    if cursor.fetchone():
        return f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
    return f'DROP INDEX "{name}"'
