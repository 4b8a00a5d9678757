"""Where the data, the secrets, the sockets and the lock of one local portal lie."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from blk_portal.local_services.problem import Problem

LONGEST_SOCKET_PATH = 90
LEAST_FREE_BYTES = 200 * 1024 * 1024
SYSTEM_STATE = Path("/var/lib/blk-portal")


@dataclass(frozen=True)
class Places:
    """``data`` is the caller's alone; below ``services`` the servers' account has its own."""

    data: Path
    services: Path
    sockets: Path

    @property
    def cluster(self):
        return self.services / "postgres"

    @property
    def redis(self):
        return self.services / "redis"

    @property
    def redis_socket(self):
        return self.sockets / "redis.sock"

    @property
    def logs(self):
        return self.data / "logs"

    @property
    def pids(self):
        return self.data / "pids"

    @property
    def private_files(self):
        return self.data / "private"


def prepare_data_directory(data):
    """Make ``data`` for the caller alone; refuse one that somebody else owns."""
    if shutil.disk_usage(_nearest_existing(data)).free < LEAST_FREE_BYTES:
        raise Problem(
            f"Less than {LEAST_FREE_BYTES // 2**20} MB are free on the disk that holds {data}. "
            "Free some space and start again."
        )
    try:
        data.mkdir(parents=True, exist_ok=True)
        if data.stat().st_uid != os.geteuid():
            raise Problem(
                f"{data} belongs to another user. Start the portal as that user, or set "
                "BLK_DATA_DIR to a directory of your own."
            )
        if data.stat().st_mode & 0o067:
            data.chmod(0o700)
        for name in ("logs", "pids", "private"):
            (data / name).mkdir(mode=0o700, exist_ok=True)
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        raise Problem(
            f"The directory {data} cannot be used: {error.strerror}. Set BLK_DATA_DIR to a "
            "directory that you may write to."
        ) from None


def _nearest_existing(path):
    return next(step for step in [path, *path.parents] if step.exists())


def lock(data):
    """Return the open lock file, held until this process ends; ``None`` if another holds it."""
    file = open(data / "lock", "a+")  # noqa: SIM115
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def lock_or_refuse(data):
    held = lock(data)
    if held is None:
        pid = (data / "lock").read_text().strip()
        raise Problem(
            f"The portal is already running on {data} (process {pid}). Stop it first, or give "
            "this one another BLK_DATA_DIR and PORT."
        )
    return held


def settle(data, account):
    """Return the places, with directories that the servers' account can reach.

    As root the servers run under another account. Where that account cannot pass through the
    directories above ``data``, what is theirs goes to ``/var/lib``; ``data`` remembers where.
    """
    pointer = data / "services.path"
    if pointer.exists():
        services = Path(pointer.read_text().strip())
    elif account.is_ours or account.may_enter(data.parent):
        services = data / "services"
    else:
        services = SYSTEM_STATE / f"{data.parent.name.lstrip('.')}-{digest(data)}"
    try:
        services.mkdir(parents=True, exist_ok=True)
        if data not in services.parents:
            pointer.write_text(f"{services}\n")
        elif not account.is_ours:
            os.chown(data, os.geteuid(), account.gid)
            data.chmod(0o710)
        if not account.is_ours:
            os.chown(services, os.geteuid(), account.gid)
        services.chmod(0o700 if account.is_ours else 0o710)
        sockets = _socket_directory(services, account)
    except PermissionError as error:
        raise Problem(
            f"The account {account.name}, under which PostgreSQL and Redis run, cannot pass "
            f"through {data.parent}, and {services} cannot be made ({error.strerror}). Set "
            "BLK_DATA_DIR to a directory that everybody may enter."
        ) from None
    if not account.is_ours and not account.may_enter(services):
        raise Problem(
            f"The account {account.name}, under which PostgreSQL and Redis run, cannot pass "
            f"through the directories above {services}. Set BLK_DATA_DIR to a directory that "
            "everybody may enter."
        )
    return Places(data=data, services=services, sockets=sockets)


def _socket_directory(services, account):
    """Return a private directory for sockets, short enough for the system's limit."""
    sockets = services / "sockets"
    if len(str(sockets / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH:
        sockets = Path(tempfile.gettempdir()) / f"blk-{digest(services)}"
    sockets.mkdir(mode=0o700, exist_ok=True)
    found = sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), account.uid):
        raise Problem(f"{sockets} belongs to another user. Remove it and start again.")
    account.give(sockets)
    sockets.chmod(0o700)
    return sockets


def digest(path):
    """Return a short stable name for a directory."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def local_secrets(data):
    """Return the secrets of this data directory, made once and kept beside its data."""
    file = data / "secrets.json"
    if not file.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "BLIND_INDEX_KEYS": f"1={secrets.token_hex(32)}",
        }
        draft = data / "secrets.json.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=2))
        draft.replace(file)
    return json.loads(file.read_text())
