"""What the launcher says when it cannot start: one sentence that tells what to do."""

import os
import pwd
import shutil
import socket
import traceback
from collections import namedtuple

import pytest

from blk_portal.local_services import account, places, services
from blk_portal.local_services.account import Account, choose_account
from blk_portal.local_services.places import prepare_data_directory, settle
from blk_portal.local_services.problem import Problem
from blk_portal.local_services.programs import reachable_programs
from blk_portal.local_services.services import running_services

DiskUsage = namedtuple("DiskUsage", "total used free")


def test_a_taken_port_is_named(launcher):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = launcher.run("run", PORT=str(port))

    assert refused.returncode == 1
    assert refused.stderr == (
        f"[portal] Port {port} on 127.0.0.1 is taken by another program. Choose another one, "
        f"for example: make run PORT={port + 1}\n"
    )
    assert launcher.processes() == []


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_no_port_is_refused(launcher, port):
    refused = launcher.run("run", PORT=port)

    assert refused.stderr == f"[portal] PORT must be a number from 1 to 65535, not '{port}'.\n"


def test_a_full_disk_is_named(data, monkeypatch):
    monkeypatch.setattr(places.shutil, "disk_usage", lambda path: DiskUsage(10**9, 10**9, 10**6))

    with pytest.raises(Problem, match=f"Less than 200 MB are free on the disk that holds {data}"):
        prepare_data_directory(data)

    assert not data.exists()


def test_a_disk_that_fills_up_while_starting_is_named(data, monkeypatch):
    def fill_up(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "_start_missing", fill_up)

    with (
        pytest.raises(Problem, match=f"The disk that holds {data} is full"),
        running_services(data, print),
    ):
        pass


def test_a_data_directory_that_cannot_be_made_is_named(data):
    data.parent.joinpath("file").write_text("")

    with pytest.raises(Problem, match="cannot be used: Not a directory. Set BLK_DATA_DIR"):
        prepare_data_directory(data.parent / "file" / "data")


def test_root_without_an_unprivileged_account_is_told_the_ways_out(monkeypatch):
    monkeypatch.setattr(account.os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "UNPRIVILEGED", ("no-such-account",))

    with pytest.raises(Problem, match="Start the portal as an ordinary user, or set DATABASE_URL"):
        choose_account()


def test_a_user_id_without_an_account_is_told_the_ways_out(monkeypatch):
    monkeypatch.setattr(account.os, "geteuid", lambda: 54321)

    with pytest.raises(Problem, match="The user id 54321 has no entry in the password file"):
        choose_account()


def test_a_socket_path_beyond_the_system_limit_is_replaced_by_a_short_one(data):
    deep = data / ("long" * 20) / "data"
    prepare_data_directory(deep)
    own = Account("me", os.geteuid(), os.getegid(), is_ours=True)

    settled = settle(deep, own)

    assert len(str(settled.sockets / ".s.PGSQL.5432")) <= 90
    assert settled.sockets.stat().st_mode & 0o077 == 0
    assert settle(deep, own).sockets == settled.sockets
    settled.sockets.rmdir()


def test_what_the_servers_own_lies_where_their_account_can_reach_it(data, monkeypatch):
    """As root, a clone below a closed home is out of reach of the account that is lent."""
    data.parent.joinpath("state").mkdir(mode=0o755)
    monkeypatch.setattr(places, "SYSTEM_STATE", data.parent / "state")
    closed = data.parent / "home"
    closed.mkdir(mode=0o700)
    prepare_data_directory(closed / "data")
    chosen = choose_account()

    settled = settle(closed / "data", chosen)

    assert chosen.may_enter(settled.services)
    assert chosen.is_ours or data.parent / "state" in settled.services.parents
    assert settle(closed / "data", chosen).services == settled.services


def test_an_ordinary_user_starts_the_same_servers(data, monkeypatch):
    """Where the suite runs as root, a forked process becomes ``nobody`` for good."""
    for variable in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)
    if os.geteuid():
        _start_and_stop(data)
        return
    entry = pwd.getpwnam("nobody")
    nobody = Account("nobody", entry.pw_uid, entry.pw_gid, is_ours=False)
    found = reachable_programs(nobody, data.parent)
    monkeypatch.setattr(services, "reachable_programs", lambda account, folder: found)
    # Once as root, which imports what is imported late: ``nobody`` may not be able to read it.
    _start_and_stop(data.with_name("as-root"))
    os.chown(data.parent, entry.pw_uid, entry.pw_gid)

    child = os.fork()
    if not child:
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
        try:
            _start_and_stop(data)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    assert os.waitpid(child, 0)[1] == 0
    assert (data / "services/postgres").owner() == "nobody"
    shutil.rmtree(data)


def _start_and_stop(data):
    with running_services(data, lambda message: None) as (_, environment):
        assert environment["DATABASE_URL"].startswith("postgres://blk_app@/blk_portal?host=")
