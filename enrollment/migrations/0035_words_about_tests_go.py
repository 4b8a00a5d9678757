from django.db import migrations

from blk_portal.shared.erasing import erasing_function


class Migration(migrations.Migration):
    """Erasing empties what assessors and clerks wrote about somebody at a test, too."""

    dependencies = [("enrollment", "0034_checks_and_slots_leave_events")]

    operations = [
        erasing_function(
            "enrollment_erase_words_about_tests",
            "UPDATE enrollment_scoretalk SET words = '–' WHERE sitting_id IN "
            "(SELECT id FROM enrollment_sitting WHERE application_id = application)",
            "UPDATE enrollment_scorecorrection SET reason = '–' WHERE sitting_id IN "
            "(SELECT id FROM enrollment_sitting WHERE application_id = application)",
            "UPDATE enrollment_attendancecorrection SET note = "
            "CASE note WHEN '' THEN '' ELSE '–' END WHERE sitting_id IN "
            "(SELECT id FROM enrollment_sitting WHERE application_id = application)",
            "UPDATE enrollment_testmove SET reason = '–' WHERE sitting_id IN "
            "(SELECT id FROM enrollment_sitting WHERE application_id = application)",
            parameter="application bigint",
            guard="EXISTS (SELECT 1 FROM enrollment_application "
            "WHERE id = application AND forgotten_at IS NOT NULL)",
            triggers=[
                "pgtrigger_append_only_4e87d",
                "pgtrigger_append_only_7e393",
                "pgtrigger_append_only_f5197",
                "pgtrigger_append_only_7d91c",
            ],
        ),
    ]
