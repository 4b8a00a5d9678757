"""Back up the database and the private files, and bring them back into an empty place.

``python -m blk_portal.backup create FOLDER`` and ``python -m blk_portal.backup restore FOLDER``.
The keys (``SECRET_KEY``, ``FIELD_KEYS``, ``BLIND_INDEX_KEYS``) are no part of a backup; they are
kept apart from it.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from blk_portal.local_services.problem import Problem
from blk_portal.local_services.programs import installed_programs

FORMAT = 1
DUMP = "database.dump"
FILES = "files"
MANIFEST = "manifest.json"


def create_backup(folder):
    """Write dump, files and manifest into ``folder``, which must not exist yet.

    Dump and counts see one snapshot of the database. The files are copied after it, so no row
    of the dump lacks its file. An interrupted backup leaves only ``folder.new``.
    """
    if folder.exists():
        raise Problem(f"{folder} exists already; name a new folder.")
    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # This transaction idles while the dump is written.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        tables = _count_rows(cursor)
        _run_tool("pg_dump", "-Fc", "--snapshot", snapshot, "-f", str(draft / DUMP))
    private = Path(settings.PRIVATE_ROOT)
    if private.exists():
        shutil.copytree(private, draft / FILES, copy_function=shutil.copyfile)
    else:
        (draft / FILES).mkdir()
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server_version": _server_version(),
        "keys": _key_fingerprints(),
        "tables": tables,
        "digests": _digests(draft),
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
    draft.rename(folder)
    return manifest


def restore_backup(folder):
    """Bring a backup into an empty database and an empty file store, and compare both with it.

    Then migrate to today's schema and erase again whoever was erased since the backup was made,
    as ``TOMBSTONE_FILE`` says, so that nobody comes back by it.

    Raise ``Problem`` before anything is written if the backup is damaged, the place is not
    empty, or a key is missing by which its identity numbers were encrypted.
    """
    manifest = _read_manifest(folder)
    _refuse_damage(folder, manifest)
    if missing := set(manifest["keys"]) - set(_key_fingerprints()):
        raise Problem(
            f"FIELD_KEYS or BLIND_INDEX_KEYS lack {len(missing)} of the keys in use when this "
            "backup was made; its identity numbers would be unreadable. Set the keys of that "
            "portal (local mode: secrets.json of its data directory) and restore again."
        )
    private = Path(settings.PRIVATE_ROOT)
    if private.exists() and any(private.iterdir()):
        raise Problem(f"{private} is not empty; restore into an empty place.")
    with connection.cursor() as cursor:
        if _count_rows(cursor):
            raise Problem("The database is not empty; restore into an empty one.")
    connection.close()

    _run_tool(
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner"),
        *("--dbname", settings.DATABASES["default"]["NAME"], str(folder / DUMP)),
    )
    shutil.copytree(folder / FILES, private, copy_function=shutil.copyfile, dirs_exist_ok=True)
    _refuse_difference(manifest, private)
    connection.close()
    call_command("migrate", verbosity=0)
    call_command("erase_again")
    return manifest


def _read_manifest(folder):
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise Problem(f"{folder} holds no complete backup: {MANIFEST} cannot be read.") from None
    if manifest["format"] != FORMAT:
        raise Problem(f"This backup has format {manifest['format']}; this portal reads {FORMAT}.")
    return manifest


def _refuse_damage(folder, manifest):
    found = _digests(folder)
    expected = manifest["digests"]
    damaged = sorted(
        path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path)
    )
    if damaged:
        raise Problem(
            f"The backup is damaged: {len(damaged)} files differ from its manifest, "
            f"the first is {damaged[0]}."
        )


def _refuse_difference(manifest, private):
    with connection.cursor() as cursor:
        tables = _count_rows(cursor)
    files = {f"{FILES}/{path}": digest for path, digest in _digests(private).items()}
    expected = {path: text for path, text in manifest["digests"].items() if path != DUMP}
    if tables != manifest["tables"] or files != expected:
        raise Problem("What was restored differs from the manifest. Do not use this place.")


def _count_rows(cursor):
    cursor.execute(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    counts = {}
    tables = cursor.fetchall()
    cursor.execute("SET statement_timeout = 0")
    for (table,) in tables:
        cursor.execute(f"SELECT count(*) FROM {table}")
        (counts[table],) = cursor.fetchone()
    return counts


def _digests(folder):
    """Return the SHA-256 of every file below ``folder`` but the manifest, by relative path."""
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / MANIFEST:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            digests[path.relative_to(folder).as_posix()] = digest
    return digests


def _key_fingerprints():
    """Return what tells keys apart without telling anything about them."""
    keys = [f"field:{key}" for key in settings.FIELD_KEYS]
    keys += [f"index:{version}:{key}" for version, key in settings.BLIND_INDEX_KEYS.items()]
    return sorted(hashlib.sha256(f"backup:{key}".encode()).hexdigest()[:16] for key in keys)


def _server_version():
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
    return version


def _run_tool(name, *arguments):
    """Run ``pg_dump`` or ``pg_restore`` of the server's own version on the portal's database."""
    database = settings.DATABASES["default"]
    params = connection.get_connection_params()
    environment = {
        "PGHOST": params.get("host"),
        "PGPORT": params.get("port"),
        "PGUSER": params.get("user"),
        "PGPASSWORD": params.get("password"),
        "PGDATABASE": database["NAME"],
        "PGSSLMODE": params.get("sslmode"),
        "PGSSLROOTCERT": params.get("sslrootcert"),
    }
    environment = {name: str(value) for name, value in environment.items() if value}
    done = subprocess.run(
        [_tool(name, _server_version().split(".")[0]), "--no-password", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Problem(f"{name} failed:\n{done.stderr.strip()}")


def _tool(name, major):
    """Return the path of ``name`` whose version is that of the server: bundled, else from PATH."""
    found = {}
    for candidate in (_bundled(name), shutil.which(name)):
        if candidate and Path(candidate).exists():
            text = subprocess.run([candidate, "--version"], capture_output=True, text=True).stdout
            found[re.search(r"(\d+)\.", text)[1]] = str(candidate)
    if major not in found:
        raise Problem(
            f"The server is PostgreSQL {major}, and {name} is here only in version "
            f"{' and '.join(found) or 'none'}. Install {name} {major} (Debian: "
            f"postgresql-client-{major}) and put it first in PATH."
        )
    return found[major]


def _bundled(name):
    try:
        return installed_programs().postgres(name)
    except Problem:
        return None


def main():
    parser = argparse.ArgumentParser(prog="python -m blk_portal.backup")
    parser.add_argument("act", choices=["create", "restore"])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    # The owner sees every table, those too that the app role may only add to.
    os.environ.setdefault("BLK_DATABASE_ROLE", "owner")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blk_portal.settings.local")
    os.umask(0o077)
    django.setup()
    act = create_backup if arguments.act == "create" else restore_backup
    try:
        manifest = act(arguments.folder.absolute())
    except Problem as problem:
        sys.exit(str(problem))
    done = "Backed up to" if arguments.act == "create" else "Restored from"
    tables, rows = len(manifest["tables"]), sum(manifest["tables"].values())
    files = len(manifest["digests"]) - 1
    print(f"{done} {arguments.folder}: {rows} rows in {tables} tables, {files} files.")


if __name__ == "__main__":
    main()
