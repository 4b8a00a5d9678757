"""Triggers of this app's tables: what is sealed, and who may sit where."""

import pgtrigger


def sealed_once_set(*columns):
    """Refuse a change of ``columns`` once they hold something."""
    changed = " OR ".join(
        f"(OLD.{column} <> '' AND OLD.{column} IS DISTINCT FROM NEW.{column})" for column in columns
    )
    return pgtrigger.Trigger(
        name="sealed_once_set",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf(*columns),
        func=(
            f"IF {changed} THEN RAISE EXCEPTION 'sealed value of % % may not change', "
            "TG_TABLE_NAME, OLD.id USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def seat_within_capacity():
    """Lock the batch and refuse a seat beyond its capacity or for another's application.

    The lock conflicts with that of an update of the batch, so that two open transactions
    cannot lower the capacity and take the last seat at once.
    """
    return pgtrigger.Trigger(
        name="seat_within_capacity",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("seats", "integer"), ("sitter", "bigint"), ("wanted_intake", "bigint")],
        func=(
            "SELECT capacity, intake_id INTO seats, wanted_intake FROM programs_batch "
            "WHERE id = NEW.batch_id FOR NO KEY UPDATE; "
            "IF NEW.released_at IS NULL AND NOT NEW.number BETWEEN 1 AND seats THEN "
            "RAISE EXCEPTION 'batch % has % seats, not %', NEW.batch_id, seats, NEW.number "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF TG_OP = 'INSERT' THEN "
            "SELECT person_id INTO sitter FROM enrollment_application "
            "WHERE id = NEW.application_id AND intake_id = wanted_intake; "
            "IF sitter IS DISTINCT FROM NEW.person_id THEN "
            "RAISE EXCEPTION 'seat of application % is for another person or intake', "
            "NEW.application_id USING ERRCODE = 'check_violation'; END IF; "
            "END IF; RETURN NEW;"
        ),
    )
