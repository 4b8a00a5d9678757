from django.db import migrations

from blk_portal.shared.erasing import erasing_function

OTHERS = [
    "UPDATE accounts_personaccess SET reason = '–' WHERE person_id = person",
    "UPDATE accounts_documentaccess SET reason = '' WHERE document_id IN "
    "(SELECT id FROM accounts_document WHERE person_id = person)",
    "UPDATE accounts_accountevent SET reason = '–', detail = '' WHERE account_id IN "
    "(SELECT user_id FROM accounts_person WHERE id = person)",
    "UPDATE shared_statuschange SET note = '' WHERE subject = 'accounts_datarequest' "
    "AND subject_id IN (SELECT id FROM accounts_datarequest WHERE person_id = person)",
]


def _function(corrections):
    return erasing_function(
        "accounts_erase_history",
        corrections,
        *OTHERS,
        triggers=[
            "pgtrigger_append_only_11def",
            "pgtrigger_append_only_9b06b",
            "pgtrigger_append_only_d7cb4",
            "pgtrigger_append_only_a5014",
            "pgtrigger_append_only_c6ea2",
        ],
    )


_before = _function("DELETE FROM accounts_personchange WHERE person_id = person")


class Migration(migrations.Migration):
    """Erasing empties corrections and no longer deletes them, so that their rows are sealed."""

    dependencies = [("accounts", "0025_history_is_sealed_in_parts")]

    operations = [
        migrations.RunSQL(_before.reverse_sql, _before.sql),
        _function(
            "UPDATE accounts_personchange SET old = '', new = '', reason = '' "
            "WHERE person_id = person"
        ),
    ]
