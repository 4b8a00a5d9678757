"""The portal's side of the process that opens uploads: starts it, asks it, outlives it."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog

from blk_portal.shared.cleaner.protocol import CPU_SECONDS, ISOLATED, LENGTH

logger = structlog.get_logger(__name__)

# Honest files take a second; by the clock a web thread gives seven, and one to bury the child.
SECONDS = 7
GRACE = 1
AT_ONCE = 2
PATIENCE = 3
BEGINNING = 5
LONGEST_HEAD = 64 * 1024
LARGEST_ANSWER = 64 * 1024 * 1024
PROGRAM = "from cleaner.server import serve; serve({descriptor}, {seconds})"
PREPARE = "import sys; sys.path.append({folder!r}); "


class CleanerFailed(Exception):
    """The process died or answered nothing; ``code`` says which."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class CleanerProcess:
    """One forking process for this one, begun with the first file and again when it is gone.

    A process that was forked (a web or task worker) begins its own. ``AT_ONCE`` files are open
    at the same time; who finds no room within ``patience`` seconds is turned away.
    """

    def __init__(self, program=PROGRAM, seconds=SECONDS, patience=PATIENCE):
        self.program, self.seconds, self.patience = program, seconds, patience
        self._make_locks()
        self._control = self._server = None

    def clean(self, content):
        """Return ``(facts, parts)`` as ``cleaner.work.clean`` does; raise ``CleanerFailed``."""
        room = self._room
        if not room.acquire(timeout=self.patience):
            raise CleanerFailed("busy")
        try:
            return self._clean(content)
        finally:
            room.release()

    def _clean(self, content):
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            started = time.monotonic()
            deadline = started + self.seconds + GRACE
            try:
                _send(ours, content, deadline)
                return _receive(ours, deadline)
            except TimeoutError as error:
                raise CleanerFailed("too_long") from error
            except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
                was_ended = time.monotonic() - started >= min(self.seconds, CPU_SECONDS)
                raise CleanerFailed("too_long" if was_ended else "broke_off") from error

    def stop(self):
        with self._lock:
            self._forget()

    def leave_to_parent(self):
        """Let go of the parent's process after a fork; this one begins its own when needed."""
        self._make_locks()
        if self._control is not None:
            self._control.close()
        self._control = self._server = None

    def _make_locks(self):
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def _hand_over(self, job):
        with self._lock:
            for is_second_try in (False, True):
                if self._server is None or self._server.poll() is not None:
                    self._start()
                try:
                    socket.send_fds(self._control, [b"f"], [job.fileno()])
                    return
                except OSError as error:
                    self._forget()
                    if is_second_try:
                        raise CleanerFailed("broke_off") from error

    def _start(self):
        self._forget()
        ours, theirs = socket.socketpair()
        with theirs:
            descriptor = theirs.fileno()
            folder = str(Path(__file__).parent)
            self._server = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-c"),
                    PREPARE.format(folder=folder)
                    + self.program.format(descriptor=descriptor, seconds=self.seconds),
                ],
                pass_fds=[descriptor],
                # It has no use for a secret, so it is given none.
                env={},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(BEGINNING)
        try:
            self.has_no_network = ours.recv(1) == ISOLATED
        except OSError:
            self.has_no_network = False
        logger.info("cleaner_started", has_no_network=self.has_no_network)

    def _forget(self):
        """Close our end, upon which the process ends by itself."""
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            try:
                self._server.wait(timeout=GRACE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._control = self._server = None


cleaner = CleanerProcess()
atexit.register(cleaner.stop)
os.register_at_fork(after_in_child=cleaner.leave_to_parent)


def _send(job, content, deadline):
    _wait(job, deadline)
    try:
        job.sendall(LENGTH.pack(len(content)) + content)
    except TimeoutError:
        raise
    except OSError:
        # It may have died; whether it has, and with which answer, is seen when that is read.
        return


def _receive(job, deadline):
    (length,) = LENGTH.unpack(_read(job, LENGTH.size, deadline))
    if length > LONGEST_HEAD:
        raise ValueError(length)
    facts = json.loads(_read(job, length, deadline))
    if sum(facts["parts"]) > LARGEST_ANSWER:
        raise ValueError(facts["parts"])
    return facts, [_read(job, length, deadline) for length in facts["parts"]]


def _read(job, length, deadline):
    read = bytearray()
    while len(read) < length:
        _wait(job, deadline)
        piece = job.recv(min(length - len(read), 1 << 20))
        if not piece:
            raise EOFError
        read += piece
    return bytes(read)


def _wait(job, deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    job.settimeout(left)
