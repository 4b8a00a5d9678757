"""The cache on Redis, which the portal can do without."""

import functools
import time

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)

REST_SECONDS = 10


def _forgiving(method, otherwise):
    @functools.wraps(method)
    def forgiving(self, *args, **kwargs):
        if time.monotonic() < ForgivingRedisCache.rests_until:
            return otherwise
        try:
            return method(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            ForgivingRedisCache.rests_until = time.monotonic() + REST_SECONDS
            logger.warning("cache_away", error=type(error).__name__)
            return otherwise

    return forgiving


class ForgivingRedisCache(RedisCache):
    """A cache that is empty while Redis is away, instead of breaking the page.

    After a failure Redis is left alone for a while, so that one that hangs costs a page one
    second, and not one for every key. What must never be forgotten does not belong here.
    """

    rests_until = 0.0
    _ask = _forgiving(RedisCache.get, None)

    add = _forgiving(RedisCache.add, True)
    set = _forgiving(RedisCache.set, None)
    touch = _forgiving(RedisCache.touch, False)
    delete = _forgiving(RedisCache.delete, False)
    incr = _forgiving(RedisCache.incr, 0)
    get_many = _forgiving(RedisCache.get_many, {})
    set_many = _forgiving(RedisCache.set_many, [])

    def get(self, key, default=None, version=None):
        value = self._ask(key, None, version)
        return default if value is None else value
