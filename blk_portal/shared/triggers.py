"""Triggers that more than one app declares beside its models."""

import pgtrigger

_RECORD = (
    "INSERT INTO shared_statuschange "
    "(subject, subject_id, from_status, to_status, actor_id, reason, note, at) "
    "SELECT TG_TABLE_NAME, r.id, COALESCE({old}, ''), {new}, "
    "NULLIF(current_setting('blk.actor', true), '')::bigint, "
    "COALESCE(current_setting('blk.reason', true), ''), "
    "COALESCE(current_setting('blk.note', true), ''), clock_timestamp() "
    "FROM {rows} r {moved}; RETURN NULL;"
)
# Grouped and not joined: the first call of a session plans it, be it for one row or for 10,000.
_BOTH = (
    "(SELECT id, status, true AS is_new FROM new_rows "
    "UNION ALL SELECT id, status, false FROM old_rows)"
)
_OLD, _NEW = "max(r.status) FILTER (WHERE NOT r.is_new)", "max(r.status) FILTER (WHERE r.is_new)"


def legal_moves(next_statuses):
    """Refuse every change of ``status`` that the table ``next_statuses`` does not have.

    The condition says it all, so that a legal move calls no function, in 100,000 rows as in one.
    """
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
        condition=pgtrigger.Condition(
            f"OLD.status IS DISTINCT FROM NEW.status AND NOT ({' OR '.join(moves)})"
        ),
        func=(
            "RAISE EXCEPTION 'illegal move of % from % to %', TG_TABLE_NAME, OLD.status, "
            "NEW.status USING ERRCODE = 'check_violation';"
        ),
    )


def status_history():
    """Write each status, the first included, to ``StatusChange`` with the transaction's actor.

    One update of 10,000 rows leaves 10,000 rows of history, written by one statement; raw SQL
    cannot avoid it. A row under another number than before counts as new there.
    """
    return [
        pgtrigger.Trigger(
            name="record_first_status",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_RECORD.format(old="''", new="r.status", rows="new_rows", moved=""),
        ),
        pgtrigger.Trigger(
            name="record_status_change",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
            func=_RECORD.format(
                old=_OLD,
                new=_NEW,
                rows=_BOTH,
                moved=f"GROUP BY r.id HAVING {_NEW} <> COALESCE({_OLD}, '')",
            ),
        ),
    ]


def append_only():
    """Refuse every UPDATE and DELETE of a row, whoever asks."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
