"""What is append-only is so by missing rights, before any trigger is asked."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction


def append_only_tables():
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", []))
    )


@pytest.mark.django_db
def test_the_app_role_may_only_add_to_append_only_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t || ' ' || r FROM unnest(%s) t, "
            "unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) r "
            "WHERE has_table_privilege('blk_app', t, r)",
            [append_only_tables()],
        )
        granted = [row[0] for row in cursor.fetchall()]

    assert granted == []


@pytest.mark.django_db
def test_a_session_names_no_trigger_to_pass_over_and_none_looks_for_it_in_vain():
    with connection.cursor() as cursor:
        cursor.execute("SHOW pgtrigger.ignore")

        assert cursor.fetchone() == ("{}",)


def test_runs_placements_and_steps_are_among_them():
    assert {
        "enrollment_run",
        "enrollment_placement",
        "enrollment_promotionstep",
        "programs_ruleset",
        "shared_statuschange",
    } <= set(append_only_tables())


@pytest.mark.django_db
@pytest.mark.parametrize("table", append_only_tables())
def test_nobody_rewrites_history_in_the_role_of_the_portal(table):
    with connection.cursor() as cursor:
        column = connection.introspection.get_primary_key_column(cursor, table)
        for statement in [
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ]:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_has_the_trigger_on_the_same_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
            "WHERE tgname LIKE 'pgtrigger_append_only_%' ORDER BY 1"
        )
        guarded = [row[0] for row in cursor.fetchall()]

    assert guarded == append_only_tables()


def test_every_table_of_events_is_among_them():
    events = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and model._meta.managed
    }

    assert events
    assert events <= set(append_only_tables())
