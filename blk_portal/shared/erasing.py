"""How history that nobody may change still lets go of the values of an erased person."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, migrations

_FUNCTION = """
CREATE FUNCTION {name}({parameter}) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
AS $erasing$
BEGIN
    IF NOT ({guard}) THEN
        RAISE EXCEPTION '{name}: refused' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('pgtrigger.ignore', '{triggers}', true);
    {statements}
    PERFORM set_config('pgtrigger.ignore', '{{}}', true);
END $erasing$;
REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'blk_app') THEN
        GRANT EXECUTE ON FUNCTION {name} TO blk_app;
    END IF;
END $$;
"""


@dataclass(frozen=True)
class LetGo:
    """What an append-only table lets go of by right, which no seal of it may hold.

    ``columns`` are emptied; ``rows`` may be deleted, of any age or those older than ``after``.
    """

    table: str
    columns: tuple = ()
    rows: bool = False
    after: timedelta | None = None


HAS_TOMBSTONE = "EXISTS (SELECT 1 FROM accounts_erasure WHERE person_id = person)"


def erasing_function(name, *statements, triggers, parameter="person bigint", guard=HAS_TOMBSTONE):
    """A migration's operation: a function of the owner that the app role may call.

    It runs ``statements`` with ``triggers`` (their names in the database) switched off, and only
    where ``guard`` holds: by itself for persons who have a tombstone, which nobody can remove.
    """
    body = "\n    ".join(f"{statement};" for statement in statements)
    sql = _FUNCTION.format(
        name=name,
        parameter=parameter,
        guard=guard,
        statements=body,
        triggers="{" + ",".join(triggers) + "}",
    )
    return migrations.RunSQL(sql, f"DROP FUNCTION {name}")


def call_erasing_function(name, argument):
    """Call a function made by ``erasing_function``; ``name`` comes from code alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [argument])
