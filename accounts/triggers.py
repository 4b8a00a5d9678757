"""Triggers of this app's tables."""

import pgtrigger


def nobody_helps_his_own_household():
    """Refuse a session of help for the helper himself or somebody on his family card."""
    return pgtrigger.Trigger(
        name="nobody_helps_his_own_household",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF EXISTS (SELECT 1 FROM accounts_person p "
            "WHERE p.id = NEW.client_id AND p.user_id = NEW.helper_id) OR EXISTS ("
            "SELECT 1 FROM accounts_person own "
            "JOIN accounts_kkindex card ON card.person_id = own.id "
            "JOIN accounts_kkindex other ON other.digest = card.digest "
            "WHERE own.user_id = NEW.helper_id AND other.person_id = NEW.client_id) THEN "
            "RAISE EXCEPTION 'user % may not help person %', NEW.helper_id, NEW.client_id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def merged_for_good_by_two():
    """Refuse a merge on which no two officers agreed, a second one of a person, and chains.

    Whoever took in another record, or became part of one, takes no further part: of every
    number that was ever given, one step leads to the record that stands.
    """
    return pgtrigger.Trigger(
        name="merged_for_good_by_two",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
        func=(
            "IF TG_OP = 'UPDATE' THEN "
            "IF OLD.merged_into_id IS NOT DISTINCT FROM NEW.merged_into_id THEN "
            "RETURN NEW; END IF; "
            "IF OLD.merged_into_id IS NOT NULL THEN "
            "RAISE EXCEPTION 'person % was merged for good', OLD.id "
            "USING ERRCODE = 'check_violation'; END IF; END IF; "
            "IF NEW.merged_into_id IS NULL THEN RETURN NEW; END IF; "
            "PERFORM 1 FROM accounts_person WHERE id = NEW.merged_into_id "
            "AND merged_into_id IS NULL FOR NO KEY UPDATE; "
            "IF NOT FOUND OR EXISTS ("
            "SELECT 1 FROM accounts_person WHERE merged_into_id = NEW.id) THEN "
            "RAISE EXCEPTION 'person % takes part in another merge', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; "
            "IF NOT EXISTS (SELECT 1 FROM accounts_personmerge m WHERE m.gone_id = NEW.id "
            "AND m.kept_id = NEW.merged_into_id AND m.status = 'done') THEN "
            "RAISE EXCEPTION 'no two officers merge person %', NEW.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def not_of_a_merged_person(column="person_id"):
    """Refuse a row for a record that became part of another.

    The record is locked as a foreign key locks it, so that a row which is being written while
    two become one waits and is refused.
    """
    return pgtrigger.Trigger(
        name="not_of_a_merged_person",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        declare=[("stands", "bigint")],
        func=(
            f"IF TG_OP = 'UPDATE' THEN IF OLD.{column} IS NOT DISTINCT FROM NEW.{column} THEN "
            "RETURN NEW; END IF; END IF; "
            f"SELECT merged_into_id INTO stands FROM accounts_person WHERE id = NEW.{column} "
            "FOR KEY SHARE; "
            "IF stands IS NOT NULL THEN "
            f"RAISE EXCEPTION 'person % became part of %', NEW.{column}, stands "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )


def lets_go_along(column="person_id"):
    """Begin a trigger that refuses changes: a row may follow a person who was merged.

    To the record that stands alone, and with nothing else changed.
    """
    return (
        f"IF OLD.{column} <> NEW.{column} AND NEW.{column} = "
        f"(SELECT merged_into_id FROM accounts_person WHERE id = OLD.{column}) "
        f"AND to_jsonb(OLD) - '{column}' = to_jsonb(NEW) - '{column}' THEN "
        "RETURN NEW; END IF; "
    )


def account_of_a_person_stays():
    """Refuse that a person passes from one account to another."""
    return pgtrigger.Trigger(
        name="account_of_a_person_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("user_id"),
        func=(
            "IF OLD.user_id IS NOT NULL AND NEW.user_id IS NOT NULL "
            "AND OLD.user_id <> NEW.user_id THEN "
            "RAISE EXCEPTION 'person % has an account', OLD.id "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    )
