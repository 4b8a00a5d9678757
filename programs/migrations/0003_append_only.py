from django.db import migrations

from blk_portal.shared.roles import revoke_changes


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_trades_and_funds")]

    operations = [
        revoke_changes(
            "programs_ruleset",
            "programs_batchevent",
            "programs_criterionevent",
            "programs_gateevent",
            "programs_intakeevent",
            "programs_reserveevent",
        )
    ]
