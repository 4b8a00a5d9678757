"""Who did what and why, told to the database for the length of one transaction."""

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

_SETTINGS = [f"set_config('blk.{name}', %s, true)" for name in ("actor", "reason", "note")]


def record_for_this_transaction(*, actor=None, reason="", note=""):
    """Name the actor, coded reason and note that history triggers write in this transaction.

    Must run inside ``transaction.atomic``; a later call in the same transaction replaces it.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_SETTINGS)}", _values(actor, reason, note))


def naming(*, actor=None, reason="", note=""):
    """Return a condition that always holds; the UPDATE that is filtered by it names them itself.

    A row is written only once the whole condition was looked at, and the history triggers run
    after the rows, so they read what the condition has set.
    """
    return RawSQL(
        f"{' || '.join(_SETTINGS)} IS NOT NULL",
        _values(actor, reason, note),
        output_field=BooleanField(),
    )


def _values(actor, reason, note):
    return [str(actor.pk) if actor else "", reason, note]
