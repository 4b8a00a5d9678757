"""Is the portal alive, and is it ready? For load balancers, monitors and operators."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswerInTime
from functools import partial
from time import time

import psycopg2
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from blk_portal.shared.heartbeat import LONGEST_WAIT, broker, trouble_of_workers


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
        "worker": trouble_of_workers,
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
    with broker() as client:
        client.ping()
