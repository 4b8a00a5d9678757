from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("programs", "0011_class_changes")]

    operations = [revoke_changes("programs_classchange")]
