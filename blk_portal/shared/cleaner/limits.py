"""What a process that opens foreign files may use, and what it may reach."""

import ctypes
import os
import resource

from .protocol import CPU_SECONDS

MEBIBYTE = 1024 * 1024
MEMORY = 512 * MEBIBYTE
HARD_CPU_SECONDS = 10
OPEN_FILES = 16

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_NO_NEW_PRIVS = 38


def leave_the_network():
    """Move this process and its children into a network of their own, which has no devices.

    Return whether the system allowed it: some containers and kernels do not.
    """
    libc = ctypes.CDLL(None)
    for flags in (CLONE_NEWUSER | CLONE_NEWNET, CLONE_NEWNET):
        if hasattr(libc, "unshare") and libc.unshare(flags) == 0:
            return True
    return False


def confine():
    """Set the limits of this process for good. Past any of them it is stopped by the system."""
    bounds = {
        "RLIMIT_AS": (MEMORY, MEMORY),
        "RLIMIT_CPU": (CPU_SECONDS, HARD_CPU_SECONDS),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NOFILE": (OPEN_FILES, OPEN_FILES),
        "RLIMIT_CORE": (0, 0),
    }
    for name, bound in bounds.items():
        if hasattr(resource, name):
            resource.setrlimit(getattr(resource, name), bound)
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.nice(5)
