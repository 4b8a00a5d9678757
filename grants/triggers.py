"""Triggers of this app's tables: nothing is granted beyond what a round, or a grant, has."""

import pgtrigger


def no_more_granted_than_units():
    """Lock the round and refuse one grant more than it has units."""
    return pgtrigger.Trigger(
        name="no_more_granted_than_units",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "grant_round_id"),
        condition=pgtrigger.Q(new__status="granted"),
        declare=[("most", "integer"), ("others", "integer")],
        func=(
            "SELECT units INTO most FROM grants_grantround WHERE id = NEW.grant_round_id "
            "FOR NO KEY UPDATE; "
            "SELECT count(*) INTO others FROM grants_grantrequest r "
            "WHERE r.grant_round_id = NEW.grant_round_id AND r.status = 'granted' "
            "AND r.id <> NEW.id; "
            "IF others >= most THEN RAISE EXCEPTION 'grant round % has % units', "
            "NEW.grant_round_id, most USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def granted_against_advice_says_why():
    """Refuse a grant that the visit did not recommend, unless the request says why."""
    return pgtrigger.Trigger(
        name="granted_against_advice_says_why",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status", "reason"),
        condition=pgtrigger.Q(new__status="granted", new__reason=""),
        func=(
            "IF EXISTS (SELECT 1 FROM grants_fieldverification v "
            "WHERE v.request_id = NEW.id AND NOT v.is_recommended) THEN "
            "RAISE EXCEPTION 'request % is granted against advice without a reason', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def units_cover_what_is_granted():
    """Refuse fewer units than have been granted."""
    return pgtrigger.Trigger(
        name="units_cover_what_is_granted",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("units"),
        declare=[("granted", "integer")],
        func=(
            "SELECT count(*) INTO granted FROM grants_grantrequest r "
            "WHERE r.grant_round_id = NEW.id AND r.status = 'granted'; "
            "IF granted > NEW.units THEN RAISE EXCEPTION 'of grant round % are granted: %', "
            "NEW.id, granted USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def items_within_the_grant():
    """Lock the grant and refuse things that together are worth more than it."""
    return pgtrigger.Trigger(
        name="items_within_the_grant",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("value", "grant_id"),
        declare=[("most", "numeric"), ("others", "numeric")],
        func=(
            "SELECT value INTO most FROM grants_grant WHERE id = NEW.grant_id "
            "FOR NO KEY UPDATE; "
            "SELECT COALESCE(sum(i.value), 0) INTO others FROM grants_grantitem i "
            "WHERE i.grant_id = NEW.grant_id AND i.id <> NEW.id; "
            "IF others + NEW.value > most THEN "
            "RAISE EXCEPTION 'items of grant % are worth more than it', NEW.grant_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def grant_covers_its_items():
    """Refuse a value below that of the things entered."""
    return pgtrigger.Trigger(
        name="grant_covers_its_items",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("value"),
        func=(
            "IF (SELECT COALESCE(sum(i.value), 0) FROM grants_grantitem i "
            "WHERE i.grant_id = NEW.id) > NEW.value THEN "
            "RAISE EXCEPTION 'items of grant % are worth more than it', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )
