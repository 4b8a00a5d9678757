from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("notices", "0009_message_templates")]

    operations = [revoke_changes("notices_messagetemplate")]
