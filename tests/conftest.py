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
