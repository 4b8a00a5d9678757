from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0003_fact_types")]

    operations = [
        revoke_changes(
            "enrollment_run",
            "enrollment_placement",
            "enrollment_promotionstep",
            "enrollment_factclaimevent",
            "enrollment_scoreevent",
            "enrollment_seatevent",
            "enrollment_offerevent",
            "enrollment_participationevent",
        )
    ]
