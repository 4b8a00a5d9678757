"""The operating system account under which PostgreSQL and Redis run."""

import os
import pwd
import stat
from dataclasses import dataclass

from blk_portal.local_services.problem import Problem

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """``is_ours`` tells that no change of user is needed."""

    name: str
    uid: int
    gid: int
    is_ours: bool

    @property
    def popen_options(self):
        if self.is_ours:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path):
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, directory):
        """Return whether this account may pass through ``directory`` and all above it."""
        return all(
            self._has(step, stat.S_IXUSR, stat.S_IXGRP, stat.S_IXOTH)
            for step in [directory, *directory.parents]
            if step.exists()
        )

    def may_read(self, path):
        return self._has(path, stat.S_IRUSR, stat.S_IRGRP, stat.S_IROTH)

    def _has(self, path, owner_bit, group_bit, other_bit):
        if self.uid == 0:
            return True
        status = path.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & owner_bit)
        if status.st_gid == self.gid:
            return bool(status.st_mode & group_bit)
        return bool(status.st_mode & other_bit)


def choose_account():
    """Return the account of the caller, or, for root, an existing one without rights.

    PostgreSQL refuses to run as root. No account is created.
    """
    uid = os.geteuid()
    if uid == 0:
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return Account(name, entry.pw_uid, entry.pw_gid, is_ours=False)
        raise Problem(
            "PostgreSQL does not run as root, and this machine has neither an account "
            f"{' nor '.join(UNPRIVILEGED)}. Start the portal as an ordinary user, or set "
            "DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Account(own_name(), uid, os.getegid(), is_ours=True)


def own_name():
    """Return the caller's account name, by which PostgreSQL will know who connects."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Problem(
            f"The user id {os.geteuid()} has no entry in the password file, and PostgreSQL "
            "cannot start without one. Add an account for it, or set DATABASE_URL and "
            "REDIS_URL to servers of your own."
        ) from None
