import fcntl
import gc
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase

from programs import kept_pages

APP_ROLE = "blk_app"
REFERENCE_TABLES = {
    "accounts_kelurahan",
    "accounts_kelurahanalias",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "enrollment_facttype",
    "programs_fundingsource",
    "programs_trade",
}


def pytest_collection_finish():
    """Let the garbage collector leave alone what stays to the end: modules, tests, settings."""
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def template_database(
    django_db_blocker, django_db_keepdb, django_db_createdb, worker_id, tmp_path_factory
):
    """The name of the one database that the first of several processes migrates for all.

    It is the test database of a run in one process, and stays until the next run replaces it.
    """
    if worker_id == "master":
        return None
    name = connection.settings_dict["NAME"]
    of_this_run = tmp_path_factory.getbasetemp().parent
    with (of_this_run / "template-database").open("a+") as note, django_db_blocker.unblock():
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        if not note.read():
            keepdb = django_db_keepdb and not django_db_createdb
            connection.creation.create_test_db(
                verbosity=0, autoclobber=True, serialize=False, keepdb=keepdb
            )
            connection.creation.destroy_test_db(name, verbosity=0, keepdb=True)
            note.write("made")
    return f"test_{name}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(template_database, django_db_modify_db_settings_parallel_suffix):
    connection.settings_dict["TEST"]["TEMPLATE"] = template_database


def _act_as_app_role(sender, connection, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")


@pytest.fixture(scope="session", autouse=True)
def app_role(django_db_setup, django_db_blocker):
    """Create the database as its owner, then run every test with the app's own rights."""
    with django_db_blocker.unblock():
        connection.close()
        connection_created.connect(_act_as_app_role)
    yield
    connection_created.disconnect(_act_as_app_role)
    with django_db_blocker.unblock():
        connection.close()


def _empty_all_but_reference_tables(self):
    """What a test with real transactions leaves is removed; what migrations loaded stays."""
    tables = sorted(set(connection.introspection.table_names()) - REFERENCE_TABLES)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        cursor.execute(f"SET ROLE {APP_ROLE}")


@pytest.fixture(scope="session", autouse=True)
def keep_reference_data():
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _empty_all_but_reference_tables
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def private_files_in_a_folder_of_the_test(settings, tmp_path):
    """Uploads of a test go to its own folder."""
    settings.TOMBSTONE_FILE = tmp_path / "erased-persons.jsonl"
    options = {**settings.STORAGES["default"]["OPTIONS"], "location": str(tmp_path / "private")}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": options},
    }


@pytest.fixture(autouse=True)
def force_login_is_a_whole_sign_in(monkeypatch):
    """``Client.force_login`` includes the second factor, which staff pages demand."""
    original = Client.force_login

    def force_login(self, user, backend=None):
        original(self, user, backend)
        session = self.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session.save()

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture(autouse=True)
def nothing_left_from_earlier_tests():
    """Rate limits begin anew, and no page is kept."""
    cache.clear()
    kept_pages.forget()
