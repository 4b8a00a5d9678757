"""The verifiers' queue: what waits, who has it in hand, and the next one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import manager_required, verifier_required
from blk_portal.shared.errors import DomainError
from enrollment.case_page import undoable_review
from enrollment.choices import ApplicationStatus, BulkKind
from enrollment.desk_pace import pace_of, waiting_by_intake, workload
from enrollment.held_searches import held_search, hold_search
from enrollment.list_page import read_page
from enrollment.models import Application
from enrollment.queue_list import IN_THE_ADDRESS, MINE, QUEUE, TABS, Queue, to_be_checked_by
from enrollment.queue_rows import queue_rows
from enrollment.registration_numbers import read_registration_number
from enrollment.services.claiming import claim_next

ROWS_PER_PAGE = 50
BULK_KINDS = {
    ApplicationStatus.SUBMITTED: BulkKind.VERIFY,
    ApplicationStatus.NEEDS_FIX: BulkKind.CLOSE,
    ApplicationStatus.VERIFIED: BulkKind.MESSAGE,
    ApplicationStatus.INELIGIBLE: BulkKind.MESSAGE,
}
MOST_LETTERS = 60


@verifier_required
@require_safe
def queue(request):
    """List the files of one state, oldest first, as the filters in the address narrow it."""
    text = _text_searched(request)
    queue = Queue(request.user, request.GET, text)
    counts = queue.counts()
    paginator = Paginator(queue.rows.values_list("pk", flat=True), ROWS_PER_PAGE)
    paginator.count = counts[queue.state]
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/staff/queue.html",
        {
            "filter_form": queue.form,
            "is_search_over": text is None,
            "tabs": [
                {
                    "code": code,
                    "label": label,
                    "count": counts[code],
                    "is_current": code == queue.state,
                }
                for code, label in TABS
            ],
            "page": page,
            "rows": queue_rows(read_page(Application.objects.for_the_queue(), page), request.user),
            "state": queue.state,
            "staff_list": QUEUE,
            "query": QUEUE.canonical(request.GET),
            "is_search": "search" in request.GET,
            "bulk_kind": BULK_KINDS.get(queue.state),
            "waiting": counts[ApplicationStatus.SUBMITTED],
            "intakes_waiting": waiting_by_intake(queue.files),
            "pace": pace_of(request.user),
            "undoable": undoable_review(request.user, timezone.now()),
        },
    )


@verifier_required
@require_POST
def queue_search(request):
    """Lead to the list that the sent form asks for, by an address in which no name stands."""
    query = {name: request.POST[name] for name in IN_THE_ADDRESS if request.POST.get(name)}
    text = request.POST.get("q", "").strip()[:MOST_LETTERS]
    number = read_registration_number(text)
    if number and to_be_checked_by(request.user).filter(registration_number=number).exists():
        query["number"] = number
    elif text:
        query["search"] = hold_search(request, text)
    return redirect(reverse("enrollment:queue", query=query))


@manager_required
@require_safe
def desk_workload(request):
    """Show the manager what waits until when, and who checks how much of it."""
    files = Application.objects.of_intakes_that_go_on()
    return render(
        request,
        "enrollment/staff/workload.html",
        {"intakes_waiting": waiting_by_intake(files), "loads": workload()},
    )


@verifier_required
@require_POST
def take_next(request):
    """Take the file that waits longest among those that the filters leave, and open it."""
    return open_the_next(request)


def open_the_next(request):
    """Put the next file in hand and lead to it, or say why there is none."""
    try:
        application = claim_next(request.user, narrowed(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("enrollment:queue", query={"status": MINE}))
    if application is None:
        messages.info(request, _("No file is waiting. All of them are checked or in hand."))
        return redirect("enrollment:queue")
    return redirect(case_address(request, application))


def case_address(request, application):
    """The address of a file that keeps the filters for the one after it."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return reverse("enrollment:case", kwargs={"pk": application.pk}) + query


def narrowed(request):
    """Return what the address leaves of the files; nothing where its search is not known here."""
    return Queue(request.user, request.GET, _text_searched(request)).files


def _text_searched(request):
    """What is searched for: "" for nothing, ``None`` when the session does not hold it."""
    key = request.GET.get("search")
    if key:
        return held_search(request, key)
    return read_registration_number(request.GET.get("number", ""))
