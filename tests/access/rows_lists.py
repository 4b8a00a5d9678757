from accounts.choices import STAFF_ROLES
from accounts.models import SavedView
from accounts.services.exports import write_export
from tests.access.matrix import Row, only
from tests.factories.exports import asked_export

READERS = ["verifier", "training_manager", "approver", "auditor"]


def file_of_a_list(owner):
    """A file that ``owner`` asked for while he was a verifier; roles come and go."""
    export = asked_export()
    return {"pk": export.pk}


def written_file(owner):
    export = asked_export()
    write_export(export)
    return {"pk": export.pk}


def saved_view(owner):
    return {"pk": SavedView.objects.create(user=owner, list_key="pendaftar", name="Saya").pk}


OBJECTS = {
    "file_of_a_list": file_of_a_list,
    "written_file": written_file,
    "saved_view": saved_view,
}
NOBODY = only(*STAFF_ROLES, answer=404)
NEW = {"key": "pendaftar"}

ROWS = [
    Row("enrollment:application_list", get=only(*READERS), post=only(*READERS, answer=405)),
    Row("accounts:exports", get=only(*STAFF_ROLES), post=only(*STAFF_ROLES, answer=405)),
    Row(
        "accounts:export_new",
        kwargs=NEW,
        get=only(*READERS),
        post=only(*READERS, answer=422),
    ),
    # Of others; whose own it is, stands in tests/accounts/test_views_exports.py.
    Row("accounts:export", of="file_of_a_list", get=NOBODY, post=only(*STAFF_ROLES, answer=405)),
    Row("accounts:export_file", of="written_file", get=NOBODY, post=only(*STAFF_ROLES, answer=405)),
    Row(
        "accounts:saved_view_new",
        kwargs=NEW,
        get=only(*STAFF_ROLES, answer=405),
        post=only(*READERS, answer=302),
    ),
    Row(
        "accounts:saved_view_remove",
        of="saved_view",
        get=only(*STAFF_ROLES, answer=405),
        post=only(*STAFF_ROLES, answer=404),
        own_post=only(*STAFF_ROLES, answer=302),
    ),
]
