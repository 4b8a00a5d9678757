"""What is append-only is so by missing rights, before any trigger is asked."""

import pytest
from django.apps import apps
from django.db import connection


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


def test_runs_placements_and_steps_are_among_them():
    assert {
        "enrollment_run",
        "enrollment_placement",
        "enrollment_promotionstep",
        "programs_ruleset",
        "shared_statuschange",
    } <= set(append_only_tables())
