from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("shared", "0002_initial")]

    operations = [
        revoke_changes(
            "shared_statuschange",
        )
    ]
