"""Triggers of this app's tables."""

import pgtrigger

TELLS_OF_IT = ["application_excluded"]


def excluded_hears_no_more():
    """Write no notice about an application that was excluded, but the one that says so.

    The row of the application is locked, so that whoever excludes it waits for a message that is
    being written and finds it. The message is passed over, not refused: the others of the same
    round are told.
    """
    table = "enrollment_application"
    return pgtrigger.Trigger(
        name="excluded_hears_no_more",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Condition(
            f"NEW.about LIKE '{table}:%' AND "
            f"NEW.kind NOT IN ({', '.join(repr(kind) for kind in TELLS_OF_IT)})"
        ),
        func=(
            f"IF (SELECT status FROM {table} "
            f"WHERE id = substr(NEW.about, {len(table) + 2})::bigint FOR SHARE) = 'excluded' "
            "THEN RETURN NULL; END IF; RETURN NEW;"
        ),
    )
