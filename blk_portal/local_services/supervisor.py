"""Starts processes, starts them again when they die, and stops what it started."""

import json
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from blk_portal.local_services import processes

SHORTEST_PAUSE = 1
LONGEST_PAUSE = 30
STEADY_AFTER = 60
LARGEST_LOG = 10 * 2**20

# What stands on the lower level stops after what needs it.
SERVICES, PORTAL = 0, 1


class StopRequested(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass
class Child:
    """One process under supervision.

    ``mark`` is a text that stands on its command line alone, by which a later start knows it
    again. ``patience`` is how many seconds it may take to stop; ``None``: as long as it needs.
    Without ``log`` it writes to the terminal.
    """

    name: str
    command: list
    mark: str
    level: int = SERVICES
    stop_signal: int = signal.SIGTERM
    patience: float | None = 25
    log: Path | None = None
    environment: dict | None = None
    popen_options: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None
    started_at: float = 0
    pause: float = SHORTEST_PAUSE
    start_again_at: float | None = None

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log_tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])


class Supervisor:
    """Holds the children of this process, in the order in which they were started."""

    def __init__(self, pids, say):
        self.pids = pids
        self.say = say
        self.children = []
        self.stop_requests = 0

    def listen(self):
        """Take Ctrl-C, SIGTERM and a closed terminal as a request to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)

    def _request_stop(self, number, frame):
        self.stop_requests += 1

    def raise_if_asked_to_stop(self):
        if self.stop_requests:
            raise StopRequested

    def start(self, child):
        """Start ``child`` in a group of its own, so that Ctrl-C reaches only the supervisor."""
        if child not in self.children:
            self.children.append(child)
        output = self._open_log(child) if child.log else None
        try:
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output and subprocess.STDOUT,
                env=child.environment,
                cwd="/" if child.popen_options else None,
                start_new_session=True,
                **child.popen_options,
            )
        finally:
            if output:
                output.close()
        child.started_at = time.monotonic()
        child.start_again_at = None
        self._record(child)
        return child

    def _record(self, child):
        """Write down what a later start needs to know this process again and to stop it."""
        record = {
            "name": child.name,
            "pid": child.process.pid,
            "mark": child.mark,
            "stop_signal": int(child.stop_signal),
            "patience": child.patience,
            "level": child.level,
        }
        self._record_file(child).write_text(json.dumps(record))

    def _open_log(self, child):
        if child.log.exists() and child.log.stat().st_size > LARGEST_LOG:
            child.log.replace(child.log.with_suffix(".log.1"))
        return open(child.log, "a")

    def _record_file(self, child):
        return self.pids / f"{child.name}.json"

    def watch(self):
        """Keep every child running until asked to stop."""
        while not self.stop_requests:
            for child in self.children:
                self._look_after(child)
            time.sleep(0.2)

    def _look_after(self, child):
        now = time.monotonic()
        if child.start_again_at is not None:
            if now >= child.start_again_at:
                self.start(child)
        elif not child.is_running:
            self._end_remains(child)
            if now - child.started_at > STEADY_AFTER:
                child.pause = SHORTEST_PAUSE
            self.say(
                f"{child.name} ended by itself ({_how_it_ended(child.process.returncode)}); "
                f"starting it again in {child.pause:.0f} s."
            )
            child.start_again_at = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _end_remains(self, child):
        """Kill what a dead child left running; PostgreSQL's sessions end by themselves."""
        if child.patience is not None:
            processes.signal_group(child.process.pid, signal.SIGKILL)

    def run(self, command, **options):
        """Run one command to its end; on a request to stop, end it and raise."""
        process = subprocess.Popen(command, start_new_session=True, **options)
        passed_on = 0
        while process.poll() is None:
            if self.stop_requests > passed_on:
                passed_on = self.stop_requests
                processes.signal_group(
                    process.pid, signal.SIGINT if passed_on == 1 else signal.SIGKILL
                )
            time.sleep(0.05)
        self.raise_if_asked_to_stop()
        return process.returncode

    def stop_all(self):
        """Stop the portal, then the services; a second request to stop hurries the portal."""
        for level in (PORTAL, SERVICES):
            self.stop(*(child for child in self.children if child.level == level))

    def stop(self, *children):
        """Stop children side by side; kill what stays beyond its patience."""
        asked_before = self.stop_requests
        running = [child for child in children if child.is_running]
        for child in running:
            child.process.send_signal(child.stop_signal)
        asked_at = time.monotonic()
        while running := [child for child in running if child.is_running]:
            for child in running:
                hurried = self.stop_requests > asked_before
                if child.patience is not None and (
                    hurried or time.monotonic() > asked_at + child.patience
                ):
                    child.process.kill()
            time.sleep(0.02)
        for child in children:
            if child.process:
                self._end_remains(child)
            self._record_file(child).unlink(missing_ok=True)

    def stop_orphans(self):
        """Stop what a killed supervisor left running, the portal before its services."""
        files = {file: _read_record(file) for file in self.pids.glob("*.json")}
        for record in sorted(filter(None, files.values()), key=lambda record: -record["level"]):
            if processes.is_ours(record["pid"], record["mark"]):
                self.say(f"Stopping {record['name']} of an earlier start ({record['pid']}).")
                processes.end(record["pid"], record["stop_signal"], patience=record["patience"])
            if record["patience"] is not None:
                processes.kill_group_members(record["pid"], record["mark"])
        for file in files:
            file.unlink()


def _read_record(file):
    """Return a record, or ``None`` if the machine stopped while it was written."""
    try:
        return json.loads(file.read_text())
    except ValueError:
        return None


def _how_it_ended(returncode):
    if returncode < 0:
        return f"killed by {signal.Signals(-returncode).name}"
    return f"exit code {returncode}"
