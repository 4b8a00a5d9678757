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
