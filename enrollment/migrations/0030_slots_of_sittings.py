from django.db import migrations

SLOTS = """
INSERT INTO enrollment_slot
    (created_at, updated_at, assessment_id, room, starts_at, ends_at, capacity)
SELECT now(), now(), p.assessment_id, left(a.place, 80), p.slot_at,
    p.slot_at + interval '15 minutes', count(*)
FROM enrollment_sitting p JOIN enrollment_assessment a ON a.id = p.assessment_id
WHERE p.slot_at IS NOT NULL
GROUP BY p.assessment_id, a.place, p.slot_at
"""
PLACES = """
UPDATE enrollment_sitting p SET reference = gen_random_uuid(), slot_id = (
    SELECT s.id FROM enrollment_slot s
    WHERE s.assessment_id = p.assessment_id AND s.starts_at = p.slot_at
)
"""
BACK = """
UPDATE enrollment_sitting p SET slot_at = s.starts_at, slot_id = NULL
FROM enrollment_slot s WHERE s.id = p.slot_id
"""


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0029_rooms_and_slots")]

    operations = [
        migrations.RunSQL(SLOTS, migrations.RunSQL.noop),
        migrations.RunSQL(PLACES, BACK),
    ]
