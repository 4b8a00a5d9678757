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


def goes_to_the_record_that_stands():
    """Write a message to somebody whose record became part of another to the one that stands.

    It is turned and not refused, so that a round whose messages were made a moment before tells
    everybody.
    """
    return pgtrigger.Trigger(
        name="goes_to_the_record_that_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=pgtrigger.Q(new__person__isnull=False),
        declare=[("stands", "bigint")],
        func=(
            "SELECT merged_into_id INTO stands FROM accounts_person WHERE id = NEW.person_id "
            "FOR KEY SHARE; "
            "IF stands IS NOT NULL THEN NEW.person_id := stands; END IF; RETURN NEW;"
        ),
    )


def held_until_let_go():
    """Refuse that a message of a dispatch goes before somebody let the dispatch go.

    And that one is added once the dispatch is complete, whose counts were shown then.
    """
    return pgtrigger.Trigger(
        name="held_until_let_go",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("hold_until", "dispatch_id", "status"),
        condition=pgtrigger.Q(new__dispatch__isnull=False),
        func=(
            "IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM notices_dispatch d "
            "WHERE d.id = NEW.dispatch_id AND d.complete_at IS NOT NULL) THEN "
            "RAISE EXCEPTION 'dispatch % is complete', NEW.dispatch_id "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF (NEW.hold_until IS NOT NULL OR NEW.status NOT IN ('queued', 'cancelled')) "
            "AND NOT EXISTS (SELECT 1 FROM notices_dispatchdecision e "
            "WHERE e.dispatch_id = NEW.dispatch_id AND e.outcome = 'released') THEN "
            "RAISE EXCEPTION 'dispatch % was not let go', NEW.dispatch_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def only_a_complete_dispatch_is_let_go():
    """Refuse to let a dispatch go to which messages may still be added."""
    return pgtrigger.Trigger(
        name="only_a_complete_dispatch_is_let_go",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.outcome = 'released' AND EXISTS (SELECT 1 FROM notices_dispatch d "
            "WHERE d.id = NEW.dispatch_id AND d.complete_at IS NULL) THEN "
            "RAISE EXCEPTION 'dispatch % is not complete', NEW.dispatch_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )
