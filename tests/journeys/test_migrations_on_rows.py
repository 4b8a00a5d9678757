"""Migrations that rewrite rows, on a database that has some."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from blk_portal.shared.crypto import decrypt
from notices.models import Notice
from tests.factories import PersonFactory

NUMBER = "+6281234567890"


@pytest.fixture
def migrate(journey_database):
    """A function that brings the copy of the test database, as its owner, to another state."""

    def migrate(*targets):
        connection.cursor().execute("RESET ROLE")
        executor = MigrationExecutor(connection)
        executor.migrate(targets or executor.loader.graph.leaf_nodes())

    return migrate


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_key, to_phone FROM notices_notice ORDER BY event_key")
        return dict(cursor.fetchall())


def test_numbers_of_waiting_messages_are_encrypted_and_decrypted_again(migrate):
    person = PersonFactory()
    before = ("notices", "0010_templates_append_only")
    migrate(before)
    with connection.cursor() as cursor:
        for key, number in [("new number", NUMBER), ("usual", "")]:
            cursor.execute(
                "INSERT INTO notices_notice (person_id, kind, event_key, to_phone, subject, text,"
                " context, status, channel, link, attempts, is_quiet, needs_answer, hold_until,"
                " next_attempt_at, created_at, updated_at) VALUES (%s, 'review_undone', %s, %s,"
                " 's', 't', '{}', 'queued', '', '', 0, false, false, now(), now(), now(), now())",
                [person.pk, key, number],
            )

    migrate()

    assert {notice.event_key: notice.to_phone for notice in Notice.objects.all()} == {
        "new number": NUMBER,
        "usual": "",
    }
    assert decrypt(stored()["new number"]) == NUMBER
    assert (NUMBER not in str(stored()), stored()["usual"]) == (True, "")

    migrate(before)

    assert stored() == {"new number": NUMBER, "usual": ""}
