"""An id for every request: in each log line, in the answer, and on the page of a fault."""

import secrets
import time

import structlog
from django.conf import settings
from django.http import HttpResponseServerError
from django.template.loader import render_to_string

logger = structlog.get_logger(__name__)


class RequestIdMiddleware:
    """Name each request by eight symbols that can be said over the telephone.

    Its log line holds the pattern of the address and the numbers of rows in it; never the query
    string, which may hold what somebody searched for, nor a code or key from the address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.monotonic()
        request.id = secrets.token_hex(4)
        structlog.contextvars.clear_contextvars()
        # Tasks that this request orders carry it on: DJANGO_STRUCTLOG_CELERY_ENABLED.
        structlog.contextvars.bind_contextvars(request_id=request.id)
        response = self.get_response(request)
        response["X-Request-Id"] = request.id
        logger.info(
            "request_finished",
            method=request.method,
            **_address(request.resolver_match),
            status=response.status_code,
            milliseconds=round((time.monotonic() - started) * 1000),
        )
        return response


def _address(match):
    if match is None:
        return {"route": "", "rows": []}
    rows = [value for value in match.kwargs.values() if isinstance(value, int)]
    return {"route": match.route, "rows": rows}


def page_of_a_fault(request):
    """Say that something broke, and the code by which the office finds it in the log."""
    context = {"code": getattr(request, "id", ""), "office": settings.OFFICE}
    return HttpResponseServerError(render_to_string("500.html", context))
