"""The sign of life that workers leave in Redis, for the readiness page and for staff."""

from time import time

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

LONGEST_WAIT = 1
HEARTBEAT_KEY = "blk:worker-heartbeat"
# Beat asks for a sign every 20 seconds; three may be missed behind long tasks.
OLDEST_HEARTBEAT = 75


def record_heartbeat():
    """Note that a worker runs tasks now."""
    with broker() as client:
        client.set(HEARTBEAT_KEY, int(time()), ex=24 * 60 * 60)


def trouble_of_workers():
    """Say why no worker may be there; empty when one gave a sign. Raise ``RedisError``."""
    with broker() as client:
        beaten_at = client.get(HEARTBEAT_KEY)
    if beaten_at is None:
        return "no worker has given a sign yet"
    age = int(time()) - int(beaten_at)
    return f"no sign of a worker for {age} s" if age > OLDEST_HEARTBEAT else ""


def is_work_done():
    """Whether tasks are carried out now, or wait for Redis or a worker to come back."""
    try:
        return not trouble_of_workers()
    except (RedisError, OSError):
        return False


def broker():
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=LONGEST_WAIT, socket_connect_timeout=LONGEST_WAIT
    )
