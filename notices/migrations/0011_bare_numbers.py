from django.db import migrations, models
from django.db.models import Q

import blk_portal.shared.crypto
from blk_portal.shared.crypto import decrypt, encrypt


def _rewrite(change):
    def rewrite(apps, schema_editor):
        notices = apps.get_model("notices", "Notice").objects.exclude(to_phone="")
        for pk, number in notices.values_list("pk", "to_phone"):
            notices.filter(pk=pk).update(to_phone=change(number))

    return rewrite


class Migration(migrations.Migration):
    dependencies = [("notices", "0010_templates_append_only")]

    operations = [
        migrations.AlterField("notice", "to_phone", models.TextField(blank=True)),
        migrations.RunPython(_rewrite(encrypt), _rewrite(decrypt)),
        migrations.AlterField(
            "notice",
            "to_phone",
            blk_portal.shared.crypto.EncryptedTextField(
                blank=True, help_text="Instead of the person's number, such as an old one."
            ),
        ),
        migrations.AlterField(
            "notice",
            "person",
            models.ForeignKey(
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="notices",
                to="accounts.person",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(to_phone="") | ~Q(status="queued"),
                name="waiting_notice_knows_whom_to_reach",
            ),
        ),
    ]
