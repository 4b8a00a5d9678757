from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations import operations as op
from django.db.migrations.executor import MigrationExecutor
from django.db.models import NOT_PROVIDED

TAKEN_AWAY = "takes away or renames what the running release uses"
NOT_FILLED = "adds a column that the running release leaves empty"
TIGHTENED = "narrows a column that the running release fills"


class Command(BaseCommand):
    help = (
        "Name the waiting migrations on whose schema the release that runs would fail, so that "
        "its processes have to be stopped first. Constraints, triggers and rewritten rows are "
        "not judged. Exit status 1 if there is such a migration."
    )

    def handle(self, *args, **options):
        executor = MigrationExecutor(connection)
        graph = executor.loader.graph
        plan = executor.migration_plan(graph.leaf_nodes())
        applied = [key for key in executor.loader.applied_migrations if key in graph.nodes]
        running = executor.loader.project_state(applied)
        found = [
            f"{migration.app_label}.{migration.name} {trouble}: {of_what}"
            for migration, _is_backwards in plan
            for trouble, of_what in troubles_of(migration, running)
        ]
        for line in found:
            self.stdout.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write(f"{len(plan)} migrations wait, and none of them needs a stop.")


def troubles_of(migration, running):
    """Yield what in ``migration`` code that knows the state ``running`` would fail on."""
    for operation in _on_the_database(migration.operations):
        model = getattr(operation, "model_name", None) or getattr(operation, "old_name", None)
        model = model or getattr(operation, "name", "")
        known = running.models.get((migration.app_label, model.lower()))
        if known and (trouble := _trouble_with(operation, known.fields)):
            yield trouble, f"{model}.{operation.name}" if _is_of_a_field(operation) else model


def _on_the_database(operations):
    for operation in operations:
        if isinstance(operation, op.SeparateDatabaseAndState):
            yield from _on_the_database(operation.database_operations)
        elif isinstance(operation, op.fields.FieldOperation | op.models.ModelOperation):
            yield operation


def _is_of_a_field(operation):
    return isinstance(operation, op.AddField | op.AlterField | op.RemoveField)


def _trouble_with(operation, fields):
    if isinstance(operation, op.DeleteModel | op.RenameModel | op.AlterModelTable):
        return TAKEN_AWAY
    if isinstance(operation, op.RemoveField):
        return TAKEN_AWAY if operation.name in fields else ""
    if isinstance(operation, op.RenameField):
        return TAKEN_AWAY if operation.old_name in fields else ""
    if isinstance(operation, op.AddField):
        return NOT_FILLED if _has_to_be_filled(operation.field) else ""
    if isinstance(operation, op.AlterField) and operation.name in fields:
        return TIGHTENED if _is_narrower(operation.field, fields[operation.name]) else ""
    return ""


def _has_to_be_filled(field):
    is_column = not field.many_to_many and not field.generated
    return is_column and not field.null and field.db_default is NOT_PROVIDED


def _is_narrower(new, old):
    return (
        type(new) is not type(old)
        or (old.null and not new.null)
        or (new.unique and not old.unique)
        or (new.max_length or 10**9) < (old.max_length or 10**9)
    )
