from django.db import migrations

from blk_portal.shared.erasing import erasing_function


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_to_another_phone"), ("accounts", "0012_own_data")]

    operations = [
        erasing_function(
            "notices_erase_history",
            "UPDATE notices_noticecall SET note = '' WHERE notice_id = notice",
            parameter="notice bigint",
            # An emptied message is a mark of its own; nobody can write its text again unseen.
            guard="EXISTS (SELECT 1 FROM notices_notice WHERE id = notice AND text = '')",
            triggers=["pgtrigger_append_only_e26c6"],
        ),
    ]
