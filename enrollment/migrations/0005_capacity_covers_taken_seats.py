from django.db import migrations

CREATE = """
CREATE FUNCTION refuse_capacity_below_taken_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    highest integer;
BEGIN
    SELECT max(number) INTO highest FROM enrollment_seat
    WHERE batch_id = NEW.id AND released_at IS NULL;
    IF highest > NEW.capacity THEN
        RAISE EXCEPTION 'batch % cannot have % seats: seat % is taken',
            NEW.id, NEW.capacity, highest USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capacity_covers_taken_seats BEFORE UPDATE OF capacity ON programs_batch
FOR EACH ROW EXECUTE FUNCTION refuse_capacity_below_taken_seats();
"""
DROP = """
DROP TRIGGER capacity_covers_taken_seats ON programs_batch;
DROP FUNCTION refuse_capacity_below_taken_seats();
"""


class Migration(migrations.Migration):
    """The seats are this app's, the capacity an earlier app's: hence a trigger by hand."""

    dependencies = [
        ("enrollment", "0004_append_only"),
        ("programs", "0003_append_only"),
    ]

    operations = [migrations.RunSQL(CREATE, DROP)]
