from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles_and_kelurahan")]

    operations = [
        revoke_changes(
            "accounts_documentaccess",
        )
    ]
