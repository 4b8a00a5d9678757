"""A private PostgreSQL cluster: made once, started on a socket, with an owner and an app role."""

import os
import shutil
import signal
import subprocess
import time
from urllib.parse import quote

import psycopg2
from psycopg2.sql import SQL, Identifier

from blk_portal.local_services import processes
from blk_portal.local_services.account import own_name
from blk_portal.local_services.problem import Problem, disk_full
from blk_portal.local_services.programs import POSTGRES_MAJOR
from blk_portal.local_services.supervisor import Child

DATABASE = "blk_portal"
SUPERUSER = "postgres"
OWNER_ROLE = "blk_owner"
APP_ROLE = "blk_app"

# Statements and their details hold what residents typed, so the server's log leaves them out.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
}
# A cluster that only tests use may lose everything with the machine.
SETTINGS_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def prepare_cluster(places, account, programs):
    """Make the cluster if there is none; refuse one of another PostgreSQL version."""
    version_file = places.cluster / "PG_VERSION"
    if places.cluster.exists():
        found = version_file.read_text().strip() if version_file.exists() else "unknown"
        if found != POSTGRES_MAJOR:
            raise Problem(
                f"{places.cluster} holds data of PostgreSQL version {found}, and this portal "
                f"brings version {POSTGRES_MAJOR}. Restore a backup into an empty BLK_DATA_DIR, "
                "or set DATABASE_URL to a server that reads this data."
            )
    else:
        _make_cluster(places, account, programs)
    _write_access_rules(places, account)


def _make_cluster(places, account, programs):
    draft = places.cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.give(draft)
    made = subprocess.run(
        [
            programs.postgres("initdb"),
            *("-D", draft, "-U", SUPERUSER, "--encoding=UTF8", "--no-instructions"),
            *("--locale-provider=builtin", "--locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=scram-sha-256"),
        ],
        capture_output=True,
        text=True,
        cwd="/",
        env=_plain_environment(),
        **account.popen_options,
    )
    if made.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        if "No space left" in made.stderr:
            raise disk_full(draft)
        raise Problem(f"PostgreSQL could not make its data directory:\n{made.stderr.strip()}")
    draft.rename(places.cluster)


def _plain_environment():
    """Return the environment without settings meant for another server or tongue."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _write_access_rules(places, account):
    """Let the caller's own account in, under the three roles, and nobody else."""
    rules = {
        "pg_hba.conf": "local all all peer map=portal\n",
        "pg_ident.conf": "".join(
            f'portal "{own_name()}" {role}\n' for role in (SUPERUSER, OWNER_ROLE, APP_ROLE)
        ),
    }
    for name, text in rules.items():
        file = places.services / name
        file.write_text(text)
        os.chown(file, os.geteuid(), account.gid)
        file.chmod(0o640)


def settle_recorded_pid(places, say):
    """Stop a server that a killed supervisor left behind, and forget pids of other programs.

    PostgreSQL itself refuses to start while *any* process of its account has the recorded pid.
    """
    for file in (places.cluster / "postmaster.pid", places.sockets / ".s.PGSQL.5432.lock"):
        pid = processes.read_pid(file)
        if processes.is_ours(pid, f"-D {places.cluster}"):
            say(f"Stopping the PostgreSQL of an earlier start (process {pid}).")
            processes.end(pid, signal.SIGINT, patience=None)
        elif pid:
            file.unlink(missing_ok=True)


def postgres_child(places, account, programs, *, for_tests):
    settings = SETTINGS | (SETTINGS_FOR_TESTS if for_tests else {})
    settings |= {
        "unix_socket_directories": str(places.sockets),
        "hba_file": str(places.services / "pg_hba.conf"),
        "ident_file": str(places.services / "pg_ident.conf"),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Child(
        name="postgres",
        command=[str(programs.postgres("postgres")), "-D", str(places.cluster), *options],
        mark=f"-D {places.cluster}",
        stop_signal=signal.SIGINT,
        patience=None,
        log=places.logs / "postgres.log",
        environment=_plain_environment(),
        popen_options=account.popen_options,
    )


def wait_until_ready(supervisor, child, places, programs, say):
    """Wait until the server answers, however long its recovery takes.

    Sessions of a server killed a moment ago still hold its memory; a new one is tried again
    until they have gone.
    """
    command = [programs.postgres("pg_isready"), "-q", "-h", places.sockets, "-U", SUPERUSER]
    started = last_said = time.monotonic()
    while subprocess.run(command, env=_plain_environment()).returncode:
        now = time.monotonic()
        if not child.is_running:
            tail = child.log_tail()
            if "No space left" in tail:
                raise disk_full(places.cluster)
            if "is still in use" not in tail or now - started > 60:
                raise Problem(f"PostgreSQL did not start. The end of {child.log}:\n{tail}")
            time.sleep(0.5)
            supervisor.start(child)
        if now - last_said > 10:
            say("Still waiting for PostgreSQL, which may be recovering after a crash.")
            last_said = now
        supervisor.raise_if_asked_to_stop()
        time.sleep(0.05)


def prepare_roles_and_database(places, *, for_tests):
    """Make the owner role, which migrates, the app role, which runs, and the database."""
    connection = psycopg2.connect(host=str(places.sockets), user=SUPERUSER, dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            _make_roles(cursor, for_tests=for_tests)
            _make_database(cursor)
    finally:
        connection.close()


def _make_roles(cursor, *, for_tests):
    owner, app = Identifier(OWNER_ROLE), Identifier(APP_ROLE)
    cursor.execute("SELECT rolname FROM pg_roles")
    present = {name for (name,) in cursor.fetchall()}
    for role in {OWNER_ROLE, APP_ROLE} - present:
        cursor.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))
    cursor.execute(SQL("GRANT {} TO {}").format(app, owner))
    if for_tests:
        cursor.execute(SQL("ALTER ROLE {} CREATEDB").format(owner))


def _make_database(cursor):
    database, owner, app = Identifier(DATABASE), Identifier(OWNER_ROLE), Identifier(APP_ROLE)
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
    if not cursor.fetchone():
        cursor.execute(SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    cursor.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    cursor.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def database_url(places, role):
    return f"postgres://{role}@/{DATABASE}?host={quote(str(places.sockets), safe='/')}"
