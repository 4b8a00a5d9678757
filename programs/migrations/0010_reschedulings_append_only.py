from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_reschedulings")]

    operations = [revoke_changes("programs_rescheduling")]
