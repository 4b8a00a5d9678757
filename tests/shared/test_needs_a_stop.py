"""Before an upgrade the portal says whether its processes may go on meanwhile."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

from blk_portal.shared.management.commands.needs_a_stop import (
    NOT_FILLED,
    TAKEN_AWAY,
    TIGHTENED,
    troubles_of,
)


def a_state():
    state = ProjectState()
    fields = [
        ("id", models.AutoField(primary_key=True)),
        ("title", models.CharField(max_length=40)),
        ("note", models.TextField(null=True)),
    ]
    state.add_model(ModelState("programs", "Batch", fields))
    return state


def on_batch(operation, name, *field):
    return operation("Batch", name, *field)


ADD, ALTER = operations.AddField, operations.AlterField


@pytest.mark.parametrize(
    ("operation", "trouble"),
    [
        (on_batch(ADD, "room", models.CharField(max_length=9)), NOT_FILLED),
        (on_batch(ADD, "room", models.CharField(max_length=9, default="")), NOT_FILLED),
        (on_batch(ADD, "room", models.CharField(max_length=9, db_default="")), None),
        (on_batch(ADD, "room", models.CharField(max_length=9, null=True)), None),
        (on_batch(ADD, "rooms", models.ManyToManyField("programs.Batch")), None),
        (on_batch(ALTER, "title", models.CharField(max_length=30)), TIGHTENED),
        (on_batch(ALTER, "title", models.CharField(max_length=40, unique=True)), TIGHTENED),
        (on_batch(ALTER, "title", models.CharField(max_length=80)), None),
        (on_batch(ALTER, "title", models.CharField(max_length=40, choices=[("a", "A")])), None),
        (on_batch(ALTER, "note", models.TextField()), TIGHTENED),
        (on_batch(ALTER, "note", models.JSONField(null=True)), TIGHTENED),
        (on_batch(operations.RemoveField, "note"), TAKEN_AWAY),
        (operations.RenameField("Batch", "note", "remark"), TAKEN_AWAY),
        (operations.RenameModel("Batch", "Class"), TAKEN_AWAY),
        (operations.DeleteModel("Batch"), TAKEN_AWAY),
        (operations.CreateModel("Room", [("id", models.AutoField(primary_key=True))]), None),
        (operations.AddField("Room", "seats", models.IntegerField()), None),
        (operations.RemoveField("Batch", "added_and_gone_again"), None),
        (operations.AddIndex("Batch", models.Index(fields=["title"], name="by_title")), None),
    ],
    ids=lambda value: value.describe() if hasattr(value, "describe") else "",
)
def test_what_the_running_release_would_fail_on_is_told(operation, trouble):
    migration = Migration("0099_next", "programs")
    migration.operations = [operation]

    found = [words for words, _of_what in troubles_of(migration, a_state())]

    assert found == ([trouble] if trouble else [])


@pytest.mark.django_db
def test_a_database_that_waits_for_nothing_needs_no_stop():
    said = StringIO()

    call_command("needs_a_stop", stdout=said)

    assert said.getvalue() == "0 migrations wait, and none of them needs a stop.\n"


@pytest.mark.django_db
def test_a_waiting_migration_that_needs_a_stop_is_named(monkeypatch):
    applied = MigrationRecorder.applied_migrations

    def those_of_then(self):
        rows = applied(self)
        return {key: rows[key] for key in rows if key[0] != "programs" or key[1] < "0005"}

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", those_of_then)
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("needs_a_stop", stdout=said)

    assert ended.value.code == 1
    assert f"programs.0005_paper_forms {NOT_FILLED}: intake.paper_days" in said.getvalue()
