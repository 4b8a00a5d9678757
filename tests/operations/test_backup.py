"""A backup comes back whole into an empty place, and nowhere else."""

import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth import get_user_model
from django.db import connection

from accounts.services.erasing import erase_person
from blk_portal import backup
from blk_portal.local_services.problem import Problem
from tests.factories import PersonFactory


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_whole_but_for_whom_was_erased_since(launcher, settings, tmp_path):
    folder = launcher.data.parent / "backup"
    settings.PRIVATE_ROOT = tmp_path / "private"
    picture = settings.PRIVATE_ROOT / "documents" / "picture.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(os.urandom(2000))
    get_user_model().objects.create(email="ada@example.com")
    stays, goes = PersonFactory(full_name="Siti Contoh"), PersonFactory(full_name="Budi Contoh")
    keys = {
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "BLIND_INDEX_KEYS": ",".join(f"{n}={key}" for n, key in settings.BLIND_INDEX_KEYS.items()),
        "TOMBSTONE_FILE": str(settings.TOMBSTONE_FILE),
    }
    restore = ("exec", "--", sys.executable, "-m", "blk_portal.backup", "restore", str(folder))

    manifest = backup.create_backup(folder)
    erase_person(goes, cause="request", actor=None)
    other_keys = {"FIELD_KEYS": Fernet.generate_key().decode()}
    without_keys = launcher.run(*restore, **keys | other_keys)
    restored = launcher.run(*restore, **keys)
    again = launcher.run(*restore, **keys)

    assert "its identity numbers would be unreadable" in without_keys.stderr
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "is not empty; restore into an empty place." in again.stderr
    assert "Erased again after the backup: 1 persons." in restored.stdout
    holder = launcher.hold()
    users = launcher.query(holder, "SELECT email FROM accounts_user")
    kelurahan = launcher.query(holder, "SELECT count(*) FROM accounts_kelurahan")
    assert users == [("ada@example.com",)]
    assert kelurahan == [(manifest["tables"]["public.accounts_kelurahan"],)]
    people = "SELECT id, full_name, nik <> '', erased_at IS NULL FROM accounts_person ORDER BY id"
    assert launcher.query(holder, people) == [
        (stays.pk, "Siti Contoh", True, True),
        (goes.pk, "", False, False),
    ]
    restored_guards = _guards(holder.environment["DATABASE_OWNER_URL"])
    assert restored_guards == _guards(_url_of_the_test_database())
    assert any("TRIGGER" in line for line in restored_guards)
    copy = launcher.data / "private" / "documents" / "picture.jpg"
    assert copy.read_bytes() == picture.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0


def _url_of_the_test_database():
    name = connection.settings_dict["NAME"]
    return urlsplit(os.environ["DATABASE_OWNER_URL"])._replace(path=f"/{name}").geturl()


def _guards(url):
    """Return what the schema refuses or allows: its triggers and grants.

    Without casts, which PostgreSQL writes otherwise once it has read a condition from a dump.
    """
    tool = backup._tool("pg_dump", backup._server_version().split(".")[0])
    dump = subprocess.run([tool, "--schema-only", url], capture_output=True, text=True, check=True)
    beginnings = ("CREATE TRIGGER", "ALTER TABLE", "GRANT", "REVOKE")
    lines = [line for line in dump.stdout.splitlines() if line.startswith(beginnings)]
    return [re.sub(r"::(character varying|text)(\[\])?|[()]", "", line) for line in lines]


@pytest.fixture
def folder(tmp_path):
    """A backup without a database, as its manifest describes it."""
    folder = tmp_path / "backup"
    (folder / backup.FILES).mkdir(parents=True)
    (folder / backup.DUMP).write_bytes(b"dump")
    (folder / backup.FILES / "letter.pdf").write_bytes(b"letter")
    manifest = {
        "format": backup.FORMAT,
        "keys": backup._key_fingerprints(),
        "tables": {},
        "digests": backup._digests(folder),
    }
    (folder / backup.MANIFEST).write_text(json.dumps(manifest))
    return folder


def test_a_damaged_backup_is_refused_before_anything_is_written(folder):
    (folder / backup.FILES / "letter.pdf").write_bytes(b"LETTER")

    with pytest.raises(Problem, match="1 files differ from its manifest, .* files/letter.pdf"):
        backup.restore_backup(folder)


def test_a_backup_with_a_missing_file_is_refused(folder):
    (folder / backup.FILES / "letter.pdf").unlink()

    with pytest.raises(Problem, match="the first is files/letter.pdf"):
        backup.restore_backup(folder)


@pytest.mark.django_db
def test_a_database_with_tables_is_no_place_to_restore_into(folder, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "empty"

    with pytest.raises(Problem, match="The database is not empty"):
        backup.restore_backup(folder)


def test_an_unfinished_backup_is_refused(tmp_path):
    with pytest.raises(Problem, match="holds no complete backup"):
        backup.restore_backup(tmp_path)


def test_a_folder_that_exists_is_not_overwritten(folder):
    with pytest.raises(Problem, match="exists already; name a new folder"):
        backup.create_backup(folder)


def test_tools_of_another_version_than_the_server_are_refused(monkeypatch):
    def say_version(command, **options):
        return SimpleNamespace(stdout=f"{command[0]} (PostgreSQL) 15.18\n")

    monkeypatch.setattr(backup, "_bundled", lambda name: None)
    monkeypatch.setattr(backup.shutil, "which", lambda name: sys.executable)
    monkeypatch.setattr(backup.subprocess, "run", say_version)

    with pytest.raises(Problem, match="PostgreSQL 18, and pg_dump is here only in version 15"):
        backup._tool("pg_dump", "18")
