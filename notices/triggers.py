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


_GOES = "({row}.hold_until IS NOT NULL OR {row}.status NOT IN ('queued', 'cancelled'))"
_WAS_NOT_LET_GO = (
    "NOT EXISTS (SELECT 1 FROM notices_dispatchdecision e "
    "WHERE e.dispatch_id = {row}.dispatch_id AND e.outcome = 'released')"
)


def held_until_let_go():
    """Refuse that a message of a dispatch goes before somebody let the dispatch go."""
    return pgtrigger.Trigger(
        name="held_until_let_go",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("hold_until", "dispatch_id", "status"),
        condition=pgtrigger.Q(new__dispatch__isnull=False),
        func=(
            f"IF {_GOES.format(row='NEW')} AND {_WAS_NOT_LET_GO.format(row='NEW')} THEN "
            "RAISE EXCEPTION 'dispatch % was not let go', NEW.dispatch_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def held_as_they_are_written():
    """Refuse messages in a dispatch that go before it was let go, or come once it is complete.

    What it holds was counted then. Looked at once for all messages of a statement.
    """
    return pgtrigger.Trigger(
        name="held_as_they_are_written",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        declare=[("wrong", "bigint")],
        func=(
            "SELECT d.id INTO wrong FROM (SELECT DISTINCT dispatch_id FROM new_rows) n "
            "JOIN notices_dispatch d ON d.id = n.dispatch_id "
            "WHERE d.complete_at IS NOT NULL LIMIT 1; "
            "IF FOUND THEN RAISE EXCEPTION 'dispatch % is complete', wrong "
            "USING ERRCODE = 'check_violation'; END IF; "
            "SELECT n.dispatch_id INTO wrong FROM new_rows n WHERE n.dispatch_id IS NOT NULL "
            f"AND {_GOES.format(row='n')} AND {_WAS_NOT_LET_GO.format(row='n')} LIMIT 1; "
            "IF FOUND THEN RAISE EXCEPTION 'dispatch % was not let go', wrong "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
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
