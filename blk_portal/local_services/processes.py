"""Whose process is this? A pid alone proves nothing: after a reboot it belongs to another."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


def is_alive(pid):
    """Return whether a process has this pid; one that only waits to be reaped has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return _stat_fields(pid)[0] != "Z"
    except OSError:
        return True


def _stat_fields(pid):
    text = Path(f"/proc/{pid}/stat").read_text()
    return text.rpartition(")")[2].split()


def command_line(pid):
    """Return the command line of a process, or an empty string if it has none or is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        pass
    if Path("/proc/self/cmdline").exists():
        return ""
    found = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    )
    return found.stdout.strip()


def is_ours(pid, mark):
    """Return whether a live process has ``mark``, a path only we use, on its command line."""
    return pid > 1 and is_alive(pid) and mark in command_line(pid)


def read_pid(path):
    """Return the pid on the first line of ``path``, or 0."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return 0


def end(pid, first_signal, *, patience):
    """Signal a process that is not our child, wait for its end, and kill it if it stays.

    ``patience`` of ``None`` waits for ever: PostgreSQL is never killed.
    """
    signal_quietly(pid, first_signal)
    give_up_at = None if patience is None else time.monotonic() + patience
    while is_alive(pid):
        if give_up_at and time.monotonic() > give_up_at:
            signal_quietly(pid, signal.SIGKILL)
            give_up_at = None
        time.sleep(0.05)


def signal_quietly(pid, number):
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def signal_group(pid, number):
    """Signal the whole group that ``pid`` leads, its grandchildren too."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def kill_group_members(group, mark):
    """Kill processes with ``mark`` whose group leader, ``group``, has already ended."""
    for folder in Path("/proc").glob("[0-9]*"):
        pid = int(folder.name)
        try:
            is_member = int(_stat_fields(pid)[2]) == group
        except OSError:
            continue
        if is_member and is_ours(pid, mark):
            signal_quietly(pid, signal.SIGKILL)
