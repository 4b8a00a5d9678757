from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_initial")]

    operations = [
        revoke_changes(
            "grants_grantevent",
            "grants_grantrequestevent",
        )
    ]
