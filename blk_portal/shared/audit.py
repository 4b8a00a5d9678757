"""Who did what and why, told to the database for the length of one transaction."""

from django.db import connection


def record_for_this_transaction(*, actor=None, reason="", note=""):
    """Name the actor, coded reason and note that history triggers write in this transaction.

    Must run inside ``transaction.atomic``; a later call in the same transaction replaces it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('blk.actor', %s, true), set_config('blk.reason', %s, true), "
            "set_config('blk.note', %s, true)",
            [str(actor.pk) if actor else "", reason, note],
        )
