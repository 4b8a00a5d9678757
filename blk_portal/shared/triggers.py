"""Triggers that more than one app declares beside its models."""

import pgtrigger

_RECORD = (
    "INSERT INTO shared_statuschange "
    "(subject, subject_id, from_status, to_status, actor_id, reason, note, at) VALUES "
    "(TG_TABLE_NAME, NEW.id, {old}, NEW.status, "
    "NULLIF(current_setting('blk.actor', true), '')::bigint, "
    "COALESCE(current_setting('blk.reason', true), ''), "
    "COALESCE(current_setting('blk.note', true), ''), clock_timestamp());"
)


def legal_moves(next_statuses):
    """Refuse every change of ``status`` that the table ``next_statuses`` does not have."""
    moves = [
        f"(OLD.status = '{old.value}' AND NEW.status IN ("
        + ", ".join(f"'{new.value}'" for new in sorted(news))
        + "))"
        for old, news in next_statuses.items()
        if news
    ]
    return pgtrigger.Trigger(
        name="refuse_illegal_move",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("status"),
        condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
        func=(
            f"IF NOT ({' OR '.join(moves)}) THEN "
            "RAISE EXCEPTION 'illegal move of % from % to %', TG_TABLE_NAME, OLD.status, "
            "NEW.status USING ERRCODE = 'check_violation'; "
            "END IF; RETURN NEW;"
        ),
    )


def status_history():
    """Write each status, the first included, to ``StatusChange`` with the transaction's actor.

    One update of 10,000 rows leaves 10,000 rows of history; raw SQL cannot avoid it.
    """
    return pgtrigger.Trigger(
        name="record_status_change",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("status"),
        func=(
            "IF TG_OP = 'INSERT' THEN "
            + _RECORD.format(old="''")
            + " ELSIF OLD.status IS DISTINCT FROM NEW.status THEN "
            + _RECORD.format(old="OLD.status")
            + " END IF; RETURN NULL;"
        ),
    )


def append_only():
    """Refuse every UPDATE and DELETE of a row, whoever asks."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
