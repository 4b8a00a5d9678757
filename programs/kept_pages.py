"""Public pages as visitors see them, kept as long as nothing that they say changes.

Each page has a ``trace``: one statement that reads all that the page is made of, and at which
moments of its calendar the intake stands. Equal traces mean equal pages, so there is nothing to
invalidate, and at the second of opening the page is another one. A browser that has the page
already is told so without a body. Why, and for whom not: ``docs/decisions/0018``.
"""

import hashlib
import re
from collections import OrderedDict
from datetime import timedelta
from functools import wraps
from threading import Lock

from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from programs.entries import accepting_or_coming, offered_programs, results_of

PAGES_AT_MOST = 200
LOOKING_BACK = timedelta(days=2 * 365)
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')
PLACE = b"{{ the token of this visitor }}"

_MOMENTS = ", ".join(
    f"i.{field} <= %(now)s"
    for field in [
        *("opens_at", "closes_at", "announced_at", "objections_until", "answers_until"),
        "reregistration_until",
    ]
)
_OF_BATCH = ", ".join(
    f"(SELECT array_agg(part ORDER BY part.id) FROM programs_{table} part WHERE part.{key})"
    for table, key in [
        ("gate", "batch_id = b.id"),
        ("criterion", "batch_id = b.id"),
        ("reserve", "batch_id = b.id"),
        ("publishedfigure", "batch_id = b.id"),
        ("requireddocument", "program_id = p.id"),
    ]
)
_TRACE = f"""
SELECT md5(string_agg(ROW(
    b, i, p, t, f, {_MOMENTS}, {_OF_BATCH},
    (SELECT array_agg((r.id, r.sha256) ORDER BY r.id) FROM programs_ruleset r
     WHERE r.intake_id = i.id),
    (SELECT array_agg(m.id ORDER BY m.id) FROM programs_rescheduling m
     WHERE m.intake_id = i.id),
    (SELECT array_agg((c.id, h.code) ORDER BY c.id) FROM programs_classchange c
     LEFT JOIN programs_batch h ON h.id = c.into_id WHERE c.batch_id = b.id)
)::text, '' ORDER BY b.id))
FROM {{source}}
LEFT JOIN programs_trade t ON t.code = p.trade_id
LEFT JOIN programs_fundingsource f ON f.code = b.fund_id
WHERE {{which}}
"""
_BY_INTAKE = """programs_intake i
LEFT JOIN programs_batch b ON b.intake_id = i.id
LEFT JOIN programs_trainingprogram p ON p.id = b.program_id"""
_BY_PROGRAM = """programs_trainingprogram p
LEFT JOIN programs_batch b ON b.program_id = p.id
LEFT JOIN programs_intake i ON i.id = b.intake_id"""

_BATCH = _TRACE.format(source=_BY_INTAKE, which="b.code = %(code)s")
_INTAKE = _TRACE.format(source=_BY_INTAKE, which="i.code = %(code)s")
_PROGRAM = _TRACE.format(source=_BY_PROGRAM, which="p.slug = %(slug)s")

_visited, _pages, _lock = OrderedDict(), OrderedDict(), Lock()


def of_landing(now):
    return _moments(accepting_or_coming(now), now), results_of(timezone.localdate(now).year - 1)


def of_programs(now):
    return _moments(offered_programs(since=now - LOOKING_BACK), now)


def of_batch(now, code):
    return _read(_BATCH, now=now, code=code)


def of_intake(now, code):
    return _read(_INTAKE, now=now, code=code)


def of_program(now, slug):
    return _read(_PROGRAM, now=now, slug=slug)


def kept_for_visitors(trace):
    """Keep what a view answers to visitors, from the second visit of an address on.

    A page with a message, with a query or for somebody signed in is made anew every time.
    """

    def decorate(view):
        @wraps(view)
        def shown(request, **named):
            if request.user.is_authenticated or request.GET or len(get_messages(request)):
                return view(request, **named)
            address = request.path, get_language()
            if not _get(_visited, address):
                _keep(_visited, address, True)
                return view(request, **named)
            now = timezone.now()
            key = (*address, timezone.localdate(now), trace(now, **named))
            page = _get(_pages, key)
            if page is None:
                response = view(request, **named)
                if response.status_code != 200:
                    return response
                page = TOKEN.sub(rb"\1" + PLACE, response.content)
                _keep(_pages, key, page)
            return _answer(request, page)

        return shown

    return decorate


def forget():
    with _lock:
        _visited.clear()
        _pages.clear()


def _answer(request, page):
    """Put the visitor's token into the page, or say that the browser has the page already."""
    secret = request.META.get("CSRF_COOKIE", "")
    response = HttpResponse(page.replace(PLACE, get_token(request).encode()))
    patch_cache_control(response, private=True, no_cache=True)
    if not secret:
        return response
    etag = f'"{hashlib.sha256(secret.encode() + page).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


def _moments(entries, now):
    return tuple(
        (entry, entry.opens_at and entry.opens_at <= now < entry.closes_at) for entry in entries
    )


def _read(sql, **parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def _get(kept, key):
    with _lock:
        if key in kept:
            kept.move_to_end(key)
        return kept.get(key)


def _keep(kept, key, value):
    with _lock:
        kept[key] = value
        if len(kept) > PAGES_AT_MOST:
            kept.popitem(last=False)
