"""A private Redis on a socket. It carries hints: what must not be lost is in PostgreSQL."""

import signal
import time
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

from blk_portal.local_services.problem import Problem, disk_full
from blk_portal.local_services.supervisor import Child


def prepare_directory(places, account):
    places.redis.mkdir(mode=0o700, exist_ok=True)
    account.give(places.redis)


def redis_child(places, account, programs):
    settings = {
        "port": "0",
        "unixsocket": str(places.redis_socket),
        "unixsocketperm": "700",
        "dir": str(places.redis),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "databases": "64",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return Child(
        name="redis",
        command=[str(programs.redis_server), *options],
        mark=str(places.redis_socket),
        stop_signal=signal.SIGTERM,
        patience=20,
        log=places.logs / "redis.log",
        popen_options=account.popen_options,
    )


def wait_until_ready(supervisor, child, places):
    client = Redis(unix_socket_path=str(places.redis_socket))
    while True:
        try:
            client.ping()
            return
        except RedisError:
            if not child.is_running:
                tail = child.log_tail()
                if "No space left" in tail:
                    raise disk_full(places.redis) from None
                raise Problem(f"Redis did not start. The end of {child.log}:\n{tail}") from None
        supervisor.raise_if_asked_to_stop()
        time.sleep(0.05)


def redis_url(places):
    return f"unix://{quote(str(places.redis_socket), safe='/')}?db=0"
