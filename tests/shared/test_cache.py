import time
import uuid

import pytest
from django.conf import settings
from redis import Redis

from blk_portal.settings import base
from blk_portal.shared.cache import ForgivingRedisCache

OPTIONS = {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "rests_until", 0.0)


def test_the_portal_uses_it():
    assert base.CACHES["default"]["BACKEND"] == "blk_portal.shared.cache.ForgivingRedisCache"


def test_it_remembers_while_redis_is_there():
    cache, key = ForgivingRedisCache(settings.REDIS_URL, OPTIONS), uuid.uuid4().hex

    assert cache.add(key, [1], 30) is True
    assert cache.add(key, [2], 30) is False
    cache.set(key, [3], 30)
    assert cache.get(key, []) == [3]
    assert cache.delete(key) is True
    assert cache.get(key, "nothing") == "nothing"


def test_it_is_empty_and_allows_while_redis_is_away():
    cache = ForgivingRedisCache("unix:///nowhere/redis.sock", OPTIONS)

    assert cache.add("key", 1) is True
    assert cache.set("key", 1) is None
    assert cache.get("key", []) == []
    assert cache.get_many(["key"]) == {}
    assert cache.incr("key") == 0
    assert cache.delete("key") is False


def test_a_redis_that_hangs_is_asked_once_and_then_left_alone(monkeypatch):
    asked = []

    def hang(self, *args, **kwargs):
        asked.append(args[0])
        raise TimeoutError

    monkeypatch.setattr(Redis, "execute_command", hang)
    monkeypatch.setattr("blk_portal.shared.cache.REST_SECONDS", 600)
    cache = ForgivingRedisCache(settings.REDIS_URL, OPTIONS)

    for _ in range(5):
        cache.get("key")
    assert len(asked) == 1

    ForgivingRedisCache.rests_until = time.monotonic() - 1
    cache.get("key")
    assert len(asked) == 2
