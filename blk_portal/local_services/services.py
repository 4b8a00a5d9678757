"""Brings up the PostgreSQL and Redis that the environment does not name."""

import os
import shutil
from contextlib import contextmanager

from blk_portal.local_services import postgres, redis
from blk_portal.local_services.account import choose_account
from blk_portal.local_services.places import (
    local_secrets,
    lock,
    lock_or_refuse,
    prepare_data_directory,
    settle,
)
from blk_portal.local_services.problem import disk_full, is_disk_full
from blk_portal.local_services.programs import reachable_programs
from blk_portal.local_services.supervisor import Supervisor


@contextmanager
def running_services(data, say, *, for_tests=False):
    """Yield a supervisor with both servers up, and the environment that names them.

    With ``for_tests`` the data of earlier starts is thrown away.
    """
    prepare_data_directory(data)
    with lock_or_refuse(data):
        supervisor = Supervisor(data / "pids", say)
        supervisor.listen()
        try:
            supervisor.stop_orphans()
            yield supervisor, _start_missing(supervisor, data, say, for_tests=for_tests)
        except OSError as error:
            if is_disk_full(error):
                raise disk_full(data) from error
            raise
        finally:
            supervisor.stop_all()


def environment_of_running_portal(data):
    """Return the environment of a portal that now runs on ``data``, or ``None``."""
    if not data.is_dir():
        return None
    held = lock(data)
    if held:
        held.close()
        return None
    places = settle(data, choose_account()) if _missing() else None
    return _environment(data, places)


def _missing():
    return {"DATABASE_URL", "REDIS_URL"} - {name for name, value in os.environ.items() if value}


def _start_missing(supervisor, data, say, *, for_tests):
    missing = _missing()
    if not missing:
        return _environment(data, None)
    account = choose_account()
    places = settle(data, account)
    programs = reachable_programs(account, places.services)
    if "DATABASE_URL" in missing:
        postgres.settle_recorded_pid(places, say)
        if for_tests:
            _throw_away(places.cluster)
        postgres.prepare_cluster(places, account, programs)
        database = postgres.postgres_child(places, account, programs, for_tests=for_tests)
        supervisor.start(database)
    if "REDIS_URL" in missing:
        if for_tests:
            _throw_away(places.redis)
        redis.prepare_directory(places, account)
        broker = redis.redis_child(places, account, programs)
        supervisor.start(broker)
    if "DATABASE_URL" in missing:
        postgres.wait_until_ready(supervisor, database, places, programs, say)
        postgres.prepare_roles_and_database(places, for_tests=for_tests)
    if "REDIS_URL" in missing:
        redis.wait_until_ready(supervisor, broker, places)
    say("PostgreSQL {}, Redis {} on private sockets.".format(*programs.versions()))
    return _environment(data, places)


def _throw_away(directory):
    if directory.exists():
        shutil.rmtree(directory)


def _environment(data, places):
    """Return what the portal's processes read; what the caller has set stays as it is."""
    missing = _missing()
    defaults = local_secrets(data) | {
        "DEMO": "true",
        "LOG_LEVEL": "WARNING",
        "PRIVATE_ROOT": str(data / "private"),
        "DJANGO_SETTINGS_MODULE": "blk_portal.settings.local",
    }
    ours = {}
    if "DATABASE_URL" in missing:
        ours["DATABASE_URL"] = postgres.database_url(places, postgres.APP_ROLE)
        ours["DATABASE_OWNER_URL"] = postgres.database_url(places, postgres.OWNER_ROLE)
    if "REDIS_URL" in missing:
        ours["REDIS_URL"] = redis.redis_url(places)
    return defaults | os.environ | ours
