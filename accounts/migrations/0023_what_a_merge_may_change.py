from django.db import migrations

from blk_portal.shared.erasing import erasing_function
from blk_portal.shared.roles import allow_change_of


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0022_merged_persons'),
    ]

    operations = [
        allow_change_of("accounts_consent", "person_id"),
        allow_change_of("accounts_helpsession", "client_id"),
        allow_change_of("accounts_declaredrelation", "person_id"),
        erasing_function(
            "accounts_erase_closed_accounts",
            "UPDATE accounts_accountevent SET reason = '–', detail = '' WHERE account_id IN "
            "(SELECT closed_account_id FROM accounts_personmerge WHERE kept_id = person)",
            triggers=["pgtrigger_append_only_a5014"],
        ),
    ]
