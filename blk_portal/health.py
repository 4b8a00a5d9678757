"""Is the portal alive, and is it ready? For load balancers, monitors and operators."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerInTime
from functools import partial
from time import time

import psycopg2
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

LONGEST_WAIT = 1
HEARTBEAT_KEY = "blk:worker-heartbeat"
# Beat asks for a sign every 20 seconds; three may be missed behind long tasks.
OLDEST_HEARTBEAT = 75


@require_safe
@never_cache
def healthz(request):
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """Say for database, broker and worker whether they answer; 503 if one does not.

    Each is asked in a thread of its own, so a frozen server costs no more than ``LONGEST_WAIT``.
    """
    questions = {
        "database": partial(_ask_database, connection.get_connection_params()),
        "broker": _ask_broker,
        "worker": _ask_worker,
    }
    executor = ThreadPoolExecutor(max_workers=len(questions))
    asked_at = time()
    answers = {part: executor.submit(question) for part, question in questions.items()}
    executor.shutdown(wait=False)
    parts = {
        part: _part(answer, seconds_left=asked_at + LONGEST_WAIT - time())
        for part, answer in answers.items()
    }
    ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


def record_heartbeat():
    """Note that a worker runs tasks now."""
    with _redis() as client:
        client.set(HEARTBEAT_KEY, int(time()), ex=24 * 60 * 60)


def _part(answer, *, seconds_left):
    try:
        trouble = answer.result(timeout=max(seconds_left, 0))
    except NoAnswerInTime:
        trouble = f"no answer within {LONGEST_WAIT} s"
    except (psycopg2.Error, RedisError, OSError):
        trouble = "cannot be reached"
    return {"ok": False, "why": trouble} if trouble else {"ok": True}


def _ask_database(params):
    # A connection of its own: the shared one may wait far longer for a server that is gone.
    psycopg2.connect(**params | {"connect_timeout": 2}).close()


def _ask_broker():
    with _redis() as client:
        client.ping()


def _ask_worker():
    with _redis() as client:
        beaten_at = client.get(HEARTBEAT_KEY)
    if beaten_at is None:
        return "no worker has given a sign yet"
    age = int(time()) - int(beaten_at)
    return f"no sign of a worker for {age} s" if age > OLDEST_HEARTBEAT else ""


def _redis():
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=LONGEST_WAIT, socket_connect_timeout=LONGEST_WAIT
    )
