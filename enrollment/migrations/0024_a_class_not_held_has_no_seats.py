from django.db import migrations

from blk_portal.shared.roles import revoke_changes

CREATE = """
CREATE FUNCTION refuse_ending_a_class_with_taken_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrollment_seat
               WHERE batch_id = NEW.id AND released_at IS NULL) THEN
        RAISE EXCEPTION 'batch % still has people on its seats', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER class_not_held_has_no_seats
AFTER UPDATE OF status ON programs_batch DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.status IN ('cancelled', 'merged'))
EXECUTE FUNCTION refuse_ending_a_class_with_taken_seats();
"""
DROP = """
DROP TRIGGER class_not_held_has_no_seats ON programs_batch;
DROP FUNCTION refuse_ending_a_class_with_taken_seats();
"""


class Migration(migrations.Migration):
    """Looked at when the transaction ends, which is when the seats must have been settled."""

    dependencies = [
        ("enrollment", "0023_classes_not_held"),
        ("programs", "0012_class_changes_append_only"),
    ]

    operations = [revoke_changes("enrollment_reassignment"), migrations.RunSQL(CREATE, DROP)]
