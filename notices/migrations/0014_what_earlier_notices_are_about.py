from django.db import migrations

FORWARD = r"""
UPDATE notices_notice SET about = 'enrollment_application:' || (regexp_match(
    link, '^/lamaran/([0-9]+)/$'))[1]
WHERE link ~ '^/lamaran/[0-9]+/$' AND about = ''
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0013_about_what")]

    operations = [
        migrations.RunSQL(FORWARD, "UPDATE notices_notice SET about = ''"),
    ]
