import json
import re

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notices.services.gateway import code_of
from notices.services.reports import REPORTED, record_report
from notices.services.signing import is_genuine

MESSAGE_ID = re.compile(r"[0-9a-f]{32}-[a-z]{2,10}")


@csrf_exempt
@require_POST
def delivery_callback(request):
    """Take in a signed report of the gateway; whoever cannot sign learns nothing."""
    if not is_genuine(request.headers, request.body):
        return HttpResponse(status=401)
    try:
        report = json.loads(request.body)
        message_id, status = str(report["id"]), str(report["state"])
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=422)
    if status not in REPORTED:
        return HttpResponse(status=422)
    if not MESSAGE_ID.fullmatch(message_id):
        return HttpResponse(status=404)
    is_known = record_report(message_id, status, error=code_of(report.get("error")))
    return HttpResponse(status=204 if is_known else 404)
