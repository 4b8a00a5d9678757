from django.db import migrations

COLUMNS = [
    ("enrollment_selectionround", "problem"),
    ("enrollment_run", "problem"),
    ("enrollment_run", "outcome"),
]


def stored(way):
    return [
        f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {way}" for table, column in COLUMNS
    ]


class Migration(migrations.Migration):
    """Keep problems and outcomes without pressing them, which took most of writing them."""

    dependencies = [("enrollment", "0039_statuses_in_bulk")]

    operations = [migrations.RunSQL(stored("EXTERNAL"), stored("EXTENDED"))]
