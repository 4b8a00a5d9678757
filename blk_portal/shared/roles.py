"""What the role ``blk_app`` may not do, as operations for migrations."""

from django.db import migrations

_GUARDED = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'blk_app') THEN
        {statement};
    END IF;
END $$;
"""


def revoke_changes(*tables):
    """Leave the app role only SELECT and INSERT on ``tables``, which are append-only."""
    names = ", ".join(tables)
    return migrations.RunSQL(
        _GUARDED.format(statement=f"REVOKE UPDATE, DELETE ON {names} FROM blk_app"),
        _GUARDED.format(statement=f"GRANT UPDATE, DELETE ON {names} TO blk_app"),
    )


def allow_change_of(table, *columns):
    """Give the app role back the right to UPDATE single ``columns`` of an append-only table."""
    names = ", ".join(columns)
    return migrations.RunSQL(
        _GUARDED.format(statement=f"GRANT UPDATE ({names}) ON {table} TO blk_app"),
        _GUARDED.format(statement=f"REVOKE UPDATE ({names}) ON {table} FROM blk_app"),
    )
