import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest

from blk_portal.local_services import processes
from tests.waiting import PATIENCE, wait_until

PROJECT = Path(__file__).resolve().parent.parent.parent
SET_BY_THE_LAUNCHER = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PRIVATE_ROOT")


@pytest.fixture
def data():
    """A data directory below one that every account may enter, as pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="blk-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def launcher(data):
    """Starts the launcher on ``data``; whatever a test leaves running is stopped."""
    launcher = Launcher(data)
    yield launcher
    launcher.stop_everything()


class Launcher:
    def __init__(self, data):
        self.data = data
        self.started = []

    def environment(self, **others):
        kept = {k: v for k, v in os.environ.items() if k not in SET_BY_THE_LAUNCHER}
        return kept | {"BLK_DATA_DIR": str(self.data)} | others

    def command(self, act, *arguments):
        return [sys.executable, "-m", "blk_portal.local_services", act, *arguments]

    def run(self, act, *arguments, **environment):
        """Run the launcher to its end."""
        return subprocess.run(
            self.command(act, *arguments),
            env=self.environment(**environment),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def hold(self):
        """Start the servers and keep them up; return the supervisor's process."""
        ready = self.data.parent / f"environment-{len(self.started)}"
        code = (
            "import json, os, pathlib, sys, time;"
            "draft = pathlib.Path(sys.argv[1] + '.new');"
            "draft.write_text(json.dumps(dict(os.environ)));"
            "draft.rename(sys.argv[1]);"
            "time.sleep(600)"
        )
        holder = subprocess.Popen(
            self.command("exec", "--", sys.executable, "-c", code, str(ready)),
            env=self.environment(),
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(holder)
        wait_until(lambda: ready.exists() or holder.poll() is not None)
        assert holder.poll() is None, holder.communicate()[0]
        holder.environment = json.loads(ready.read_text())
        return holder

    def query(self, holder, sql, *, owner=False):
        name = "DATABASE_OWNER_URL" if owner else "DATABASE_URL"
        connection = psycopg2.connect(holder.environment[name])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else None
        finally:
            connection.close()

    def processes(self):
        """Return the pids of processes that have this data directory on their command line."""
        return [
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if processes.is_ours(int(folder.name), f"{self.data}/")
        ]

    def stop_everything(self):
        for holder in self.started:
            if holder.poll() is None:
                holder.terminate()
                holder.wait(timeout=PATIENCE)
            holder.stdout.close()
        for pid in self.processes():
            processes.signal_quietly(pid, signal.SIGKILL)
