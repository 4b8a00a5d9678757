"""``python -m blk_portal.local_services run | test | exec``, called by the Makefile."""

import argparse
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from blk_portal.local_services.portal import PROJECT, run_portal
from blk_portal.local_services.problem import Problem
from blk_portal.local_services.services import environment_of_running_portal, running_services
from blk_portal.local_services.supervisor import StopRequested


def say(message):
    """Tell the person at the terminal, who may have closed it."""
    with suppress(OSError):
        print(f"[portal] {message}", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="python -m blk_portal.local_services")
    parser.add_argument("act", choices=["run", "test", "exec"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for test and exec")
    arguments = parser.parse_args()
    command = [part for part in arguments.command if part != "--"]
    data = Path(os.environ.get("BLK_DATA_DIR") or PROJECT / ".local").absolute()
    try:
        if arguments.act == "run":
            run_portal(data, _port(), say)
            return 0
        if arguments.act == "test":
            return _run_tests(data / "test", command)
        return _run_beside(data, command)
    except Problem as problem:
        print(f"[portal] {problem}", file=sys.stderr)
        return 1
    except StopRequested:
        return 130


def _port():
    text = os.environ.get("PORT") or "8000"
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise Problem(f"PORT must be a number from 1 to 65535, not {text!r}.")


def _run_tests(data, command):
    """Run the suite on servers of its own and return pytest's exit code."""
    data.parent.mkdir(exist_ok=True)
    with running_services(data, say, for_tests=True) as (supervisor, environment):
        environment["DJANGO_SETTINGS_MODULE"] = "blk_portal.settings.test"
        return supervisor.run(command, env=environment, cwd=PROJECT)


def _run_beside(data, command):
    """Run a command on the servers of the running portal, else on servers started for it."""
    environment = environment_of_running_portal(data)
    if environment:
        return subprocess.run(command, env=environment, cwd=PROJECT).returncode
    with running_services(data, lambda message: None) as (supervisor, environment):
        return supervisor.run(command, env=environment, cwd=PROJECT)


if __name__ == "__main__":
    sys.exit(main())
