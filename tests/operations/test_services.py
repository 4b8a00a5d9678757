"""The launcher's servers: started, killed, found again, stopped."""

import os
import signal
import subprocess

import pytest

from blk_portal.local_services import processes
from blk_portal.local_services.account import choose_account
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.fault


def test_the_first_start_makes_an_owner_role_and_an_app_role_that_owns_nothing(launcher):
    holder = launcher.hold()

    roles = launcher.query(
        holder,
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
        " WHERE rolname LIKE 'blk%' ORDER BY 1",
    )
    owner = launcher.query(
        holder, "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()"
    )
    current = launcher.query(holder, "SELECT current_user")

    assert roles == [("blk_app", False, False, False), ("blk_owner", False, False, False)]
    assert owner == [("blk_owner",)]
    assert current == [("blk_app",)]
    assert (launcher.data / "secrets.json").stat().st_mode & 0o077 == 0
    assert launcher.data.stat().st_mode & 0o007 == 0


def test_a_second_start_keeps_the_data_and_the_secrets(launcher):
    holder = launcher.hold()
    launcher.query(holder, "CREATE TABLE kept AS SELECT 7 AS seven", owner=True)
    secret = holder.environment["SECRET_KEY"]
    holder.terminate()
    holder.wait(timeout=PATIENCE)

    holder = launcher.hold()

    assert launcher.query(holder, "SELECT seven FROM kept", owner=True) == [(7,)]
    assert holder.environment["SECRET_KEY"] == secret


def test_stopping_leaves_no_process_behind(launcher):
    holder = launcher.hold()
    assert len(launcher.processes()) >= 2

    holder.send_signal(signal.SIGINT)
    holder.wait(timeout=PATIENCE)

    assert launcher.processes() == []


def test_servers_of_a_killed_supervisor_are_stopped_and_their_data_is_kept(launcher):
    holder = launcher.hold()
    launcher.query(holder, "CREATE TABLE kept AS SELECT 7 AS seven", owner=True)
    orphans = _servers(launcher)
    holder.kill()
    holder.wait()
    assert all(processes.is_alive(pid) for pid in orphans)

    holder = launcher.hold()

    assert not any(processes.is_alive(pid) for pid in orphans)
    assert launcher.query(holder, "SELECT seven FROM kept", owner=True) == [(7,)]


def test_everything_killed_at_once_starts_again(launcher):
    holder = launcher.hold()
    launcher.query(holder, "CREATE TABLE kept AS SELECT 7 AS seven", owner=True)
    for pid in [holder.pid, *_servers(launcher)]:
        os.kill(pid, signal.SIGKILL)
    holder.wait()

    holder = launcher.hold()

    assert launcher.query(holder, "SELECT seven FROM kept", owner=True) == [(7,)]


def test_a_recorded_pid_that_now_belongs_to_another_program_is_no_obstacle(launcher):
    holder = launcher.hold()
    for pid in [holder.pid, *_servers(launcher)]:
        os.kill(pid, signal.SIGKILL)
    holder.wait()
    services = launcher.data / "services"
    account = choose_account()
    stranger = subprocess.Popen(["sleep", "600"], cwd="/", **account.popen_options)
    for file in (services / "postgres/postmaster.pid", services / "sockets/.s.PGSQL.5432.lock"):
        lines = file.read_text().split("\n")
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]))

    try:
        holder = launcher.hold()
        assert launcher.query(holder, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_second_launcher_on_the_same_data_is_refused(launcher):
    holder = launcher.hold()

    refused = launcher.run("run", PORT="8999")

    assert refused.returncode == 1
    assert refused.stderr == (
        f"[portal] The portal is already running on {launcher.data} (process {holder.pid}). "
        "Stop it first, or give this one another BLK_DATA_DIR and PORT.\n"
    )
    assert holder.poll() is None


def test_a_command_beside_a_running_portal_uses_its_servers(launcher):
    holder = launcher.hold()

    beside = launcher.run("exec", "--", "sh", "-c", "echo $DATABASE_URL; exit 3")

    assert (beside.returncode, beside.stdout) == (3, holder.environment["DATABASE_URL"] + "\n")
    assert launcher.query(holder, "SELECT 1") == [(1,)]


def test_data_of_another_postgresql_version_is_refused(launcher):
    launcher.run("exec", "--", "true")
    (launcher.data / "services/postgres/PG_VERSION").write_text("16\n")

    refused = launcher.run("exec", "--", "true")

    assert refused.returncode == 1
    assert "holds data of PostgreSQL version 16" in refused.stderr
    assert "this portal brings version 18" in refused.stderr


def test_named_servers_are_used_and_none_is_started(launcher):
    named = {"DATABASE_URL": "postgres://one@db.example/blk", "REDIS_URL": "redis://r.example/0"}

    shown = launcher.run("exec", "--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL", **named)

    assert shown.stdout == "postgres://one@db.example/blk redis://r.example/0\n"
    assert not (launcher.data / "services").exists()


def _servers(launcher):
    """Return the pids of the two servers, PostgreSQL first."""
    folder = launcher.data / "services"
    found = [processes.read_pid(folder / "postgres/postmaster.pid")]
    wait_until(lambda: len(launcher.processes()) >= 2)
    socket = str(folder / "sockets/redis.sock")
    return found + [pid for pid in launcher.processes() if processes.is_ours(pid, socket)]
